package io.vivace.nn;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Normalization;
import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation (Ioffe and Szegedy 2015), per channel: y = (x − mean) / √(variance + eps) · scale + shift. In training
 * mean and variance are those of the batch, and the running ones follow them; in evaluation the running ones are used.
 * {@link Module#keepInEval} and {@link LayerGroups.FrozenNorm} keep a frozen layer in evaluation while the net trains.
 */
public abstract sealed class BatchNorm extends Module permits BatchNorm1d, BatchNorm2d {
    /**
     * The numbers of a layer.
     *
     * @param channels of the input
     * @param momentum share of the batch in the running statistics
     * @param eps added to the variance
     * @param scale what scales start with
     * @param shift what shifts start with
     * @param affine whether there are scale and shift
     * @param relu whether max(·, 0) follows in the same pass
     */
    record Plan(long channels, double momentum, double eps, double scale, double shift, boolean affine, boolean relu) {
        static Plan of(long channels) {
            return new Plan(channels, 0.1, 1e-5, 1, 0, true, false);
        }

        Plan withMomentum(double m) {
            return new Plan(channels, m, eps, scale, shift, affine, relu);
        }

        Plan withEps(double e) {
            return new Plan(channels, momentum, e, scale, shift, affine, relu);
        }

        Plan withStart(double a, double b) {
            return new Plan(channels, momentum, eps, a, b, affine, relu);
        }

        Plan withoutAffine() {
            return new Plan(channels, momentum, eps, scale, shift, false, relu);
        }

        Plan withRelu() {
            return new Plan(channels, momentum, eps, scale, shift, affine, true);
        }
    }

    final Plan plan;
    private final @Nullable Parameter weight;
    private final @Nullable Parameter bias;
    private final Buffer mean;
    private final Buffer variance;
    private final Buffer batches;
    private double momentum;

    BatchNorm(Plan plan) {
        Sizes.atLeastOne(label(), "channels", plan.channels);
        this.plan = plan;
        momentum = plan.momentum;
        Shape shape = Shape.of(plan.channels);
        weight = plan.affine ? parameter("weight", shape, Parameter.Role.NORM, Init.constant(plan.scale)) : null;
        bias = plan.affine ? parameter("bias", shape, Parameter.Role.NORM, Init.constant(plan.shift)) : null;
        mean = buffer("running_mean", DType.F32, shape, 0);
        variance = buffer("running_var", DType.F32, shape, 1);
        batches = register("num_batches_tracked", new Buffer(DType.I64, Shape.of(), 0, true));
    }

    /** {@return the scale, [C], or null} */
    public @Nullable Parameter weight() {
        return weight;
    }

    /** {@return the shift, [C], or null} */
    public @Nullable Parameter bias() {
        return bias;
    }

    /** {@return the running mean, f32 [C]} */
    public Tensor runningMean() {
        return mean.value();
    }

    /** {@return the running unbiased variance, f32 [C]} */
    public Tensor runningVariance() {
        return variance.value();
    }

    /** {@return the number added to the variance} */
    public double eps() {
        return plan.eps;
    }

    /** Follows the data faster or slower from now on. */
    final void momentumOfNow(double share) {
        momentum = share;
    }

    final void usualMomentum() {
        momentum = plan.momentum;
    }

    /** Checks the number of axes. */
    abstract void check(Tensor x);

    @Override
    protected final Tensor compute(Tensor x) {
        check(x);
        boolean training = isTraining();
        if (training) {
            Autograd.noGrad(() -> {
                batches.value().add_(1);
            });
        }
        Tensor scale = weight == null ? null : weight.value();
        Tensor shift = bias == null ? null : bias.value();
        return plan.relu
                ? Normalization.batchNormRelu(
                        x, scale, shift, mean.value(), variance.value(), training, momentum, plan.eps)
                : Normalization.batchNorm(
                        x, scale, shift, mean.value(), variance.value(), training, momentum, plan.eps);
    }

    @Override
    public final String describe() {
        return label() + "(" + plan.channels + (plan.relu ? ") with ReLU" : ")");
    }
}
