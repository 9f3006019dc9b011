package io.vivace.nn;

import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Sets values to 0 with a probability p while training and divides the others by 1 − p (Srivastava et al. 2014); does
 * nothing in evaluation. Randomness comes from the generator that {@link Module#init} or {@link Module#rng} gave the net.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input, output</td><td>any, the same; [N, C, ...] for channels</td></tr>
 * </table>
 *
 * Counterparts: PyTorch's {@code nn.Dropout} and {@code nn.Dropout2d}, torchvision's {@code StochasticDepth} by
 * rows, fastai's {@code RNNDropout} ({@code LockedDropout}).
 *
 * <pre>{@code
 * sequential(Linear.of(512, 512), relu(), Dropout.of(0.5), Linear.of(512, 10))
 * }</pre>
 */
public final class Dropout extends Module {
    private enum Kind {
        ELEMENTS,
        CHANNELS,
        EXAMPLES,
        LOCKED
    }

    private final Kind kind;
    private final double p;
    private final int axis;
    private @Nullable Rng rng;

    private Dropout(Kind kind, double p, int axis) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("dropout needs the probability of dropping a value, 0 to 1, got " + p);
        }
        this.kind = kind;
        this.p = p;
        this.axis = axis;
    }

    /**
     * {@return dropout of single values}
     *
     * @param p probability of dropping
     */
    public static Dropout of(double p) {
        return new Dropout(Kind.ELEMENTS, p, 0);
    }

    /**
     * {@return dropout of whole channels of each example (Tompson et al. 2015)}
     *
     * @param p probability of dropping
     */
    public static Dropout channels(double p) {
        return new Dropout(Kind.CHANNELS, p, 0);
    }

    /**
     * {@return dropout of whole examples: what a residual branch ends in that some examples go round (stochastic depth, Huang et
     * al. 2016)}
     *
     * @param p probability of dropping
     */
    public static Dropout examples(double p) {
        return new Dropout(Kind.EXAMPLES, p, 0);
    }

    /**
     * {@return dropout with one mask for all positions of an axis, such as the steps of a sequence (Gal and Ghahramani
     * 2016)}
     *
     * @param p probability of dropping
     * @param axis along which the mask is the same
     */
    public static Dropout locked(double p, int axis) {
        return new Dropout(Kind.LOCKED, p, axis);
    }

    /** {@return the probability of dropping} */
    public double p() {
        return p;
    }

    @Override
    protected void useRng(Rng generator) {
        rng = generator;
    }

    @Override
    protected Tensor compute(Tensor x) {
        if (!isTraining() || p == 0) {
            return x;
        }
        Rng r = rng;
        if (r == null) {
            throw new IllegalStateException(describe() + " draws random numbers in training and has no generator: call"
                    + " rng(new Rng(seed)) on the net, or eval() to use it without");
        }
        return switch (kind) {
            case ELEMENTS -> io.vivace.tensor.Dropout.elements(x, p, r);
            case CHANNELS -> io.vivace.tensor.Dropout.channels(x, p, r);
            case EXAMPLES -> io.vivace.tensor.Dropout.examples(x, p, r);
            case LOCKED -> io.vivace.tensor.Dropout.locked(x, p, axis, r);
        };
    }

    @Override
    public String describe() {
        return switch (kind) {
            case ELEMENTS -> "Dropout(" + p + ")";
            case CHANNELS -> "Dropout(" + p + ", channels)";
            case EXAMPLES -> "Dropout(" + p + ", examples)";
            case LOCKED -> "Dropout(" + p + ", locked along axis " + axis + ")";
        };
    }
}
