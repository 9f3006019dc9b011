package io.vivace.metric;

import io.vivace.tensor.Tensor;

/** Numbers that any language computes alike: sixteenths from −50 to 50, in an order that looks random. */
final class Formula {
    static final int ITEMS = 43;
    static final int CLASSES = 4;
    private static final long[] TARGETS = {
        2, 3, 0, 1, 0, 0, 0, 0, 1, 1, 2, 1, 3, 1, 2, 2, 3, 2, 1, 2, 0, 3, 0, 3, 1, 0, 1, 3, 1, 0, 2, 1, 2, 1, 2, 2, 3,
        2, 3, 2, 0, 3, 3
    };
    private static final long[] DECISIONS = {
        1, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 1, 0, 1, 1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0,
        0, 1, 0, 0, 1, 1
    };

    private Formula() {}

    private static float number(int i, int step, int start) {
        return ((i * step + start) % 101 - 50) / 16f;
    }

    /** {@return scores [43, 4]} */
    static Tensor scores() {
        float[] v = new float[ITEMS * CLASSES];
        for (int i = 0; i < v.length; i++) {
            v[i] = number(i, 37, 11);
        }
        return Tensor.of(v, ITEMS, CLASSES);
    }

    /** {@return scores [43, 4] whose softmax is nowhere equal, so that rounding makes no ranks} */
    static Tensor tilted() {
        float[] v = scores().toFloatArray();
        for (int i = 0; i < v.length; i++) {
            int c = i % CLASSES;
            v[i] += c * c * (i / CLASSES) / 128f;
        }
        return Tensor.of(v, ITEMS, CLASSES);
    }

    /** {@return classes [43] for them, a third of them those with the best scores} */
    static Tensor classes() {
        return Tensor.of(TARGETS);
    }

    /** {@return labels [43, 4] for them} */
    static Tensor labels() {
        float[] s = scores().toFloatArray();
        float[] v = new float[s.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = (i / CLASSES * 5 + i % CLASSES * 3) % 7 < 2 || s[i] > 2 ? 1 : 0;
        }
        return Tensor.of(v, ITEMS, CLASSES);
    }

    /** {@return scores [43] of a single class, many of them equal} */
    static Tensor single() {
        float[] v = new float[ITEMS];
        for (int i = 0; i < v.length; i++) {
            v[i] = ((i * 29 + 3) % 17 - 8) / 4f;
        }
        return Tensor.of(v, ITEMS);
    }

    /** {@return the same as scores [43, 2] of two classes} */
    static Tensor twoScores() {
        float[] s = single().toFloatArray();
        float[] v = new float[2 * ITEMS];
        for (int i = 0; i < ITEMS; i++) {
            v[2 * i] = i;
            v[2 * i + 1] = i + s[i];
        }
        return Tensor.of(v, ITEMS, 2);
    }

    /** {@return zeros and ones [43] for them} */
    static Tensor decisions() {
        return Tensor.of(DECISIONS);
    }

    /** {@return outputs [43, 1] of a regression} */
    static Tensor predicted() {
        float[] v = new float[ITEMS];
        for (int i = 0; i < v.length; i++) {
            v[i] = number(i, 41, 7) / 2 + 3.5f;
        }
        return Tensor.of(v, ITEMS, 1);
    }

    /** {@return numbers [43] near them} */
    static Tensor measured() {
        float[] v = predicted().toFloatArray();
        for (int i = 0; i < v.length; i++) {
            v[i] += number(i, 13, 5) / 8;
        }
        return Tensor.of(v, ITEMS);
    }

    /** {@return pictures [3, 2, 13, 17] from 0 to 1} */
    static Tensor pictures() {
        float[] v = new float[3 * 2 * 13 * 17];
        for (int i = 0; i < v.length; i++) {
            v[i] = (i * 37 + 11) % 101 / 128f;
        }
        return Tensor.of(v, 3, 2, 13, 17);
    }

    /** {@return the same with noise that grows from picture to picture} */
    static Tensor noisy() {
        float[] v = pictures().toFloatArray();
        int each = v.length / 3;
        for (int i = 0; i < v.length; i++) {
            v[i] += ((i * 13 + 5) % 29 - 14) / 256f * (i / each + 1);
        }
        return Tensor.of(v, 3, 2, 13, 17);
    }
}
