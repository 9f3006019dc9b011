package io.vivace.metric;

/** The mean structural similarity of two pictures (Wang et al. 2004, section III.B). */
final class StructuralSimilarity implements PictureScore.Score {
    private static final int WINDOW = 11;
    private static final double SIGMA = 1.5;
    private static final double[] WEIGHTS = weights();

    private final double c1;
    private final double c2;

    StructuralSimilarity(double range) {
        c1 = 0.01 * range * (0.01 * range);
        c2 = 0.03 * range * (0.03 * range);
    }

    private static double[] weights() {
        double[] w = new double[WINDOW];
        double sum = 0;
        for (int i = 0; i < WINDOW; i++) {
            double d = (i - WINDOW / 2) / SIGMA;
            w[i] = Math.exp(-d * d / 2);
            sum += w[i];
        }
        for (int i = 0; i < WINDOW; i++) {
            w[i] /= sum;
        }
        return w;
    }

    @Override
    public double of(float[] x, float[] y, int from, PictureScore.Extent extent) {
        if (extent.height() < WINDOW || extent.width() < WINDOW) {
            throw new IllegalArgumentException("pictures of " + extent.height() + "×" + extent.width()
                    + " are smaller than the window of " + WINDOW + "×" + WINDOW);
        }
        WeightedMean mean = new WeightedMean();
        int plane = extent.height() * extent.width();
        for (int c = 0; c < extent.channels(); c++) {
            mean.add(plane(x, y, from + c * plane, extent.height(), extent.width()), 1);
        }
        return mean.value();
    }

    private double plane(float[] x, float[] y, int from, int height, int width) {
        double[] mx = smooth(height, width, i -> x[from + i]);
        double[] my = smooth(height, width, i -> y[from + i]);
        double[] xx = smooth(height, width, i -> (double) x[from + i] * x[from + i]);
        double[] yy = smooth(height, width, i -> (double) y[from + i] * y[from + i]);
        double[] xy = smooth(height, width, i -> (double) x[from + i] * y[from + i]);
        double sum = 0;
        for (int i = 0; i < mx.length; i++) {
            double means = mx[i] * my[i];
            double squares = mx[i] * mx[i] + my[i] * my[i];
            sum += (2 * means + c1) * (2 * (xy[i] - means) + c2) / ((squares + c1) * (xx[i] + yy[i] - squares + c2));
        }
        return sum / mx.length;
    }

    /** A number for each pixel of a plane. */
    private interface Pixel {
        double at(int i);
    }

    /** {@return Gaussian means over windows that lie whole in the plane} */
    private static double[] smooth(int height, int width, Pixel pixel) {
        int columns = width - WINDOW + 1;
        int rows = height - WINDOW + 1;
        double[] line = new double[width];
        double[] across = new double[height * columns];
        for (int r = 0; r < height; r++) {
            for (int c = 0; c < width; c++) {
                line[c] = pixel.at(r * width + c);
            }
            for (int c = 0; c < columns; c++) {
                double sum = 0;
                for (int k = 0; k < WINDOW; k++) {
                    sum += WEIGHTS[k] * line[c + k];
                }
                across[r * columns + c] = sum;
            }
        }
        double[] means = new double[rows * columns];
        for (int r = 0; r < rows; r++) {
            for (int k = 0; k < WINDOW; k++) {
                for (int c = 0; c < columns; c++) {
                    means[r * columns + c] += WEIGHTS[k] * across[(r + k) * columns + c];
                }
            }
        }
        return means;
    }
}
