package io.vivace.vision.image;

/** What a pixel holds. */
public enum Color {
    /** Brightness: one number. */
    GREY(1),
    /** Red, green and blue. */
    RGB(3);

    private final int channels;

    Color(int channels) {
        this.channels = channels;
    }

    /** {@return the numbers of a pixel} */
    public int channels() {
        return channels;
    }
}
