package io.vivace.vision.image;

/** What stands outside a picture when something looks there; {@code abcd} is a row of it. */
public enum Border {
    /** The picture mirrored with its edge pixel: {@code dcba|abcd|dcba}. */
    REFLECT(2),
    /** The picture mirrored at its edge pixel: {@code dcb|abcd|cba}. */
    MIRROR(4),
    /** Its edge pixel: {@code aaaa|abcd|dddd}. */
    EDGE(1),
    /** Black. */
    ZERO(0);

    private final int code;

    Border(int code) {
        this.code = code;
    }

    /** {@return the number OpenCV knows it by} */
    int code() {
        return code;
    }

    /**
     * {@return the row or column whose pixel stands at a place, or −1 for black}
     *
     * @param place maybe outside
     * @param length rows or columns of the picture
     */
    public int index(int place, int length) {
        if (place >= 0 && place < length) {
            return place;
        }
        return switch (this) {
            case ZERO -> -1;
            case EDGE -> place < 0 ? 0 : length - 1;
            case REFLECT -> {
                int i = Math.floorMod(place, 2 * length);
                yield i < length ? i : 2 * length - 1 - i;
            }
            case MIRROR -> {
                int period = Math.max(1, 2 * length - 2);
                int i = Math.floorMod(place, period);
                yield i < length ? i : period - i;
            }
        };
    }
}
