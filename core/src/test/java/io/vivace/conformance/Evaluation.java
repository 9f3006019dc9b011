package io.vivace.conformance;

import io.vivace.conformance.Golden.Case;
import io.vivace.conformance.Golden.Value;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Calls a body and differentiates the weighted sum of its outputs, with the weights of the golden values. */
final class Evaluation {
    private Evaluation() {}

    /** {@return the weight of each output element: odd sixteenths, exact in every float type} */
    static float[] weights(int n) {
        float[] w = new float[n];
        for (int i = 0; i < n; i++) {
            w[i] = ((i * 37 + 11) % 23 - 11) / 8f + 1 / 16f;
        }
        return w;
    }

    /** {@return the operands of a case} */
    static Tensor[] operands(Case c) {
        return c.inputs().stream().map(Value::tensor).toArray(Tensor[]::new);
    }

    /** {@return which operands of a case want a gradient} */
    static boolean[] wanted(Case c) {
        boolean[] w = new boolean[c.inputs().size()];
        for (int i = 0; i < w.length; i++) {
            w[i] = c.inputs().get(i).grad();
        }
        return w;
    }

    /** {@return the same memory as leaves of a new graph} */
    static Tensor[] leaves(Tensor[] operands, boolean[] wanted) {
        Tensor[] leaves = new Tensor[operands.length];
        for (int i = 0; i < leaves.length; i++) {
            leaves[i] = operands[i].detach();
            if (wanted[i]) {
                leaves[i].requiresGrad();
            }
        }
        return leaves;
    }

    /** {@return which outputs have a gradient: those that PyTorch says, or ours where it computes other numbers} */
    static boolean[] differentiable(Case c, Op.Body body, Tensor[] operands, boolean[] wanted) {
        if (!c.outputs().isEmpty()) {
            boolean[] d = new boolean[c.outputs().size()];
            for (int i = 0; i < d.length; i++) {
                d[i] = c.outputs().get(i).grad();
            }
            return d;
        }
        try (var scope = Scope.open()) {
            Tensor[] outputs = body.apply(leaves(operands, wanted));
            boolean[] d = new boolean[outputs.length];
            for (int i = 0; i < d.length; i++) {
                d[i] = outputs[i].needsGrad();
            }
            return d;
        }
    }

    /** {@return the weighted sum of some outputs, in doubles} */
    static double loss(Op.Body body, Tensor[] operands, boolean[] counted) {
        double sum = 0;
        try (var scope = Scope.open()) {
            Tensor[] outputs = Autograd.noGrad(() -> body.apply(operands));
            for (int k = 0; k < outputs.length; k++) {
                if (counted[k]) {
                    float[] v = outputs[k].toFloatArray();
                    float[] w = weights(v.length);
                    for (int i = 0; i < v.length; i++) {
                        sum += (double) v[i] * w[i];
                    }
                }
            }
        }
        return sum;
    }

    /** {@return the weighted sum of the outputs that can be differentiated, recorded, or null if there is none} */
    static @Nullable Tensor recordedLoss(Tensor[] outputs) {
        Tensor sum = null;
        for (Tensor out : outputs) {
            if (out.needsGrad()) {
                float[] w = weights(Math.toIntExact(out.elements()));
                Tensor weighted = out.mul(Tensor.of(w).reshape(out.shape()).to(out.dtype()));
                Tensor part = weighted.sum();
                sum = sum == null ? part : sum.add(part);
            }
        }
        return sum;
    }

    /** {@return the gradient of the weighted sum for each operand that wants one, zeros where there is no path} */
    static float @Nullable [][] gradients(Op.Body body, Tensor[] operands, boolean[] wanted) {
        try (var scope = Scope.open()) {
            Tensor[] leaves = leaves(operands, wanted);
            Tensor loss = recordedLoss(body.apply(leaves));
            if (loss != null) {
                loss.backward();
            }
            return collect(leaves, wanted);
        }
    }

    /** {@return the gradients that have arrived at leaves, which lose them} */
    static float @Nullable [][] collect(Tensor[] leaves, boolean[] wanted) {
        float[][] grads = new float[leaves.length][];
        for (int i = 0; i < grads.length; i++) {
            if (wanted[i]) {
                Tensor g = leaves[i].grad();
                grads[i] = g == null ? new float[Math.toIntExact(leaves[i].elements())] : g.toFloatArray();
                if (g != null && !g.shape().equals(leaves[i].shape())) {
                    throw new AssertionError(
                            "the gradient has shape " + g.shape() + ", its operand " + leaves[i].shape());
                }
                if (g != null && g.dtype() != leaves[i].dtype()) {
                    throw new AssertionError("the gradient is " + g.dtype() + ", its operand " + leaves[i].dtype());
                }
                leaves[i].zeroGrad();
            }
        }
        return grads;
    }

    /** {@return only one of the operands} */
    static boolean[] only(int which, int n) {
        boolean[] w = new boolean[n];
        w[which] = true;
        return w;
    }

    /** {@return whether any is wanted} */
    static boolean any(boolean[] wanted) {
        for (boolean w : wanted) {
            if (w) {
                return true;
            }
        }
        return false;
    }
}
