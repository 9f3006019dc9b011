package io.vivace.vision.models;

import io.vivace.backend.ConvSpec;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.nn.Buffer;
import io.vivace.nn.Init;
import io.vivace.nn.Module;
import io.vivace.nn.Parameter;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Convolution;
import io.vivace.tensor.Precision;
import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A convolution of stride 1 that keeps the size, whose weights are computed from others, as with PyTorch's weight_norm and
 * spectral_norm.
 */
final class NormedConv extends Module {
    private final String label;
    private final ConvSpec spec;
    private final @Nullable Parameter bias;
    private final Weight weight;

    private NormedConv(String label, Weight weight, @Nullable Parameter bias, int size) {
        this.label = label;
        this.weight = child("weight", weight);
        this.bias = bias == null ? null : parameter("bias", bias);
        spec = ConvSpec.of(1, (size - 1) / 2);
    }

    /** {@return a layer whose weights have a length of their own beside their direction} */
    static NormedConv weight(int in, int out, int size, Init start) {
        var shape = Shape.of(out, in, size, size);
        return new NormedConv(
                "WeightNormConv2d" + text(shape), new LengthTimesDirection(shape, start), bias(out), size);
    }

    /** {@return a layer whose weights are divided by their largest singular value} */
    static NormedConv spectral(int in, int out, int size, boolean biased, Init start) {
        var shape = Shape.of(out, in, size, size);
        return new NormedConv(
                "SpectralConv2d" + text(shape), new Spectral(shape, start), biased ? bias(out) : null, size);
    }

    private static Parameter bias(int out) {
        return new Parameter(Shape.of(out), Parameter.Role.BIAS, Init.constant(0));
    }

    private static String text(Shape s) {
        return "(" + s.size(1) + "→" + s.size(0) + ", " + s.size(2) + "×" + s.size(3) + ")";
    }

    @Override
    protected Tensor compute(Tensor x) {
        Tensor w = weight.value();
        Tensor y = Convolution.conv2d(x, w, bias == null ? null : bias.value(), spec);
        w.closeUnlessKept();
        return y;
    }

    @Override
    public String describe() {
        return label;
    }

    /** What weights are computed from. */
    private abstract static class Weight extends Module {
        abstract Tensor value();

        @Override
        protected final Tensor compute(Tensor x) {
            throw new IllegalArgumentException("weights take no input; call the convolution they belong to");
        }
    }

    /** Weights g·v/|v|, a length for each output (Salimans and Kingma 2016). */
    private static final class LengthTimesDirection extends Weight {
        private final Parameter length;
        private final Parameter direction;

        LengthTimesDirection(Shape shape, Init start) {
            // √2 is the length that rows have on average when they start as Kaiming has it
            length = parameter(
                    "g", Shape.of(shape.size(0), 1, 1, 1), Parameter.Role.WEIGHT, Init.constant(Init.RELU_GAIN));
            direction = parameter("v", shape, Parameter.Role.WEIGHT, start);
        }

        @Override
        Tensor value() {
            Tensor v = direction.value();
            return v.mul(length.value().div(v.square().sum(true, 1, 2, 3).sqrt()));
        }
    }

    /**
     * Weights divided by their largest singular value, known the better the longer the net trains: one power iteration each time (Miyato
     * et al. 2018). Before the first step the value is as good as random, as in PyTorch.
     */
    private static final class Spectral extends Weight {
        private static final double EPS = 1e-12;

        private final Parameter whole;
        private final Buffer left;
        private final Buffer right;

        Spectral(Shape shape, Init start) {
            whole = parameter("orig", shape, Parameter.Role.WEIGHT, start);
            long rows = shape.size(0);
            long columns = shape.elements() / rows;
            left = buffer("u", DType.F32, Shape.of(rows), 1 / Math.sqrt((double) rows));
            right = buffer("v", DType.F32, Shape.of(columns), 1 / Math.sqrt((double) columns));
        }

        @Override
        Tensor value() {
            return Precision.F32.compute(() -> {
                Tensor w = whole.value();
                Tensor rows = w.reshape(w.size(0), -1);
                if (isTraining()) {
                    Autograd.noGrad(() -> iterate(rows));
                }
                Tensor value = rows.mul(left.value().copy().reshape(-1, 1))
                        .mul(right.value().copy())
                        .sum();
                return w.div(value);
            });
        }

        private void iterate(Tensor rows) {
            right.value().copy_(unit(rows.t().matmul(left.value())));
            left.value().copy_(unit(rows.matmul(right.value())));
        }

        private static Tensor unit(Tensor x) {
            return x.div(Math.max(x.square().sum().sqrt().item(), EPS));
        }
    }
}
