package io.vivace.vision.detection;

/** How much boxes share whose edges are numbers in rows of arrays: top, left, bottom, right, as parts of a picture. */
final class Overlap {
    private Overlap() {}

    /** {@return the area that two boxes share, as a part of the area that either covers (Jaccard's index)} */
    static float iou(float[] a, int i, float[] b, int j) {
        float rows = Math.min(a[i + 2], b[j + 2]) - Math.max(a[i], b[j]);
        float columns = Math.min(a[i + 3], b[j + 3]) - Math.max(a[i + 1], b[j + 1]);
        if (!(rows > 0 && columns > 0)) {
            return 0;
        }
        float both = rows * columns;
        return both / (area(a, i) + area(b, j) - both);
    }

    private static float area(float[] a, int i) {
        return (a[i + 2] - a[i]) * (a[i + 3] - a[i + 1]);
    }
}
