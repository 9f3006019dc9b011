package io.vivace.backend.cpu;

/**
 * The linear maps of Winograd's convolution F(4×4, 3×3): with them, sixteen outputs of a 3×3 window take 36 products in
 * place of 144 (Lavin and Gray 2016, "Fast Algorithms for Convolutional Neural Networks"). The polynomials are evaluated at 0,
 * ±3/4, ±3/2 and infinity, of which all factors but those of the kernel are exact in binary and which leave an error of 1e-6,
 * half of what the usual points ±1, ±2 leave. For a tile d of 6×6 inputs and a kernel g of 3×3:
 *
 * <pre>output = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A</pre>
 *
 * <p>Each step maps lines of arrays: element by element, the arrays of a line are the coordinates of one vector. Loops that
 * read and write whole arrays vectorise.
 */
enum WinogradTransform {
    /** Bᵀ: six inputs of a tile. */
    INPUT(6) {
        @Override
        void line(float[][] from, int at, int step, float[][] to, int start, int stride, int n) {
            float[] d1 = from[at + step];
            float[] d2 = from[at + 2 * step];
            float[] d3 = from[at + 3 * step];
            float[] d4 = from[at + 4 * step];
            end(from[at], d2, d4, to[start], n);
            pair(d1, d2, d3, d4, to[start + stride], to[start + 2 * stride], n, A * B * B, B * B, A);
            pair(d1, d2, d3, d4, to[start + 3 * stride], to[start + 4 * stride], n, B * A * A, A * A, B);
            end(d1, d3, from[at + 5 * step], to[start + 5 * stride], n);
        }
    },

    /** Aᵀ: four outputs from six products. */
    OUTPUT(6) {
        @Override
        void line(float[][] from, int at, int step, float[][] to, int start, int stride, int n) {
            float[] m1 = from[at + step];
            float[] m2 = from[at + 2 * step];
            float[] m3 = from[at + 3 * step];
            float[] m4 = from[at + 4 * step];
            evens(from[at], m1, m2, m3, m4, to[start], to[start + 2 * stride], n);
            odds(m1, m2, m3, m4, from[at + 5 * step], to[start + stride], to[start + 3 * stride], n);
        }
    },

    /** A: six coordinates of the gradient of four outputs. */
    OUTPUT_GRADIENT(4) {
        @Override
        void line(float[][] from, int at, int step, float[][] to, int start, int stride, int n) {
            float[] y0 = from[at];
            float[] y1 = from[at + step];
            float[] y2 = from[at + 2 * step];
            float[] y3 = from[at + 3 * step];
            System.arraycopy(y0, 0, to[start], 0, n);
            points(y0, y1, y2, y3, to[start + stride], to[start + 2 * stride], n, A);
            points(y0, y1, y2, y3, to[start + 3 * stride], to[start + 4 * stride], n, B);
            System.arraycopy(y3, 0, to[start + 5 * stride], 0, n);
        }
    },

    /** G: six coordinates of three weights. */
    KERNEL(3) {
        @Override
        void line(float[][] from, int at, int step, float[][] to, int start, int stride, int n) {
            float[] g0 = from[at];
            float[] g1 = from[at + step];
            float[] g2 = from[at + 2 * step];
            scaled(g0, to[start], n, AT_ZERO);
            weights(g0, g1, g2, to[start + stride], to[start + 2 * stride], n, AT_A, A);
            weights(g0, g1, g2, to[start + 3 * stride], to[start + 4 * stride], n, AT_B, B);
            System.arraycopy(g2, 0, to[start + 5 * stride], 0, n);
        }
    },

    /** Gᵀ: the gradient of three weights from six coordinates. */
    KERNEL_GRADIENT(6) {
        @Override
        void line(float[][] from, int at, int step, float[][] to, int start, int stride, int n) {
            float[] u1 = from[at + step];
            float[] u2 = from[at + 2 * step];
            float[] u3 = from[at + 3 * step];
            float[] u4 = from[at + 4 * step];
            weighted(u1, u2, u3, u4, to[start], n, AT_A, AT_B);
            added(from[at], to[start], n, AT_ZERO);
            slopes(u1, u2, u3, u4, to[start + stride], n, AT_A * A, AT_B * B);
            weighted(u1, u2, u3, u4, to[start + 2 * stride], n, AT_A * A * A, AT_B * B * B);
            added(from[at + 5 * step], to[start + 2 * stride], n, 1);
        }
    };

    /** The two positive points. */
    private static final float A = 0.75f;

    private static final float B = 1.5f;

    /** What the kernel is divided by at each point: the product of the differences to all others. */
    private static final float AT_ZERO = 1 / (A * A * B * B);

    private static final float AT_A = 1 / (2 * A * A * (A * A - B * B));
    private static final float AT_B = 1 / (2 * B * B * (B * B - A * A));

    /** Rows and columns of a tile of inputs, and of its products. */
    static final int INPUTS = 6;

    /** Rows and columns of a tile of outputs. */
    static final int OUTPUTS = 4;

    private final int side;

    WinogradTransform(int side) {
        this.side = side;
    }

    /** {@return rows and columns of the grid that goes in} */
    int side() {
        return side;
    }

    /** Maps one line: the arrays {@code at}, {@code at + step} ... to {@code start}, {@code start + stride} ... */
    abstract void line(float[][] from, int at, int step, float[][] to, int start, int stride, int n);

    private static void end(float[] d0, float[] d2, float[] d4, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = A * A * B * B * d0[i] - (A * A + B * B) * d2[i] + d4[i];
        }
    }

    /** The products of (d − other²) with (d ± point), odd and even parts apart. */
    private static void pair(
            float[] d1,
            float[] d2,
            float[] d3,
            float[] d4,
            float[] plus,
            float[] minus,
            int n,
            float c1,
            float c2,
            float c3) {
        for (int i = 0; i < n; i++) {
            float even = d4[i] - c2 * d2[i];
            float odd = c3 * d3[i] - c1 * d1[i];
            plus[i] = even + odd;
            minus[i] = even - odd;
        }
    }

    private static void evens(
            float[] m0, float[] m1, float[] m2, float[] m3, float[] m4, float[] sum, float[] second, int n) {
        for (int i = 0; i < n; i++) {
            float a = m1[i] + m2[i];
            float b = m3[i] + m4[i];
            sum[i] = m0[i] + a + b;
            second[i] = A * A * a + B * B * b;
        }
    }

    private static void odds(
            float[] m1, float[] m2, float[] m3, float[] m4, float[] m5, float[] first, float[] third, int n) {
        for (int i = 0; i < n; i++) {
            float a = m1[i] - m2[i];
            float b = m3[i] - m4[i];
            first[i] = A * a + B * b;
            third[i] = A * A * A * a + B * B * B * b + m5[i];
        }
    }

    private static void points(
            float[] y0, float[] y1, float[] y2, float[] y3, float[] plus, float[] minus, int n, float p) {
        for (int i = 0; i < n; i++) {
            float even = y0[i] + p * p * y2[i];
            float odd = p * y1[i] + p * p * p * y3[i];
            plus[i] = even + odd;
            minus[i] = even - odd;
        }
    }

    private static void scaled(float[] g, float[] to, int n, float factor) {
        for (int i = 0; i < n; i++) {
            to[i] = factor * g[i];
        }
    }

    private static void added(float[] g, float[] to, int n, float factor) {
        for (int i = 0; i < n; i++) {
            to[i] += factor * g[i];
        }
    }

    private static void weights(
            float[] g0, float[] g1, float[] g2, float[] plus, float[] minus, int n, float factor, float p) {
        for (int i = 0; i < n; i++) {
            float even = factor * (g0[i] + p * p * g2[i]);
            float odd = factor * p * g1[i];
            plus[i] = even + odd;
            minus[i] = even - odd;
        }
    }

    private static void weighted(float[] u1, float[] u2, float[] u3, float[] u4, float[] to, int n, float a, float b) {
        for (int i = 0; i < n; i++) {
            to[i] = a * (u1[i] + u2[i]) + b * (u3[i] + u4[i]);
        }
    }

    private static void slopes(float[] u1, float[] u2, float[] u3, float[] u4, float[] to, int n, float a, float b) {
        for (int i = 0; i < n; i++) {
            to[i] = a * (u1[i] - u2[i]) + b * (u3[i] - u4[i]);
        }
    }
}
