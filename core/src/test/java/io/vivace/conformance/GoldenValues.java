package io.vivace.conformance;

import io.vivace.conformance.Golden.Case;
import io.vivace.conformance.Golden.Kind;
import io.vivace.conformance.Golden.Value;
import io.vivace.memory.DType;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares with PyTorch. */
final class GoldenValues {
    private GoldenValues() {}

    static void forward(Op op) {
        for (Case c : required(op, "base", Kind.BASE, Kind.KINKS)) {
            forward(op, c);
        }
        for (String sample : op.samples().keySet()) {
            if (Golden.of(op, Kind.values()).stream().noneMatch(c -> c.sample().equals(sample))) {
                throw new AssertionError(op.name() + ": no golden values for the sample \"" + sample
                        + "\"; add it to scripts/golden/families and run scripts/golden/ops.py");
            }
        }
    }

    static void gradient(Op op) {
        List<Case> cases = required(op, "base", Kind.BASE, Kind.KINKS);
        if (cases.stream().noneMatch(Case::hasGradient)) {
            throw new AssertionError(op.name() + ": PyTorch gave no gradient; say why with withoutGradient(...)");
        }
        cases.stream().filter(Case::hasGradient).forEach(c -> gradient(op, c));
    }

    static void oddShapes(Op op) {
        everything(op, required(op, "odd", Kind.ODD));
        for (Case c : Golden.of(op, Kind.ODD)) {
            if (!op.reasons().containsKey(Check.FINITE_DIFFERENCES)) {
                FiniteDifferences.first(op, c);
            }
        }
    }

    static void zeroSize(Op op) {
        everything(op, required(op, "zero", Kind.ZERO));
    }

    static void specialValues(Op op) {
        required(op, "special", Kind.SPECIAL).forEach(c -> forward(op, c));
    }

    static void integers(Op op) {
        required(op, "integers", Kind.INTEGERS).forEach(c -> forward(op, c));
    }

    private static void everything(Op op, List<Case> cases) {
        for (Case c : cases) {
            forward(op, c);
            if (c.hasGradient() && !op.reasons().containsKey(Check.GOLDEN_GRADIENT)) {
                gradient(op, c);
            }
        }
    }

    private static List<Case> required(Op op, String what, Kind... kinds) {
        List<Case> cases = Golden.of(op, kinds);
        if (cases.isEmpty()) {
            throw new AssertionError(op.name() + ": no golden values of kind \"" + what
                    + "\"; add them to scripts/golden/families and run scripts/golden/ops.py, or say why not with"
                    + " without(...)");
        }
        return cases;
    }

    private static void forward(Op op, Case c) {
        try (var scope = Scope.open()) {
            Tensor[] x = Evaluation.operands(c);
            Tensor[] y = Autograd.noGrad(() -> op.body(c).apply(x));
            compare(op, c, y);
            for (int i = 0; i < x.length; i++) {
                same(
                        c + ": operand " + i + " after the call",
                        x[i],
                        c.inputs().get(i).tensor());
            }
            Tensor[] again = Autograd.noGrad(() -> op.body(c).apply(x));
            for (int i = 0; i < y.length; i++) {
                same(c + ": output " + i + " of a second call", again[i], y[i]);
            }
        }
    }

    private static void compare(Op op, Case c, Tensor[] y) {
        if (c.outputs().isEmpty()) {
            return; // PyTorch draws other random numbers
        }
        if (y.length != c.outputs().size()) {
            throw new AssertionError(
                    c + ": " + y.length + " outputs, expected " + c.outputs().size());
        }
        for (int i = 0; i < y.length; i++) {
            Value e = c.outputs().get(i);
            String about = c + (y.length == 1 ? "" : ": output " + i);
            if (!Arrays.equals(y[i].shape().toArray(), e.shape()) || y[i].dtype() != e.type()) {
                throw new AssertionError(about + " is " + y[i].dtype() + y[i].shape() + ", expected " + e);
            }
            if (e.type() == DType.F32) {
                Closeness.F32.times(op.tolerance()).check(about, y[i].toFloatArray(), e.values());
            } else if (!Arrays.equals(y[i].toLongArray(), e.whole())) {
                throw new AssertionError(about + " is " + Arrays.toString(y[i].toLongArray()) + ", expected "
                        + Arrays.toString(e.whole()));
            }
        }
    }

    private static void gradient(Op op, Case c) {
        try (var scope = Scope.open()) {
            Tensor[] x = Evaluation.operands(c);
            boolean[] wanted = Evaluation.wanted(c);
            compare(op, c, wanted, Evaluation.gradients(op.body(c), x, wanted));
            for (int i = 0; i < wanted.length; i++) {
                if (wanted[i]) {
                    boolean[] one = Evaluation.only(i, wanted.length);
                    compare(op, c, one, Evaluation.gradients(op.body(c), x, one));
                }
                same(
                        c + ": operand " + i + " after the backward pass",
                        x[i],
                        c.inputs().get(i).tensor());
            }
        }
    }

    private static void compare(Op op, Case c, boolean[] wanted, float @Nullable [][] grads) {
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i]) {
                Closeness.F32
                        .times(2 * op.tolerance())
                        .atLeastOf(c.grads().get(i))
                        .check(
                                c + ": gradient of operand " + i,
                                grads[i],
                                c.grads().get(i));
            }
        }
    }

    private static void same(String about, Tensor found, Tensor expected) {
        boolean equal = found.dtype().isFloating()
                ? Arrays.equals(found.toFloatArray(), expected.toFloatArray())
                : Arrays.equals(found.toLongArray(), expected.toLongArray());
        if (!equal) {
            throw new AssertionError(about + " differs: " + Arrays.toString(found.toFloatArray()) + ", was "
                    + Arrays.toString(expected.toFloatArray()));
        }
    }
}
