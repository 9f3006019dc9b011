package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.backend.NormalizationKernels;
import io.vivace.backend.Unary;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import org.jspecify.annotations.Nullable;

/**
 * Normalisation by mean and variance: over the batch (Ioffe and Szegedy 2015), the last axes (Ba et al. 2016), each plane
 * (Ulyanov et al. 2016) or groups of channels (Wu and He 2018). All compute (x − mean) / √(variance + eps) · scale + shift
 * with the biased variance, and f32 statistics whatever the type of the input.
 */
public final class Normalization {
    private Normalization() {}

    /**
     * {@return x normalised per channel, in the shape and type of x} 4-D results lie channels-last in memory.
     *
     * @param x input [N, C], [N, C, L], [N, C, H, W] or with more axes
     * @param scale [C], or null for 1
     * @param shift [C], or null for 0
     * @param runningMean f32 [C]: changed by {@code (1 − momentum) · running + momentum · batch} in training, used
     *     otherwise; null to keep none
     * @param runningVar f32 [C], likewise, of the unbiased variance
     * @param training whether to use the batch's own statistics
     * @param momentum share of the batch in the running statistics
     * @param eps added to the variance
     * @throws IllegalArgumentException if shapes do not fit, a training batch has one value per channel, or running
     *     statistics are needed and missing
     */
    public static Tensor batchNorm(
            Tensor x,
            @Nullable Tensor scale,
            @Nullable Tensor shift,
            @Nullable Tensor runningMean,
            @Nullable Tensor runningVar,
            boolean training,
            double momentum,
            double eps) {
        return batch("batchNorm", x, scale, shift, runningMean, runningVar, training, momentum, eps, false);
    }

    /**
     * {@return max(0, batchNorm(...)), in training in one pass over memory}
     *
     * @param x as in {@link #batchNorm}
     * @param scale as in {@link #batchNorm}
     * @param shift as in {@link #batchNorm}
     * @param runningMean as in {@link #batchNorm}
     * @param runningVar as in {@link #batchNorm}
     * @param training as in {@link #batchNorm}
     * @param momentum as in {@link #batchNorm}
     * @param eps as in {@link #batchNorm}
     * @throws IllegalArgumentException as in {@link #batchNorm}
     */
    public static Tensor batchNormRelu(
            Tensor x,
            @Nullable Tensor scale,
            @Nullable Tensor shift,
            @Nullable Tensor runningMean,
            @Nullable Tensor runningVar,
            boolean training,
            double momentum,
            double eps) {
        return batch("batchNormRelu", x, scale, shift, runningMean, runningVar, training, momentum, eps, true);
    }

    private static Tensor batch(
            String op,
            Tensor x,
            @Nullable Tensor scale,
            @Nullable Tensor shift,
            @Nullable Tensor runningMean,
            @Nullable Tensor runningVar,
            boolean training,
            double momentum,
            double eps,
            boolean relu) {
        floating(op, x);
        if (x.rank() < 2) {
            throw new IllegalArgumentException(op + ": the input must be [N, C, ...], got " + x.shape());
        }
        long channels = x.size(1);
        perChannel(op, "scale", scale, channels);
        perChannel(op, "shift", shift, channels);
        running(op, "running mean", runningMean, channels);
        running(op, "running variance", runningVar, channels);
        long count = channels == 0 ? 0 : x.elements() / channels;
        if (training && count == 1) {
            throw new IllegalArgumentException(op + ": training needs more than one value per channel, got input "
                    + x.shape() + "; use a larger batch (drop an incomplete last one) or evaluation mode");
        }
        if (!training && (runningMean == null || runningVar == null)) {
            throw new IllegalArgumentException(op + ": evaluation uses the running statistics, and none are given; pass"
                    + " them, or training = true for those of the batch");
        }
        Tensor s = scale == null ? null : scale.to(DType.F32);
        Tensor t = shift == null ? null : shift.to(DType.F32);
        Tensor y;
        if (training || runningMean == null || runningVar == null) {
            Tensor mean = Tensor.empty(DType.F32, Shape.of(channels));
            Tensor variance = Tensor.empty(DType.F32, Shape.of(channels));
            y = planes(op, plane(x), s, t, mean, variance, false, relu, eps);
            if (count > 0) {
                update(runningMean, mean, 1, momentum);
                update(runningVar, variance, (double) count / (count - 1), momentum);
            }
        } else {
            y = planes(op, plane(x), s, t, runningMean, runningVar, true, false, eps);
            if (relu && y.needsGrad()) {
                y = y.relu();
            } else if (relu) {
                Backend.current().elementwise().unary(Unary.RELU, 0, 0, y.view(), y.view());
            }
        }
        Tensor out = unplane(y, x.shape());
        if (!training && Trace.isOn()) {
            Tensor[] operands = {x, scale, shift, runningMean, runningVar};
            Trace.step("batchNorm", out, operands, "eps", eps, "relu", relu);
        }
        return out;
    }

    /** running ← (1 − momentum) · running + momentum · correction · batch. */
    private static void update(@Nullable Tensor running, Tensor batch, double correction, double momentum) {
        if (running != null) {
            Autograd.noGrad(() -> {
                Tensor share = batch.mul(momentum * correction);
                running.mul_(1 - momentum).add_(share);
                share.close();
            });
        }
    }

    private static Tensor plane(Tensor x) {
        return switch (x.rank()) {
            case 2 -> x.unsqueeze(2).unsqueeze(3);
            case 3 -> x.unsqueeze(2);
            case 4 -> x;
            default -> x.reshape(Shape.of(x.size(0), x.size(1), 1, x.elements() / Math.max(1, x.size(0) * x.size(1))));
        };
    }

    private static Tensor unplane(Tensor y, Shape shape) {
        return switch (shape.rank()) {
            case 2 -> y.squeeze(3).squeeze(2);
            case 3 -> y.squeeze(2);
            case 4 -> y;
            default -> y.reshape(shape);
        };
    }

    private static Tensor planes(
            String op,
            Tensor x,
            @Nullable Tensor scale,
            @Nullable Tensor shift,
            Tensor mean,
            Tensor variance,
            boolean given,
            boolean relu,
            double eps) {
        NormalizationKernels kernels = Backend.current().normalization();
        boolean recorded = Autograd.records(x, scale, shift);
        Tensor mask = relu ? Tensor.empty(DType.U8, Shape.of(kernels.maskBytes(x.view(), eps))) : null;
        Tensor y = Tensor.empty(x.dtype(), x.shape(), x.shape().channelsLastStrides());
        kernels.batchNorm(
                x.view(), view(scale), view(shift), mean.view(), variance.view(), given, eps, view(mask), y.view());
        boolean scaled = scale != null;
        boolean shifted = shift != null;
        Tensor[] save = recorded ? new Tensor[] {x, scale, shift, mean, variance, mask} : Autograd.nothing();
        Autograd.record(op, y, new Tensor[] {x, scale, shift}, save, g -> {
            if (Autograd.isRecording()) {
                composedGradient(g, scaled, shifted, given, eps, relu);
            } else {
                fusedGradient(g, scaled, given, eps, relu);
            }
        });
        if (mask != null && !recorded) {
            mask.close();
        }
        return y;
    }

    private static void fusedGradient(Grads g, boolean scaled, boolean given, double eps, boolean relu) {
        Tensor x = g.saved(0);
        Tensor dx = Tensor.empty(x.dtype(), x.shape(), x.shape().channelsLastStrides());
        Tensor dscale = Tensor.empty(DType.F32, Shape.of(x.size(1)));
        Tensor dshift = Tensor.empty(DType.F32, Shape.of(x.size(1)));
        Backend.current()
                .normalization()
                .batchNormBackward(
                        x.view(),
                        g.out().view(),
                        scaled ? g.saved(1).view() : null,
                        g.saved(3).view(),
                        g.saved(4).view(),
                        given,
                        eps,
                        relu ? g.saved(5).view() : null,
                        dx.view(),
                        dscale.view(),
                        dshift.view());
        g.to(0, () -> dx);
        g.to(1, () -> dscale);
        g.to(2, () -> dshift);
    }

    /** The same gradients of tensor operations, the batch's statistics computed anew, so that all can be differentiated. */
    private static void composedGradient(
            Grads g, boolean scaled, boolean shifted, boolean given, double eps, boolean relu) {
        int[] axes = {0, 2, 3};
        Tensor x = g.saved(0).to(DType.F32);
        Tensor mean = given ? column(g.saved(3)) : x.mean(true, axes);
        Tensor centred = x.sub(mean);
        Tensor variance = given ? column(g.saved(4)) : centred.square().mean(true, axes);
        Tensor inverse = variance.add(eps).rsqrt();
        Tensor normal = centred.mul(inverse);
        Tensor dy = g.out().to(DType.F32);
        if (relu) {
            Tensor before = normal.detach();
            before = scaled ? before.mul(column(g.saved(1)).detach()) : before;
            before = shifted ? before.add(column(g.saved(2)).detach()) : before;
            dy = Tensor.where(before.gt(0), dy, Tensor.scalar(0));
        }
        Tensor grad = dy;
        g.to(0, () -> {
            Tensor inner = scaled ? grad.mul(column(g.saved(1))) : grad;
            if (!given) {
                Tensor along = normal.mul(inner.mul(normal).mean(true, axes));
                inner = inner.sub(inner.mean(true, axes)).sub(along);
            }
            return inner.mul(inverse);
        });
        g.to(1, () -> grad.mul(normal).sum(axes));
        g.to(2, () -> grad.sum(axes));
    }

    /** {@return one number per channel, ready to be broadcast over [N, C, H, W]} */
    private static Tensor column(Tensor perChannel) {
        return perChannel.reshape(-1, 1, 1);
    }

    private static @Nullable View view(@Nullable Tensor t) {
        return t == null ? null : t.view();
    }

    // ---------------------------------------------------------------------------------------------- other axes

    /**
     * {@return x normalised over its last axes, each position of the others for itself}
     *
     * @param x input of at least as many axes
     * @param normalizedAxes how many of the last axes
     * @param scale of the shape of these axes, or null for 1
     * @param shift of the shape of these axes, or null for 0
     * @param eps added to the variance
     * @throws IllegalArgumentException if shapes do not fit
     */
    public static Tensor layerNorm(
            Tensor x, int normalizedAxes, @Nullable Tensor scale, @Nullable Tensor shift, double eps) {
        floating("layerNorm", x);
        if (normalizedAxes < 1 || normalizedAxes > x.rank()) {
            throw new IllegalArgumentException("layerNorm: normalizes 1 to " + x.rank() + " last axes of an input "
                    + x.shape() + ", got " + normalizedAxes);
        }
        int first = x.rank() - normalizedAxes;
        int[] axes = new int[normalizedAxes];
        long[] sizes = new long[normalizedAxes];
        for (int i = 0; i < normalizedAxes; i++) {
            axes[i] = first + i;
            sizes[i] = x.size(first + i);
        }
        Shape expected = Shape.of(sizes);
        fits("layerNorm", "scale", scale, expected);
        fits("layerNorm", "shift", shift, expected);
        Tensor y = affine(normalize(x.to(DType.F32), eps, axes), scale, shift).to(x.dtype());
        if (Trace.isOn()) {
            Trace.step("layerNorm", y, new Tensor[] {x, scale, shift}, "axes", normalizedAxes, "eps", eps);
        }
        return y;
    }

    /**
     * {@return x normalised over each plane of each item}
     *
     * @param x input [N, C, L], [N, C, H, W] or with more axes
     * @param scale [C], or null for 1
     * @param shift [C], or null for 0
     * @param eps added to the variance
     * @throws IllegalArgumentException if shapes do not fit, or a plane has a single value
     */
    public static Tensor instanceNorm(Tensor x, @Nullable Tensor scale, @Nullable Tensor shift, double eps) {
        floating("instanceNorm", x);
        if (x.rank() < 3) {
            throw new IllegalArgumentException(
                    "instanceNorm: the input must be [N, C, L], [N, C, H, W] or have more axes," + " got " + x.shape());
        }
        long channels = x.size(1);
        if (x.elements() > 0 && x.elements() == x.size(0) * channels) {
            throw new IllegalArgumentException(
                    "instanceNorm: needs more than one value per plane, got input " + x.shape());
        }
        perChannel("instanceNorm", "scale", scale, channels);
        perChannel("instanceNorm", "shift", shift, channels);
        int[] axes = new int[x.rank() - 2];
        java.util.Arrays.setAll(axes, i -> i + 2);
        Tensor normal = normalize(x.to(DType.F32), eps, axes);
        Tensor y =
                affine(normal, spread(scale, x.rank()), spread(shift, x.rank())).to(x.dtype());
        if (Trace.isOn()) {
            Trace.step("instanceNorm", y, new Tensor[] {x, scale, shift}, "eps", eps);
        }
        return y;
    }

    /**
     * {@return x normalised over groups of neighbouring channels of each item}
     *
     * @param x input [N, C, ...]
     * @param groups how many; divides C
     * @param scale [C], or null for 1
     * @param shift [C], or null for 0
     * @param eps added to the variance
     * @throws IllegalArgumentException if shapes do not fit
     */
    public static Tensor groupNorm(Tensor x, int groups, @Nullable Tensor scale, @Nullable Tensor shift, double eps) {
        floating("groupNorm", x);
        if (x.rank() < 2 || groups < 1 || x.size(1) % groups != 0) {
            throw new IllegalArgumentException(
                    "groupNorm: groups must divide the channels of an input [N, C, ...], got " + groups + " groups for "
                            + x.shape());
        }
        long channels = x.size(1);
        perChannel("groupNorm", "scale", scale, channels);
        perChannel("groupNorm", "shift", shift, channels);
        Tensor f = x.to(DType.F32);
        Tensor centred = f.sub(groupMeans(f, groups));
        Tensor normal =
                centred.mul(groupMeans(centred.square(), groups).add(eps).rsqrt());
        Tensor y =
                affine(normal, spread(scale, x.rank()), spread(shift, x.rank())).to(x.dtype());
        if (Trace.isOn()) {
            Trace.step("groupNorm", y, new Tensor[] {x, scale, shift}, "groups", groups, "eps", eps);
        }
        return y;
    }

    /** {@return the means [N, C, 1, ...] of groups: first of planes, which is most of the work, then of their means} */
    private static Tensor groupMeans(Tensor x, int groups) {
        Tensor planes = x;
        if (x.rank() > 2) {
            int[] axes = new int[x.rank() - 2];
            java.util.Arrays.setAll(axes, i -> i + 2);
            planes = x.mean(true, axes);
        }
        Shape split = Shape.of(x.size(0), groups, x.size(1) / groups);
        Tensor means = planes.reshape(split).mean(true, 2);
        return means.expand(split).reshape(planes.shape());
    }

    private static Tensor normalize(Tensor x, double eps, int... axes) {
        Tensor centred = x.sub(x.mean(true, axes));
        return centred.mul(centred.square().mean(true, axes).add(eps).rsqrt());
    }

    private static Tensor affine(Tensor x, @Nullable Tensor scale, @Nullable Tensor shift) {
        Tensor y = scale == null ? x : x.mul(scale.to(DType.F32));
        return shift == null ? y : y.add(shift.to(DType.F32));
    }

    /** {@return [C] as [C, 1, ...], which broadcasts over [N, C, ...]} */
    private static @Nullable Tensor spread(@Nullable Tensor perChannel, int rank) {
        if (perChannel == null) {
            return null;
        }
        long[] d = new long[rank - 1];
        java.util.Arrays.fill(d, 1);
        d[0] = perChannel.size(0);
        return perChannel.reshape(Shape.of(d));
    }

    // ---------------------------------------------------------------------------------------------- the checks

    private static void floating(String op, Tensor x) {
        if (!x.dtype().isFloating()) {
            throw new IllegalArgumentException(
                    op + ": needs f32 or bf16, got " + x.dtype() + "; convert with to(DType.F32)");
        }
    }

    private static void perChannel(String op, String what, @Nullable Tensor t, long channels) {
        fits(op, what, t, Shape.of(channels));
    }

    private static void fits(String op, String what, @Nullable Tensor t, Shape expected) {
        if (t != null && !t.shape().equals(expected)) {
            throw new IllegalArgumentException(
                    op + ": the " + what + " has shape " + t.shape() + ", the input asks for " + expected);
        }
    }

    private static void running(String op, String what, @Nullable Tensor t, long channels) {
        perChannel(op, what, t, channels);
        if (t != null && t.dtype() != DType.F32) {
            throw new IllegalArgumentException(
                    op + ": the " + what + " must be f32 whatever the input's type, got " + t.dtype());
        }
    }
}
