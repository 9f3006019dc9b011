package io.vivace.vision.image;

/**
 * Height and width in pixels.
 *
 * @param height rows
 * @param width columns
 */
public record Size(int height, int width) {
    /** Checks the numbers. */
    public Size {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "a size has at least one row and one column, got " + height + " x " + width);
        }
    }

    /**
     * {@return a size}
     *
     * @param height rows
     * @param width columns
     */
    public static Size of(int height, int width) {
        return new Size(height, width);
    }

    /**
     * {@return as many rows as columns}
     *
     * @param side of the square
     */
    public static Size square(int side) {
        return new Size(side, side);
    }

    /**
     * {@return a size with several times as many rows and columns}
     *
     * @param factor how many times, at least 1
     */
    public Size times(int factor) {
        return new Size(Math.multiplyExact(height, factor), Math.multiplyExact(width, factor));
    }

    /**
     * {@return whether rows and columns are whole multiples of another size's}
     *
     * @param other the smaller one
     */
    public boolean isMultipleOf(Size other) {
        return height % other.height == 0 && width % other.width == 0;
    }

    /**
     * {@return the nearest size whose rows and columns are multiples of a number, at least that number: U-Nets and other nets that halve
     * pictures several times lose nothing then} (fastai 1's {@code mult})
     *
     * @param number such as 32
     */
    public Size roundedTo(int number) {
        return new Size(rounded(height, number), rounded(width, number));
    }

    private static int rounded(int side, int number) {
        return Math.max(1, (int) (((long) side + number / 2) / number)) * number;
    }

    /** {@return height and width, such as {@code 480x640}} */
    @Override
    public String toString() {
        return height + "x" + width;
    }
}
