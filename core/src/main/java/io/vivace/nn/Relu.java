package io.vivace.nn;

import io.vivace.tensor.Tensor;

/**
 * y = x above 0, slope · x below; slope 0 unless given.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input, output</td><td>any, the same</td></tr>
 * </table>
 *
 * In place, it overwrites its input, which saves one activation: use it behind a layer whose backward pass does not need
 * its own output (convolution, linear, batch norm). Counterpart: PyTorch's {@code nn.ReLU} and {@code nn.LeakyReLU}.
 *
 * <pre>{@code
 * sequential(Conv2d.of(3, 16, 3), leakyRelu(0.1).inPlace())
 * }</pre>
 */
public final class Relu extends Module {
    private final double slope;
    private final boolean inPlace;

    private Relu(double slope, boolean inPlace) {
        this.slope = slope;
        this.inPlace = inPlace;
    }

    /** {@return max(x, 0)} */
    public static Relu of() {
        return new Relu(0, false);
    }

    /**
     * {@return x above 0, slope · x below}
     *
     * @param slope factor below 0
     */
    public static Relu leaky(double slope) {
        return new Relu(slope, false);
    }

    /**
     * {@return the same function, overwriting its input}
     *
     * @throws IllegalArgumentException if the slope is negative: the input could not be told from the result
     */
    public Relu inPlace() {
        if (slope < 0) {
            throw new IllegalArgumentException("a leaky ReLU in place needs a slope of at least 0, got " + slope);
        }
        return new Relu(slope, true);
    }

    /** {@return the factor below 0} */
    double slope() {
        return slope;
    }

    @Override
    protected Tensor compute(Tensor x) {
        return inPlace ? x.leakyRelu_(slope) : x.leakyRelu(slope);
    }

    @Override
    public String describe() {
        return slope == 0 ? "ReLU" : "LeakyReLU(" + slope + ")";
    }
}
