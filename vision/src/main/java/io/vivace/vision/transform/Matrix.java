package io.vivace.vision.transform;

/** 3×3 matrices, row-major, that take points (x, y, 1) to homogeneous points. */
public final class Matrix {
    private Matrix() {}

    /** {@return what changes nothing} */
    public static double[] identity() {
        return new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1};
    }

    /**
     * {@return a move}
     *
     * @param dx to the right
     * @param dy down
     */
    public static double[] move(double dx, double dy) {
        return new double[] {1, 0, dx, 0, 1, dy, 0, 0, 1};
    }

    /**
     * {@return a stretch from the origin}
     *
     * @param sx of x
     * @param sy of y
     */
    public static double[] scale(double sx, double sy) {
        return new double[] {sx, 0, 0, 0, sy, 0, 0, 0, 1};
    }

    /**
     * {@return the matrices as one: the last is applied first}
     *
     * @param matrices at least one
     */
    public static double[] product(double[]... matrices) {
        double[] p = matrices[0];
        for (int i = 1; i < matrices.length; i++) {
            p = times(p, matrices[i]);
        }
        return p;
    }

    private static double[] times(double[] a, double[] b) {
        double[] c = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                c[3 * i + j] = a[3 * i] * b[j] + a[3 * i + 1] * b[3 + j] + a[3 * i + 2] * b[6 + j];
            }
        }
        return c;
    }

    /**
     * {@return the homography that takes four points to four others, its last number 1}
     *
     * @param from x and y of four points, no three of them on a line
     * @param to x and y of the others
     */
    public static double[] homography(double[][] from, double[][] to) {
        double[][] a = new double[8][9];
        for (int i = 0; i < 4; i++) {
            double x = from[i][0];
            double y = from[i][1];
            a[2 * i] = new double[] {x, y, 1, 0, 0, 0, -to[i][0] * x, -to[i][0] * y, to[i][0]};
            a[2 * i + 1] = new double[] {0, 0, 0, x, y, 1, -to[i][1] * x, -to[i][1] * y, to[i][1]};
        }
        double[] h = new double[9];
        System.arraycopy(solve(a), 0, h, 0, 8);
        h[8] = 1;
        return h;
    }

    /** {@return what undoes a matrix} */
    static double[] inverse(double[] m) {
        double[] c = {
            m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
            m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
            m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3]
        };
        double det = m[0] * c[0] + m[1] * c[3] + m[2] * c[6];
        if (det == 0) {
            throw new IllegalArgumentException("a matrix that makes points of areas cannot be undone");
        }
        for (int i = 0; i < 9; i++) {
            c[i] /= det;
        }
        return c;
    }

    /** {@return the same with a last number of 1, where there is one} */
    static double[] normalized(double[] m) {
        double[] n = m.clone();
        for (int i = 0; i < 9 && m[8] != 0; i++) {
            n[i] /= m[8];
        }
        return n;
    }

    static boolean isAffine(double[] m) {
        return m[6] == 0 && m[7] == 0;
    }

    /** Gauss-Jordan elimination of a system whose last column is the right side. */
    private static double[] solve(double[][] a) {
        int n = a.length;
        for (int c = 0; c < n; c++) {
            int pivot = c;
            for (int r = c + 1; r < n; r++) {
                if (Math.abs(a[r][c]) > Math.abs(a[pivot][c])) {
                    pivot = r;
                }
            }
            if (Math.abs(a[pivot][c]) < 1e-12) {
                throw new IllegalArgumentException("three of the four points lie on a line");
            }
            double[] row = a[pivot];
            a[pivot] = a[c];
            a[c] = row;
            for (int r = 0; r < n; r++) {
                double f = r == c ? 0 : a[r][c] / row[c];
                for (int k = c; k <= n && f != 0; k++) {
                    a[r][k] -= f * row[k];
                }
            }
        }
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = a[i][n] / a[i][i];
        }
        return x;
    }
}
