package io.vivace.vision.points;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A pinhole camera: a place (x, y, z) before it is seen at row y·fy/z + cy and column x·fx/z + cx. With it the files of the Biwi Kinect
 * Head Pose data become points:
 *
 * <pre>{@code
 * Camera camera = Camera.read(folder.resolve("01/rgb.cal"));
 * Point face = camera.see(Camera.place(folder.resolve("01/frame_00003_pose.txt")));
 * }</pre>
 *
 * @param fx focal length in pixels, of columns
 * @param fy focal length in pixels, of rows
 * @param cx column of the optical axis
 * @param cy row of the optical axis
 */
public record Camera(double fx, double fy, double cx, double cy) {
    private static final int MOST_BYTES = 1 << 16;

    /**
     * A place before the camera.
     *
     * @param x to the right
     * @param y downwards
     * @param z away from it
     */
    public record Place(double x, double y, double z) {}

    /** Checks the numbers. */
    public Camera {
        if (!(fx > 0 && fy > 0) || !Double.isFinite(fx + fy + cx + cy)) {
            throw new IllegalArgumentException("a camera has focal lengths above 0, got " + fx + " and " + fy
                    + ", axis at column " + cx + ", row " + cy);
        }
    }

    /**
     * {@return where a place is seen}
     *
     * @param p before the camera
     * @throws IllegalArgumentException if it is not before the camera
     */
    public Point see(Place p) {
        if (!(p.z > 0)) {
            throw new IllegalArgumentException("only what is before the camera is seen, at z above 0; got " + p);
        }
        return new Point(p.y * fy / p.z + cy, p.x * fx / p.z + cx);
    }

    /**
     * {@return the camera that a calibration file describes: a matrix of three rows, fx 0 cx, 0 fy cy, 0 0 1, whatever follows}
     *
     * @param file such as Biwi's {@code rgb.cal}
     * @throws IOException if it is something else; the message names it
     */
    public static Camera read(Path file) throws IOException {
        List<double[]> rows = rows(file);
        if (rows.size() < 3 || rows.subList(0, 3).stream().anyMatch(r -> r.length != 3)) {
            throw new IOException(file + " does not begin with a matrix of 3 rows and columns of numbers");
        }
        try {
            return new Camera(rows.get(0)[0], rows.get(1)[1], rows.get(0)[2], rows.get(1)[2]);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " describes no camera: " + e.getMessage(), e);
        }
    }

    /**
     * {@return the place in a file of a pose: three rows of a rotation, and behind them one with x, y and z}
     *
     * @param file such as Biwi's {@code frame_00003_pose.txt}
     * @throws IOException if it is something else; the message names it
     */
    public static Place place(Path file) throws IOException {
        List<double[]> rows = rows(file);
        if (rows.size() != 4 || rows.stream().anyMatch(r -> r.length != 3)) {
            throw new IOException(
                    file + " has no pose: three rows of a rotation and one of a place, three numbers in each");
        }
        double[] p = rows.get(3);
        return new Place(p[0], p[1], p[2]);
    }

    private static List<double[]> rows(Path file) throws IOException {
        List<double[]> rows = new ArrayList<>();
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(file + " is too long for a few rows of numbers");
        }
        try {
            for (String line : Files.readAllLines(file)) {
                if (!line.isBlank()) {
                    String[] words = line.strip().split("\\s+");
                    double[] row = new double[words.length];
                    for (int i = 0; i < row.length; i++) {
                        row[i] = Double.parseDouble(words[i]);
                    }
                    rows.add(row);
                }
            }
        } catch (NumberFormatException | MalformedInputException e) {
            throw new IOException(file + " holds something other than rows of numbers: " + e.getMessage(), e);
        }
        return rows;
    }
}
