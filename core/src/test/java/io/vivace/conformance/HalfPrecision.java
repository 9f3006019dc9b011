package io.vivace.conformance;

import io.vivace.conformance.Golden.Case;
import io.vivace.conformance.Golden.Kind;
import io.vivace.memory.DType;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.Arrays;

/** Compares bf16 with f32 on operands that both can hold. */
final class HalfPrecision {
    private static final Closeness FORWARD = new Closeness(1 / 128.0, 1 / 256.0);
    private static final Closeness BACKWARD = new Closeness(1 / 64.0, 1 / 64.0);

    private HalfPrecision() {}

    static void check(Op op) {
        for (Case c : Golden.of(op, Kind.BASE, Kind.ODD)) {
            try (var scope = Scope.open()) {
                check(op, c);
            }
        }
    }

    private static void check(Op op, Case c) {
        Tensor[] half = Evaluation.operands(c);
        Tensor[] full = half.clone();
        for (int i = 0; i < half.length; i++) {
            if (half[i].dtype() == DType.F32 && !op.staysF32(i)) {
                half[i] = half[i].to(DType.BF16);
                full[i] = half[i].to(DType.F32);
            }
        }
        Tensor[] found = Autograd.noGrad(() -> op.body(c).apply(half));
        Tensor[] expected = Autograd.noGrad(() -> op.body(c).apply(full));
        for (int i = 0; i < expected.length; i++) {
            compare(op, i, c + ", bf16: output " + i, found[i], expected[i]);
        }
        boolean[] wanted = Evaluation.wanted(c);
        if (op.reasons().containsKey(Check.GOLDEN_GRADIENT) || !Evaluation.any(wanted)) {
            return;
        }
        float[][] g = Evaluation.gradients(op.body(c), half, wanted);
        float[][] exact = Evaluation.gradients(op.body(c), full, wanted);
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i]) {
                BACKWARD.times(op.bf16Tolerance())
                        .ofLargest(exact[i])
                        .check(c + ", bf16: gradient of operand " + i, g[i], exact[i]);
            }
        }
    }

    private static void compare(Op op, int result, String about, Tensor found, Tensor expected) {
        DType wanted = expected.dtype() == DType.F32 && op.keepsType(result) ? DType.BF16 : expected.dtype();
        if (found.dtype() != wanted) {
            throw new AssertionError(about + " is " + found.dtype() + ", expected " + wanted);
        }
        if (!expected.dtype().isFloating()) {
            if (!Arrays.equals(found.toLongArray(), expected.toLongArray())) {
                throw new AssertionError(about + " is " + Arrays.toString(found.toLongArray()) + ", expected "
                        + Arrays.toString(expected.toLongArray()));
            }
            return;
        }
        float[] e = expected.toFloatArray();
        FORWARD.times(op.bf16Tolerance()).ofLargest(e).check(about, found.toFloatArray(), e);
    }
}
