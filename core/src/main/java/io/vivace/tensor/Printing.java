package io.vivace.tensor;

import io.vivace.memory.DType;
import java.util.Locale;

/**
 * Text of tensors for people: type and shape, then the values in brackets, aligned. Of tensors with more than 1000 elements
 * only three positions at either end of every axis are shown.
 */
final class Printing {
    private static final int MOST_ELEMENTS = 1000;
    private static final int EDGE = 3;
    private static final int LINE = 100;

    private final Tensor shown;
    private final boolean[] cut;
    private final String[] words;
    private final int width;
    private final StringBuilder out = new StringBuilder();
    private int next;

    private Printing(Tensor shown, boolean[] cut) {
        this.shown = shown;
        this.cut = cut;
        words = words(shown);
        int longest = 0;
        for (String w : words) {
            longest = Math.max(longest, w.length());
        }
        width = longest;
    }

    static String text(Tensor t) {
        String header = "Tensor " + t.dtype() + t.shape() + place(t);
        if (t.elements() == 0) {
            return header + " without elements";
        }
        try (var scope = Scope.open()) {
            return Autograd.noGrad(() -> header + (t.rank() == 0 ? " " : "\n") + values(t.detach()));
        }
    }

    private static String place(Tensor t) {
        Meta m = t.meta();
        if (m == null) {
            return "";
        }
        return m.node == null ? ", requires a gradient" : ", computed by " + m.node.op;
    }

    private static String values(Tensor t) {
        boolean[] cut = new boolean[t.rank()];
        Tensor part = t;
        if (t.elements() > MOST_ELEMENTS) {
            for (int axis = 0; axis < cut.length; axis++) {
                long n = t.size(axis);
                cut[axis] = n > 2 * EDGE;
                if (cut[axis]) {
                    part = Tensor.cat(axis, part.narrow(axis, 0, EDGE), part.narrow(axis, n - EDGE, EDGE));
                }
            }
        }
        var p = new Printing(part, cut);
        p.axis(0);
        return p.out.toString();
    }

    // ---------------------------------------------------------------------------------------------- brackets

    private void axis(int axis) {
        int rank = shown.rank();
        if (axis == rank) {
            out.append(words[next++]);
            return;
        }
        out.append('[');
        if (axis == rank - 1) {
            row();
        } else {
            for (long i = 0; i < shown.size(axis); i++) {
                if (i > 0) {
                    out.append(',').append("\n".repeat(rank - 1 - axis)).append(indent(axis));
                }
                if (cut[axis] && i == EDGE) {
                    out.append("...,").append("\n".repeat(rank - 1 - axis)).append(indent(axis));
                }
                axis(axis + 1);
            }
        }
        out.append(']');
    }

    private void row() {
        int axis = shown.rank() - 1;
        String indent = indent(axis);
        int at = indent.length();
        for (long i = 0; i < shown.size(axis); i++) {
            if (i > 0) {
                out.append(',');
                if (at + width + 3 > LINE) {
                    out.append('\n').append(indent);
                    at = indent.length();
                } else {
                    out.append(' ');
                }
            }
            if (cut[axis] && i == EDGE) {
                out.append("..., ");
                at += 5;
            }
            String w = words[next++];
            out.append(" ".repeat(width - w.length())).append(w);
            at += width + 2;
        }
    }

    private static String indent(int axis) {
        return " ".repeat(axis + 1);
    }

    // ---------------------------------------------------------------------------------------------- numbers

    private static String[] words(Tensor t) {
        if (t.dtype().isFloating()) {
            return floats(t.toFloatArray());
        }
        long[] v = t.toLongArray();
        String[] words = new String[v.length];
        for (int i = 0; i < v.length; i++) {
            words[i] = t.dtype() == DType.BOOL ? Boolean.toString(v[i] != 0) : Long.toString(v[i]);
        }
        return words;
    }

    /** All in one format: whole numbers, else as many decimals as the largest leaves room for, else powers of ten. */
    private static String[] floats(float[] v) {
        double largest = 0;
        boolean whole = true;
        for (float f : v) {
            if (Float.isFinite(f)) {
                largest = Math.max(largest, Math.abs(f));
                whole &= f == Math.rint(f);
            }
        }
        String format;
        if (whole && largest < 1e7) {
            format = "%.1f";
        } else if (largest >= 1e5 || largest < 1e-3) {
            format = "%.4e";
        } else {
            format = largest < 100 ? "%.4f" : largest < 1e4 ? "%.2f" : "%.1f";
        }
        String[] words = new String[v.length];
        for (int i = 0; i < v.length; i++) {
            words[i] = word(format, v[i]);
        }
        return words;
    }

    private static String word(String format, float f) {
        if (Float.isNaN(f)) {
            return "NaN";
        }
        if (Float.isInfinite(f)) {
            return f > 0 ? "inf" : "-inf";
        }
        return String.format(Locale.ROOT, format, f);
    }
}
