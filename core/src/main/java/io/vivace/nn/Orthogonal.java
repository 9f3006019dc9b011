package io.vivace.nn;

import io.vivace.memory.Shape;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;

/** Random orthogonal matrices by orthogonalising normal ones (Gram and Schmidt, done twice for accuracy). */
final class Orthogonal {
    private Orthogonal() {}

    static Tensor values(Shape shape, double gain, Rng rng) {
        if (shape.rank() < 2) {
            throw new IllegalArgumentException("an orthogonal start needs two axes or more, got " + shape);
        }
        int rows = Math.toIntExact(shape.size(0));
        int columns = Math.toIntExact(shape.elements() / Math.max(1, rows));
        boolean tall = rows > columns;
        double[][] vectors = vectors(Math.min(rows, columns), Math.max(rows, columns), rng);
        float[] out = new float[rows * columns];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                out[r * columns + c] = (float) (gain * (tall ? vectors[c][r] : vectors[r][c]));
            }
        }
        return Tensor.of(out, shape.toArray());
    }

    private static double[][] vectors(int count, int length, Rng rng) {
        double[][] v = new double[count][length];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < length; k++) {
                v[i][k] = rng.nextNormal();
            }
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < i; j++) {
                    addScaled(v[i], v[j], -dot(v[i], v[j]));
                }
            }
            double norm = Math.sqrt(dot(v[i], v[i]));
            for (int k = 0; k < length; k++) {
                v[i][k] /= norm;
            }
        }
        return v;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void addScaled(double[] to, double[] from, double scale) {
        for (int i = 0; i < to.length; i++) {
            to[i] += scale * from[i];
        }
    }
}
