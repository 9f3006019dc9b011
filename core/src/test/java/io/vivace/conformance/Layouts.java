package io.vivace.conformance;

import io.vivace.conformance.Golden.Case;
import io.vivace.conformance.Golden.Kind;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Runs an operation on operands, and with gradients, that lie in memory in other ways; nothing may change. */
final class Layouts {
    /** Where the elements lie. */
    enum Layout {
        /** Axes in reverse order. */
        TRANSPOSED,
        /** Every second element along every axis of a larger tensor full of NaN. */
        SLICED,
        /** N×H×W×C order. */
        CHANNELS_LAST,
        /** The first element of the first axis repeated. */
        FIRST_REPEATED,
        /** The first element of the last axis repeated. */
        LAST_REPEATED;

        /** {@return the tensor in this layout, or null if it cannot lie so} The repeated ones have other values. */
        @Nullable
        Tensor of(Tensor x) {
            return switch (this) {
                case TRANSPOSED -> x.rank() < 2 ? null : transposed(x);
                case SLICED -> x.rank() == 0 ? null : sliced(x);
                case CHANNELS_LAST -> x.rank() != 4 ? null : x.channelsLast();
                case FIRST_REPEATED -> repeated(x, 0);
                case LAST_REPEATED -> x.rank() < 2 ? null : repeated(x, x.rank() - 1);
            };
        }

        private static Tensor transposed(Tensor x) {
            int[] axes = new int[x.rank()];
            Arrays.setAll(axes, i -> axes.length - 1 - i);
            return x.permute(axes).contiguous().permute(axes);
        }

        private static Tensor sliced(Tensor x) {
            long[] d = x.shape().toArray();
            Arrays.setAll(d, i -> 2 * d[i] + 1);
            double garbage = x.dtype().isFloating() ? Double.NaN : x.dtype() == DType.BOOL ? 1 : 99;
            Tensor part = Tensor.full(x.dtype(), Shape.of(d), garbage);
            for (int a = 0; a < x.rank(); a++) {
                part = part.slice(a, 1, 1 + 2 * x.size(a), 2);
            }
            return part.copy_(x);
        }

        private static @Nullable Tensor repeated(Tensor x, int axis) {
            return x.rank() == 0 || x.size(axis) < 2
                    ? null
                    : x.narrow(axis, 0, 1).expand(x.shape());
        }
    }

    private Layouts() {}

    static void check(Op op) {
        for (Case c : Golden.of(op, Kind.BASE, Kind.ODD)) {
            for (Layout layout : Layout.values()) {
                try (var scope = Scope.open()) {
                    Tensor[] x = Evaluation.operands(c);
                    check(op, c, layout, x, -1);
                    for (int i = 0; i < x.length && x.length > 1; i++) {
                        check(op, c, layout, x, i);
                    }
                }
            }
        }
    }

    private static void check(Op op, Case c, Layout layout, Tensor[] x, int only) {
        Tensor[] plain = new Tensor[x.length];
        Tensor[] laid = new Tensor[x.length];
        boolean changed = false;
        for (int i = 0; i < x.length; i++) {
            Tensor other = only < 0 || only == i ? layout.of(x[i]) : null;
            changed |= other != null;
            laid[i] = other == null ? x[i] : other;
            plain[i] = laid[i].copy().contiguous();
        }
        if (!changed && only >= 0) {
            return;
        }
        String about = c + ", " + layout.name().toLowerCase(Locale.ROOT) + (only < 0 ? "" : " operand " + only);
        boolean[] wanted =
                op.reasons().containsKey(Check.GOLDEN_GRADIENT) ? new boolean[x.length] : Evaluation.wanted(c);
        Result expected = run(op.body(c), plain, wanted, null);
        Result found = run(op.body(c), laid, wanted, layout);
        Closeness close = Closeness.F32.times(2 * op.tolerance());
        for (int i = 0; i < expected.outputs.length; i++) {
            close.check(about + ": output " + i, found.outputs[i], expected.outputs[i]);
        }
        for (int i = 0; i < x.length; i++) {
            if (wanted[i]) {
                close.check(about + ": gradient of operand " + i, found.grads[i], expected.grads[i]);
            }
        }
    }

    private record Result(float[][] outputs, float @Nullable [][] grads) {}

    /** Runs forward and backward, with the gradients of the outputs in a layout too. */
    private static Result run(Op.Body body, Tensor[] x, boolean[] wanted, @Nullable Layout layout) {
        try (var scope = Scope.open()) {
            Tensor[] leaves = Evaluation.leaves(x, wanted);
            Tensor[] y = body.apply(leaves);
            float[][] outputs = new float[y.length][];
            for (int i = 0; i < y.length; i++) {
                outputs[i] = y[i].toFloatArray();
            }
            for (int i = 0; i < y.length; i++) {
                if (y[i].needsGrad()) {
                    y[i].backward(gradient(y[i], layout), i < y.length - 1, false);
                }
            }
            return new Result(outputs, Evaluation.collect(leaves, wanted));
        }
    }

    private static Tensor gradient(Tensor y, @Nullable Layout layout) {
        Tensor g = Autograd.noGrad(() ->
                Tensor.of(Evaluation.weights(Math.toIntExact(y.elements()))).reshape(y.shape()));
        boolean repeats = layout == Layout.FIRST_REPEATED || layout == Layout.LAST_REPEATED;
        Tensor laid = layout == null || repeats ? null : layout.of(g);
        return laid == null ? g : laid;
    }
}
