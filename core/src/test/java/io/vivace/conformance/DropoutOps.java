package io.vivace.conformance;

import io.vivace.conformance.Golden.Case;
import io.vivace.conformance.Golden.Kind;
import io.vivace.conformance.Layouts.Layout;
import io.vivace.tensor.Dropout;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Dropout. PyTorch draws other random numbers, so its values are compared for p = 0 and p = 1, and for what is between the
 * mask is read off the result and must explain it.
 */
final class DropoutOps {
    private static final double P = 0.375;

    /** Dropout of one kind. */
    private interface Kindly {
        Tensor apply(Tensor x, double p, Rng rng);
    }

    private DropoutOps() {}

    static List<Op> all() {
        return List.of(
                dropout("dropout", "elements", Dropout::elements),
                dropout("channel dropout", "channels", Dropout::channels, 2, 3)
                        .refuses("axes", x -> Dropout.channels(Tensor.zeros(3), P, new Rng(1)), "[3]", "[N, C, ...]"),
                dropout("example dropout", "examples", Dropout::examples, 1, 2)
                        .refuses("axes", x -> Dropout.examples(Tensor.scalar(1), P, new Rng(1)), "scalar", "[N, ...]"),
                dropout("locked dropout", "locked", (x, p, rng) -> Dropout.locked(x, p, 1, rng), 1)
                        .refuses("axis", x -> Dropout.locked(Tensor.zeros(3), P, 1, new Rng(1)), "axis 1", "[3]"));
    }

    private static Op dropout(String name, String method, Kindly f, int... shared) {
        return Op.of(name)
                .covers(method)
                .sample("nothing", x -> f.apply(x[0], 0, new Rng(1)))
                .sample("everything", x -> f.apply(x[0], 1, new Rng(1)))
                .sample("some", x -> f.apply(x[0], P, new Rng(7)))
                .instead(Check.NON_CONTIGUOUS, op -> layouts(op, f))
                .besides(Check.GOLDEN_FORWARD, op -> masks(op, f, shared))
                .besides(Check.GOLDEN_GRADIENT, op -> gradients(op, f))
                .floatsOnly()
                .refuses("probability", x -> f.apply(x[0], 1.5, new Rng(1)), "0 to 1", "1.5");
    }

    /** The mask is that of ones: 0 or 1/(1 − p), one for all positions of the shared axes, and as often 0 as p says. */
    private static void masks(Op op, Kindly f, int... shared) {
        for (Case c : some(op)) {
            Tensor x = Evaluation.operands(c)[0];
            Tensor mask = f.apply(Tensor.ones(x.shape().toArray()), P, new Rng(7));
            Closeness.F32.check(
                    c + " against its mask",
                    f.apply(x, P, new Rng(7)).toFloatArray(),
                    x.mul(mask).toFloatArray());
            checkMask(c, mask, shared);
        }
        Tensor large = f.apply(Tensor.ones(4000, 5, 3), P, new Rng(3));
        checkMask(
                op.name(), large, Arrays.stream(shared).filter(axis -> axis < 3).toArray());
        double dropped = large.eq(0).mean().item();
        if (Math.abs(dropped - P) > 0.03) {
            throw new AssertionError(op.name() + ": " + dropped + " of all elements are dropped, expected " + P);
        }
        if (!large.ne(f.apply(Tensor.ones(4000, 5, 3), P, new Rng(4))).anyTrue()) {
            throw new AssertionError(op.name() + ": two seeds give one mask");
        }
    }

    private static void checkMask(Object about, Tensor mask, int... shared) {
        for (float m : mask.toFloatArray()) {
            if (m != 0 && Math.abs(m - 1 / (1 - P)) > 1e-6) {
                throw new AssertionError(about + ": the mask has " + m + ", expected 0 or " + 1 / (1 - P));
            }
        }
        for (int axis : shared) {
            if (!mask.eq(mask.narrow(axis, 0, 1)).allTrue()) {
                throw new AssertionError(about + ": the mask is not the same along axis " + axis);
            }
        }
    }

    private static void gradients(Op op, Kindly f) {
        for (Case c : some(op)) {
            Tensor mask = f.apply(Tensor.ones(c.inputs().get(0).shape()), P, new Rng(7));
            float[] expected = mask.toFloatArray();
            float[] w = Evaluation.weights(expected.length);
            for (int i = 0; i < expected.length; i++) {
                expected[i] *= w[i];
            }
            float[] found = Evaluation.gradients(op.body(c), Evaluation.operands(c), new boolean[] {true})[0];
            Closeness.F32.check(c + ": gradient against the mask", found, expected);
        }
    }

    /** Masks are drawn in the order of memory; so results differ between layouts, but each is a dropped operand. */
    private static void layouts(Op op, Kindly f) {
        for (Case c : some(op)) {
            for (Layout layout : Layout.values()) {
                try (var scope = Scope.open()) {
                    Tensor laid = layout.of(Evaluation.operands(c)[0]);
                    if (laid != null) {
                        checkDropped(c + ", " + layout, laid.detach(), f);
                    }
                }
            }
        }
    }

    private static void checkDropped(String about, Tensor x, Kindly f) {
        Tensor y = f.apply(x.requiresGrad(), P, new Rng(7));
        float[] w = Evaluation.weights(Math.toIntExact(y.elements()));
        y.backward(Tensor.of(w).reshape(y.shape()), false, false);
        float[] found = Evaluation.collect(new Tensor[] {x}, new boolean[] {true})[0];
        float[] values = y.toFloatArray();
        float[] operands = x.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            double kept = values[i] == 0 ? 0 : 1 / (1 - P);
            if (Math.abs(values[i] - kept * operands[i]) > 1e-5 || Math.abs(found[i] - kept * w[i]) > 1e-5) {
                throw new AssertionError(about + ": element " + i + " of " + Arrays.toString(operands) + " became "
                        + values[i] + " with gradient " + found[i]);
            }
        }
    }

    private static List<Case> some(Op op) {
        return Golden.of(op, Kind.BASE, Kind.ODD).stream()
                .filter(c -> c.sample().equals("some"))
                .toList();
    }
}
