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

    /** {@return height and width, such as {@code 480x640}} */
    @Override
    public String toString() {
        return height + "x" + width;
    }
}
