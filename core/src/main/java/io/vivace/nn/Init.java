package io.vivace.nn;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;

/**
 * How values start. Fan-in, the number of inputs that one output sums, is size(1) · kernel elements of a weight, and
 * fan-out is size(0) · kernel elements: for a linear weight [out, in] and a convolution [out, in/groups, kh, kw] as one
 * expects, and for a transposed convolution [in, out/groups, kh, kw] as PyTorch counts.
 */
@FunctionalInterface
public interface Init {
    /** √2, the gain that keeps the variance through a ReLU. */
    double RELU_GAIN = Math.sqrt(2);

    /** Which of a weight's fans a rule keeps the variance for. */
    enum Fan {
        /** Inputs of one output: keeps the variance of activations. */
        IN,
        /** Outputs of one input: keeps the variance of gradients. */
        OUT
    }

    /**
     * {@return new values}
     *
     * @param shape sizes
     * @param rng where randomness comes from
     */
    Tensor values(Shape shape, Rng rng);

    /**
     * The same value everywhere.
     *
     * @param value the value
     */
    record Constant(double value) implements Init {
        @Override
        public Tensor values(Shape shape, Rng rng) {
            return Tensor.full(DType.F32, shape, value);
        }
    }

    /**
     * {@return the same value everywhere}
     *
     * @param value the value
     */
    static Init constant(double value) {
        return new Constant(value);
    }

    /**
     * {@return values uniform in [low, high)}
     *
     * @param low smallest value
     * @param high upper end
     */
    static Init uniform(double low, double high) {
        return (shape, rng) ->
                Tensor.rand(rng, shape.toArray()).mul_(high - low).add_(low);
    }

    /**
     * {@return normal values}
     *
     * @param mean their mean
     * @param std their standard deviation
     */
    static Init normal(double mean, double std) {
        return (shape, rng) -> Tensor.randn(rng, shape.toArray()).mul_(std).add_(mean);
    }

    /** {@return PyTorch's rule for convolutions and linear layers: uniform in ±1/√fan-in} */
    static Init pytorch() {
        return (shape, rng) -> {
            double bound = bound(fan(shape, Fan.IN));
            return uniform(-bound, bound).values(shape, rng);
        };
    }

    /**
     * {@return PyTorch's rule for the bias that goes with a weight: uniform in ±1/√fan-in of the weight}
     *
     * @param weight shape of the weight
     */
    static Init pytorchBias(Shape weight) {
        double bound = bound(fan(weight, Fan.IN));
        return uniform(-bound, bound);
    }

    /** {@return normal values of standard deviation √(2/fan-in) (He et al. 2015, equation 10)} */
    static Init kaimingNormal() {
        return kaimingNormal(Fan.IN, RELU_GAIN);
    }

    /**
     * {@return normal values of standard deviation gain/√fan (He et al. 2015)}
     *
     * @param which fan
     * @param gain √2 for ReLU, 1 for linear; see {@link #leakyReluGain}
     */
    static Init kaimingNormal(Fan which, double gain) {
        return (shape, rng) ->
                normal(0, gain / Math.sqrt((double) fan(shape, which))).values(shape, rng);
    }

    /** {@return values uniform in ±√(6/fan-in), of the same variance as {@link #kaimingNormal()}} */
    static Init kaimingUniform() {
        return kaimingUniform(Fan.IN, RELU_GAIN);
    }

    /**
     * {@return values uniform in ±gain·√(3/fan)}
     *
     * @param which fan
     * @param gain √2 for ReLU, 1 for linear
     */
    static Init kaimingUniform(Fan which, double gain) {
        return (shape, rng) -> {
            double bound = gain * Math.sqrt(3.0 / fan(shape, which));
            return uniform(-bound, bound).values(shape, rng);
        };
    }

    /**
     * {@return normal values of standard deviation gain·√(2/(fan-in + fan-out)) (Glorot and Bengio 2010)}
     *
     * @param gain 1 for linear and sigmoid, 5/3 for tanh
     */
    static Init xavierNormal(double gain) {
        return (shape, rng) -> normal(0, gain * Math.sqrt(2.0 / fans(shape))).values(shape, rng);
    }

    /**
     * {@return values uniform in ±gain·√(6/(fan-in + fan-out)) (Glorot and Bengio 2010, equation 16)}
     *
     * @param gain 1 for linear and sigmoid, 5/3 for tanh
     */
    static Init xavierUniform(double gain) {
        return (shape, rng) -> {
            double bound = gain * Math.sqrt(6.0 / fans(shape));
            return uniform(-bound, bound).values(shape, rng);
        };
    }

    /**
     * {@return a random orthogonal matrix (Saxe et al. 2013): rows, or columns if there are fewer, are of length gain and at
     * right angles} Axes after the first are one.
     *
     * @param gain factor
     */
    static Init orthogonal(double gain) {
        return (shape, rng) -> Orthogonal.values(shape, gain, rng);
    }

    /**
     * {@return the gain that keeps the variance through a leaky ReLU: √(2/(1 + slope²))}
     *
     * @param slope factor below 0
     */
    static double leakyReluGain(double slope) {
        return Math.sqrt(2 / (1 + slope * slope));
    }

    /**
     * {@return the fan of a weight}
     *
     * @param weight its shape, at least two axes
     * @param which fan
     * @throws IllegalArgumentException if it has fewer
     */
    static long fan(Shape weight, Fan which) {
        if (weight.rank() < 2) {
            throw new IllegalArgumentException("the fan of " + weight + " is not known: a weight has two axes or more,"
                    + " [outputs, inputs, ...]; give vectors a uniform, normal or constant start");
        }
        long kernel = weight.elements() / Math.max(1, weight.size(0) * weight.size(1));
        return (which == Fan.IN ? weight.size(1) : weight.size(0)) * kernel;
    }

    private static long fans(Shape shape) {
        return fan(shape, Fan.IN) + fan(shape, Fan.OUT);
    }

    private static double bound(long fan) {
        return fan == 0 ? 0 : 1 / Math.sqrt((double) fan);
    }
}
