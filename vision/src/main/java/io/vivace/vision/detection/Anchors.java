package io.vivace.vision.detection;

import io.vivace.vision.image.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Boxes that stand ready all over a picture, for a net to move and stretch (Liu et al. 2016, SSD: "default boxes"): on each of some grids,
 * around the middle of each cell, all shapes. Their numbers are fractions of the picture. Their order is that in which the outputs of
 * convolutions are read: grid after grid, rows, columns, shapes.
 *
 * <pre>{@code
 * Anchors.grids(4)                                                                    // 16: a square on each cell
 * Anchors.grids(4, 2, 1).zooms(.7, 1, 1.3).ratios(new double[][] {{1, 1}, {1, .5}, {.5, 1}})     // 189
 * }</pre>
 */
public final class Anchors {
    private static final double[] ONE = {1};
    private static final double[][] SQUARE = {{1, 1}};

    private final List<Size> grids;
    private final double[] zooms;
    private final double[][] ratios;
    private final float[] boxes; // 4 numbers each: row and column of the middle, height, width
    private final float[] cells; // 2 numbers each: height and width of the grid's cell

    private Anchors(List<Size> grids, double[] zooms, double[][] ratios) {
        this.grids = List.copyOf(grids);
        this.zooms = zooms;
        this.ratios = ratios;
        int count = grids.stream().mapToInt(g -> g.height() * g.width()).sum() * zooms.length * ratios.length;
        boxes = new float[4 * count];
        cells = new float[2 * count];
        int at = 0;
        for (Size g : grids) {
            for (int row = 0; row < g.height(); row++) {
                for (int column = 0; column < g.width(); column++) {
                    for (double zoom : zooms) {
                        for (double[] ratio : ratios) {
                            set(at++, g, row, column, zoom * ratio[0], zoom * ratio[1]);
                        }
                    }
                }
            }
        }
    }

    private void set(int i, Size grid, int row, int column, double height, double width) {
        boxes[4 * i] = (float) ((row + .5) / grid.height());
        boxes[4 * i + 1] = (float) ((column + .5) / grid.width());
        boxes[4 * i + 2] = (float) (height / grid.height());
        boxes[4 * i + 3] = (float) (width / grid.width());
        cells[2 * i] = 1f / grid.height();
        cells[2 * i + 1] = 1f / grid.width();
    }

    /**
     * {@return a square as large as its cell on each cell of square grids}
     *
     * @param cells of a side of each grid, the finest first
     */
    public static Anchors grids(int... cells) {
        return grids(Arrays.stream(cells).mapToObj(Size::square).toList());
    }

    /**
     * {@return a box as large as its cell on each cell of some grids}
     *
     * @param grids rows and columns of each
     */
    public static Anchors grids(List<Size> grids) {
        if (grids.isEmpty()) {
            throw new IllegalArgumentException("anchors need at least one grid");
        }
        return new Anchors(grids, ONE, SQUARE);
    }

    /**
     * {@return boxes of several sizes on each cell}
     *
     * @param zooms sizes, as parts of the cell's
     */
    public Anchors zooms(double... zooms) {
        if (zooms.length == 0 || Arrays.stream(zooms).anyMatch(z -> !(z > 0) || Double.isInfinite(z))) {
            throw new IllegalArgumentException("zooms are numbers above 0, got " + Arrays.toString(zooms));
        }
        return new Anchors(grids, zooms.clone(), ratios);
    }

    /**
     * {@return boxes of several shapes on each cell}
     *
     * @param ratios height and width of each, as parts of the cell's
     */
    public Anchors ratios(double[][] ratios) {
        if (ratios.length == 0 || Arrays.stream(ratios).anyMatch(r -> r.length != 2 || !(r[0] > 0 && r[1] > 0))) {
            throw new IllegalArgumentException(
                    "ratios are pairs of height and width above 0, got " + Arrays.deepToString(ratios));
        }
        return new Anchors(
                grids, zooms, Arrays.stream(ratios).map(double[]::clone).toArray(double[][]::new));
    }

    /**
     * {@return the same shapes on other grids}
     *
     * @param others rows and columns of each
     */
    public Anchors on(List<Size> others) {
        return new Anchors(others, zooms, ratios);
    }

    /** {@return sizes on a cell, as parts of it} */
    double[] zooms() {
        return zooms.clone();
    }

    /** {@return height and width of each shape, as parts of a cell's} */
    double[][] ratios() {
        return Arrays.stream(ratios).map(double[]::clone).toArray(double[][]::new);
    }

    /** {@return the grids, in order} */
    public List<Size> grids() {
        return grids;
    }

    /** {@return how many there are} */
    public int count() {
        return boxes.length / 4;
    }

    /** {@return how many there are on one cell (k in the lesson)} */
    public int perCell() {
        return zooms.length * ratios.length;
    }

    /** {@return [anchors · 4]: row and column of the middle, height and width of each, as parts of the picture's} */
    public float[] middles() {
        return boxes.clone();
    }

    /** {@return [anchors · 4]: top, left, bottom and right of each, as parts of the picture's; some stand out of it} */
    public float[] corners() {
        float[] c = new float[boxes.length];
        for (int i = 0; i < boxes.length; i += 4) {
            c[i] = boxes[i] - boxes[i + 2] / 2;
            c[i + 1] = boxes[i + 1] - boxes[i + 3] / 2;
            c[i + 2] = boxes[i] + boxes[i + 2] / 2;
            c[i + 3] = boxes[i + 1] + boxes[i + 3] / 2;
        }
        return c;
    }

    /** {@return [anchors · 2]: height and width of the cell that each stands on, as parts of the picture's} */
    public float[] cells() {
        return cells.clone();
    }

    @Override
    public String toString() {
        var shapes = new ArrayList<String>();
        for (double z : zooms) {
            for (double[] r : ratios) {
                shapes.add(z * r[0] + "x" + z * r[1]);
            }
        }
        return count() + " anchors on grids " + grids + " of shapes " + shapes;
    }
}
