package io.vivace.vision.points;

import io.vivace.vision.image.Size;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Points in a picture, always the same ones in the same order: eyes, nose, mouth. A point that is not known has rows and columns that are
 * no numbers.
 *
 * @param picture size of the picture they are in; null if it is the size of the picture's file
 * @param points in order
 */
public record Points(@Nullable Size picture, List<Point> points) {
    /** Copies the list. */
    public Points {
        points = List.copyOf(points);
    }

    /**
     * {@return points in the pixels of a picture's file}
     *
     * @param rowsAndColumns row, column, row, column ...
     */
    public static Points of(double... rowsAndColumns) {
        if (rowsAndColumns.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "points are rows and columns in turn, got " + rowsAndColumns.length + " numbers");
        }
        var all = new ArrayList<Point>();
        for (int i = 0; i < rowsAndColumns.length; i += 2) {
            all.add(new Point(rowsAndColumns[i], rowsAndColumns[i + 1]));
        }
        return new Points(null, all);
    }
}
