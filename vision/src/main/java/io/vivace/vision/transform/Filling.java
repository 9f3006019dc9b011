package io.vivace.vision.transform;

/** Values that stand in place of a picture's. Asked again, it answers the same. */
@FunctionalInterface
public interface Filling {
    /** Black. */
    Filling BLACK = (row, column, channel) -> 0;

    /**
     * {@return a value, 0 (black) to 1}
     *
     * @param row of the result
     * @param column of the result
     * @param channel of the pixel
     */
    double at(int row, int column, int channel);

    /**
     * {@return a value of its own for each number, uniform from 0 to a bound}
     *
     * @param seed what the values follow from
     * @param most the bound
     */
    static Filling noise(long seed, double most) {
        return (row, column, channel) -> {
            long z = seed + 0x9e3779b97f4a7c15L * (((long) row << 34) + ((long) column << 4) + channel + 1);
            z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
            z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
            return ((z ^ z >>> 31) >>> 11) * 0x1p-53 * most;
        };
    }

    /**
     * {@return one colour}
     *
     * @param red 0 to 1
     * @param green 0 to 1; grey pictures take red
     * @param blue 0 to 1
     */
    static Filling color(double red, double green, double blue) {
        return (row, column, channel) -> channel == 0 ? red : channel == 1 ? green : blue;
    }
}
