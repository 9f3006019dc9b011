package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.backend.Unary;
import io.vivace.memory.DType;

/** Functions of each element: roots, logarithms and activations. Integers are converted to f32 first. */
public sealed interface Pointwise permits Tensor {
    /** {@return eˣ} */
    default Tensor exp() {
        return unary(Unary.EXP, 0, 0);
    }

    /** {@return ln x} */
    default Tensor log() {
        return unary(Unary.LOG, 0, 0);
    }

    /** {@return ln(1 + x), exact near 0} */
    default Tensor log1p() {
        return unary(Unary.LOG1P, 0, 0);
    }

    /** {@return √x} */
    default Tensor sqrt() {
        return unary(Unary.SQRT, 0, 0);
    }

    /** {@return 1/√x} */
    default Tensor rsqrt() {
        return unary(Unary.POW, -0.5, 0);
    }

    /** {@return 1/x} */
    default Tensor reciprocal() {
        return unary(Unary.POW, -1, 0);
    }

    /** {@return x²} */
    default Tensor square() {
        return unary(Unary.SQUARE, 0, 0);
    }

    /**
     * {@return x to a power}
     *
     * @param exponent the power
     */
    default Tensor pow(double exponent) {
        return exponent == 2 ? square() : unary(Unary.POW, exponent, 0);
    }

    /** {@return |x|; the gradient at 0 is 0} */
    default Tensor abs() {
        Tensor x = (Tensor) this;
        return x.dtype().isFloating() ? unary(Unary.ABS, 0, 0) : x.maximum(x.neg());
    }

    /** {@return −1, 0 or 1; its gradient is 0} */
    default Tensor sign() {
        return unary(Unary.SIGN, 0, 0);
    }

    /** {@return x rounded down; its gradient is 0} */
    default Tensor floor() {
        return unary(Unary.FLOOR, 0, 0);
    }

    /** {@return x rounded to the nearest integer, ties to even; its gradient is 0} */
    default Tensor round() {
        return unary(Unary.ROUND, 0, 0);
    }

    /** {@return sin x} */
    default Tensor sin() {
        return unary(Unary.SIN, 0, 0);
    }

    /** {@return cos x} */
    default Tensor cos() {
        return unary(Unary.COS, 0, 0);
    }

    /** {@return the error function of x} */
    default Tensor erf() {
        return unary(Unary.ERF, 0, 0);
    }

    /**
     * {@return x limited to [low, high]; the gradient is 0 outside}
     *
     * @param low smallest result
     * @param high largest result
     * @throws IllegalArgumentException if low is greater than high
     */
    default Tensor clamp(double low, double high) {
        if (low > high) {
            throw new IllegalArgumentException("clamp: the lower limit " + low + " is above the upper limit " + high);
        }
        return unary(Unary.CLAMP, low, high);
    }

    /** {@return max(x, 0)} */
    default Tensor relu() {
        return unary(Unary.RELU, 0, 0);
    }

    /**
     * {@return x above 0, slope · x below}
     *
     * @param slope factor below 0
     */
    default Tensor leakyRelu(double slope) {
        return unary(Unary.RELU, slope, 0);
    }

    /**
     * {@return x above 0, weight · x below, with a learned weight}
     *
     * @param weight one element, or one per channel (axis 1)
     */
    default Tensor prelu(Tensor weight) {
        Tensor x = (Tensor) this;
        Tensor w = weight;
        if (weight.elements() != 1 && x.rank() > 1) {
            long[] d = new long[x.rank()];
            java.util.Arrays.fill(d, 1);
            d[1] = weight.elements();
            if (x.size(1) != weight.elements()) {
                throw new IllegalArgumentException("prelu: " + weight.elements() + " weights for " + x.size(1)
                        + " channels of input " + x.shape() + "; give one weight or one per channel");
            }
            w = weight.reshape(d);
        }
        Tensor out = Arithmetic.where(x.detach().gt(0), x, x.mul(w));
        if (Trace.isOn()) {
            Trace.step("prelu", out, new Tensor[] {x, w});
        }
        return out;
    }

    /**
     * {@return x above 0, alpha · (eˣ − 1) below}
     *
     * @param alpha scale below 0
     */
    default Tensor elu(double alpha) {
        return unary(Unary.ELU, alpha, 0);
    }

    /** {@return the self-normalising ELU (Klambauer et al. 2017): 1.0507 · elu(x, 1.6733)} */
    default Tensor selu() {
        return elu(1.6732632423543772).mul(1.0507009873554805);
    }

    /** {@return x · Φ(x), exact} */
    default Tensor gelu() {
        return unary(Unary.GELU, 0, 0);
    }

    /** {@return x · Φ(x) by its tanh approximation} */
    default Tensor geluTanh() {
        return unary(Unary.GELU_TANH, 0, 0);
    }

    /** {@return x · σ(x)} */
    default Tensor silu() {
        return unary(Unary.SILU, 0, 0);
    }

    /** {@return 1 / (1 + e⁻ˣ)} */
    default Tensor sigmoid() {
        return unary(Unary.SIGMOID, 0, 0);
    }

    /** {@return tanh x} */
    default Tensor tanh() {
        return unary(Unary.TANH, 0, 0);
    }

    /** {@return ln(1 + eˣ)} */
    default Tensor softplus() {
        return unary(Unary.SOFTPLUS, 1, 0);
    }

    /** {@return x/6 + ½ limited to [0, 1]} */
    default Tensor hardSigmoid() {
        return unary(Unary.HARD_SIGMOID, 0, 0);
    }

    /** {@return x · hardSigmoid(x)} */
    default Tensor hardSwish() {
        return unary(Unary.HARD_SWISH, 0, 0);
    }

    /**
     * {@return x limited to [low, high]}
     *
     * @param low smallest result
     * @param high largest result
     */
    default Tensor hardTanh(double low, double high) {
        return clamp(low, high);
    }

    /** {@return x limited to [0, 6]} */
    default Tensor relu6() {
        return clamp(0, 6);
    }

    /** {@return this, with negative values set to 0} */
    default Tensor relu_() {
        return leakyRelu("relu_", 0);
    }

    /**
     * {@return this, with negative values multiplied by a slope}
     *
     * @param slope factor below 0, at least 0
     */
    default Tensor leakyRelu_(double slope) {
        if (slope < 0) {
            throw new IllegalArgumentException("leakyRelu_: slope " + slope
                    + " is negative, so the input cannot be told from the result; use leakyRelu");
        }
        return leakyRelu("leakyRelu_", slope);
    }

    private Tensor leakyRelu(String name, double slope) {
        Tensor x = (Tensor) this;
        if (!x.dtype().isFloating()) {
            throw new IllegalArgumentException(name + ": needs f32 or bf16, got " + x.dtype()
                    + "; use the form without underscore, which converts");
        }
        InPlace p = InPlace.on(x, name, null);
        if (Trace.isOn()) {
            p.attributes("slope", slope);
        }
        Backend.current().elementwise().unary(Unary.RELU, slope, 0, x.view(), x.view());
        return p.record(g -> g.to(0, () -> slope(Unary.RELU, slope, 0, g.saved(0), g.out())), x);
    }

    private Tensor unary(Unary op, double a, double b) {
        Tensor x = (Tensor) this;
        if (!x.dtype().isFloating()) {
            x = x.to(DType.F32);
        }
        Tensor y = Tensor.emptyLike(x.view(), x.dtype());
        Backend.current().elementwise().unary(op, a, b, x.view(), y.view());
        if (Trace.isOn()) {
            Trace.step(name(op), y, new Tensor[] {x}, "a", a, "b", b);
        }
        // a ReLU's output has the sign of its input, and keeping the output alone saves memory
        Tensor save = op.usesOutput() || (op == Unary.RELU && a >= 0) ? y : x;
        return Autograd.record(
                name(op),
                y,
                new Tensor[] {x},
                new Tensor[] {save},
                g -> g.to(0, () -> slope(op, a, b, g.saved(0), g.out())));
    }

    private static String name(Unary op) {
        return op.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** {@return dy · f′, by the kernel, or by recorded operations when it must be differentiated again} */
    private static Tensor slope(Unary op, double a, double b, Tensor saved, Tensor dy) {
        if (Autograd.isRecording()) {
            return dy.mul(Derivatives.of(op, a, b, saved));
        }
        Tensor dx = Tensor.emptyLike(saved.view(), dy.dtype());
        Backend.current().elementwise().unaryBackward(op, a, b, saved.view(), dy.view(), dx.view());
        return dx;
    }
}
