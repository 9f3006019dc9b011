package io.vivace.vision.points;

/**
 * A place in a picture, in pixels from its upper left corner: the middle of the first pixel lies at (½, ½).
 *
 * @param row downwards
 * @param column to the right
 */
public record Point(double row, double column) {
    /** {@return whether both numbers are known} */
    public boolean isKnown() {
        return Double.isFinite(row) && Double.isFinite(column);
    }
}
