package io.vivace.vision.transform;

/** A step that a 3×3 matrix describes. */
final class Homography implements Bend {
    /** What stands in place of the depth of points that nobody sees, so that they end far outside. */
    private static final double BEHIND = 1e-6;

    private final double[] matrix;
    private final double[] inverse;
    private final boolean affine;

    Homography(double[] matrix) {
        this.matrix = Matrix.normalized(matrix);
        affine = Matrix.isAffine(this.matrix);
        inverse = Matrix.inverse(this.matrix);
    }

    double[] matrix() {
        return matrix;
    }

    @Override
    public void apply(double[] p) {
        double x = p[0];
        double y = p[1];
        double w = affine ? 1 : matrix[6] * x + matrix[7] * y + matrix[8];
        double scale = w == 0 ? 0 : 1 / w;
        p[0] = (matrix[0] * x + matrix[1] * y + matrix[2]) * scale;
        p[1] = (matrix[3] * x + matrix[4] * y + matrix[5]) * scale;
    }

    @Override
    public Bend enlarged(int factor) {
        return new Homography(
                Matrix.product(Matrix.scale(factor, factor), matrix, Matrix.scale(1.0 / factor, 1.0 / factor)));
    }

    /** Points beyond the horizon are shown nowhere: they go far away, to where they would vanish. */
    @Override
    public void undo(double[] p) {
        double x = p[0];
        double y = p[1];
        double w = Math.max(BEHIND, inverse[6] * x + inverse[7] * y + inverse[8]);
        p[0] = (inverse[0] * x + inverse[1] * y + inverse[2]) / w;
        p[1] = (inverse[3] * x + inverse[4] * y + inverse[5]) / w;
    }
}
