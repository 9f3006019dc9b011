package io.vivace.onnx;

import io.vivace.backend.PoolSpec;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Maxima and means of windows. */
final class PoolingForms {
    static final Map<String, Form> ALL = Map.of(
            "max1d", s -> windows(s, "MaxPool", 1),
            "max2d", s -> windows(s, "MaxPool", 2),
            "avg1d", s -> windows(s, "AveragePool", 1),
            "avg2d", s -> windows(s, "AveragePool", 2),
            "adaptiveMax1d", s -> cover(s, true),
            "adaptiveMax2d", s -> cover(s, true),
            "adaptiveAvg1d", s -> cover(s, false),
            "adaptiveAvg2d", s -> cover(s, false));

    private PoolingForms() {}

    private static void windows(Site s, String type, int axes) {
        PoolSpec p = s.told("spec", PoolSpec.class);
        boolean plane = axes == 2;
        List<Object> all = new ArrayList<>(List.of(
                "kernel_shape",
                plane ? new long[] {p.kernelH(), p.kernelW()} : new long[] {p.kernelW()},
                "strides",
                plane ? new long[] {p.strideH(), p.strideW()} : new long[] {p.strideW()},
                "pads",
                plane ? new long[] {p.padH(), p.padW(), p.padH(), p.padW()} : new long[] {p.padW(), p.padW()},
                "ceil_mode",
                s.truth("ceil") ? 1L : 0L));
        if (type.equals("AveragePool")) {
            all.add("count_include_pad");
            all.add(s.truth("countPadding") ? 1L : 0L);
        }
        s.is(type, List.of(s.in(0)), all.toArray());
    }

    // ---------------------------------------------------------------------------------------------- adaptive

    /** One window is global; windows of one size are pooling; others are written axis by axis. */
    private static void cover(Site s, boolean max) {
        int axes = s.operand(0).rank() - 2;
        boolean global = true;
        boolean even = true;
        long[] kernel = new long[axes];
        for (int i = 0; i < axes; i++) {
            Sizes in = s.operand(0).size(2 + i);
            Sizes out = s.result(0).size(2 + i);
            global &= out.is(1);
            even &= in.isFixed() && out.isFixed() && in.first() % out.first() == 0;
            kernel[i] = out.first() == 0 ? 0 : in.first() / out.first();
        }
        if (global) {
            s.is(max ? "GlobalMaxPool" : "GlobalAveragePool", List.of(s.in(0)));
        } else if (even) {
            s.is(max ? "MaxPool" : "AveragePool", List.of(s.in(0)), "kernel_shape", kernel, "strides", kernel);
        } else {
            uneven(s, max, axes);
        }
    }

    private static void uneven(Site s, boolean max, int axes) {
        String x = s.in(0);
        for (int axis = 2; axis < 2 + axes; axis++) {
            String what = "size of axis " + axis + " (adaptive pooling to more than one pixel)";
            long in = s.whole(what, s.operand(0).size(axis));
            long out = s.whole(what, s.result(0).size(axis));
            x = max ? maxima(s, x, axis, in, out) : means(s, x, axis == 1 + axes, in, out);
        }
        s.gives(x);
    }

    private static long start(long i, long in, long out) {
        return i * in / out;
    }

    private static long end(long i, long in, long out) {
        return ((i + 1) * in + out - 1) / out;
    }

    /** Means of an axis are a product with a matrix: x · Mᵀ for the last axis, M · x for the one before. */
    private static String means(Site s, String x, boolean last, long in, long out) {
        float[] m = new float[Math.toIntExact(in * out)];
        for (long i = 0; i < out; i++) {
            long from = start(i, in, out);
            long to = end(i, in, out);
            for (long k = from; k < to; k++) {
                m[(int) (last ? k * out + i : i * in + k)] = 1f / (to - from);
            }
        }
        String matrix = s.own("windows", last ? Tensor.of(m, in, out) : Tensor.of(m, out, in));
        return s.node("MatMul", last ? List.of(x, matrix) : List.of(matrix, x));
    }

    private static String maxima(Site s, String x, int axis, long in, long out) {
        List<String> parts = new ArrayList<>();
        for (long i = 0; i < out; i++) {
            String part = s.node(
                    "Slice", List.of(x, s.row(start(i, in, out)), s.row(end(i, in, out)), s.row(axis), s.row(1)));
            parts.add(ReductionForms.over(s, "ReduceMax", part, true, axis));
        }
        return s.node("Concat", parts, "axis", (long) axis);
    }
}
