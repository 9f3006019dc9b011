package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.backend.ConvSpec;
import io.vivace.backend.Finish;
import io.vivace.backend.FixedProduct;
import io.vivace.backend.PoolSpec;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A convolution or linear product whose weights no longer change: they are laid out once, and an activation and a sum happen in
 * the same pass. Nothing is recorded. Threads may share it; {@link Precision} is that of the thread.
 *
 * <pre>{@code
 * var relu = new Finish.Activation(Unary.RELU, 0, 0);
 * var layer = FixedLayer.conv2d(w, null, bias, ConvSpec.of(1, 1), new Finish(null, true, relu));
 * Tensor y = layer.apply(x, shortcut);                                  // relu(x ∗ w + bias + shortcut)
 * }</pre>
 *
 * The weights given must stay open and as they are until {@link #close}. An activation in the pass makes 0 of NaN.
 */
public final class FixedLayer implements AutoCloseable {
    private final Tensor weight;
    private final @Nullable Tensor scale;
    private final @Nullable Tensor bias;
    private final @Nullable ConvSpec spec;
    private final Finish finish;
    private final FixedProduct product;

    private FixedLayer(
            Tensor weight, @Nullable Tensor scale, @Nullable Tensor bias, @Nullable ConvSpec spec, Finish finish) {
        this.weight = weight.detach().keep();
        this.scale = own("scale", scale, weight.size(0));
        this.bias = own("bias", bias, weight.size(0));
        this.spec = spec;
        this.finish = finish;
        var kernels = Backend.current().inference();
        var s = this.scale == null ? null : this.scale.view();
        var b = this.bias == null ? null : this.bias.view();
        product = spec == null
                ? kernels.linear(weight.view(), s, b, finish)
                : kernels.convolution(weight.view(), s, b, spec, finish);
    }

    /**
     * {@return the layer y = finish(x ∗ (scale · w) + bias)}
     *
     * @param weight f32 [O, C/groups, kh, kw]
     * @param scale f32 [O], or null
     * @param bias f32 [O], or null
     * @param spec stride, padding, dilation, groups
     * @param finish what follows
     * @throws IllegalArgumentException if shapes or types do not fit
     */
    public static FixedLayer conv2d(
            Tensor weight, @Nullable Tensor scale, @Nullable Tensor bias, ConvSpec spec, Finish finish) {
        check("conv2d", weight, 4, "out, in/groups, kh, kw");
        return new FixedLayer(weight, scale, bias, spec, finish);
    }

    /**
     * {@return the layer y = finish(x · (scale · w)ᵀ + bias)}
     *
     * @param weight f32 [O, C]
     * @param scale f32 [O], or null
     * @param bias f32 [O], or null
     * @param finish what follows
     * @throws IllegalArgumentException if shapes or types do not fit
     */
    public static FixedLayer linear(Tensor weight, @Nullable Tensor scale, @Nullable Tensor bias, Finish finish) {
        check("linear", weight, 2, "out, in");
        return new FixedLayer(weight, scale, bias, null, finish);
    }

    private static void check(String op, Tensor weight, int rank, String axes) {
        if (weight.rank() != rank || weight.dtype() != DType.F32) {
            throw new IllegalArgumentException(op + ": the weight of a fixed layer is f32 [" + axes + "], got "
                    + weight.dtype() + " " + weight.shape());
        }
    }

    private static @Nullable Tensor own(String name, @Nullable Tensor t, long outputs) {
        if (t == null) {
            return null;
        }
        if (t.dtype() != DType.F32 || !t.shape().equals(Shape.of(outputs))) {
            throw new IllegalArgumentException("the " + name + " of a fixed layer is f32 [" + outputs
                    + "], one value per output, got " + t.dtype() + " " + t.shape());
        }
        return Autograd.noGrad(() -> t.detach().copy()).keep();
    }

    /**
     * {@return the output}
     *
     * @param x [N, C, H, W] of a convolution, [..., C] of a linear layer
     * @param added what the finish adds, of the output's shape; null if it adds nothing
     * @throws IllegalArgumentException if shapes or types do not fit
     */
    public Tensor apply(Tensor x, @Nullable Tensor added) {
        return spec == null ? linear(x, added) : convolution(x, added);
    }

    /**
     * {@return the shape of the output}
     *
     * @param x as in {@link #apply}
     * @throws IllegalArgumentException if it does not fit
     */
    public Shape outputShape(Tensor x) {
        if (spec != null) {
            Convolution.check("conv2d", x, weight, bias, 4, spec.groups());
            return Convolution.outputShape("conv2d", x, weight, spec, weight, x);
        }
        LinearShapes.check(x, weight, bias);
        return x.shape().with(-1, weight.size(0));
    }

    private Tensor convolution(Tensor x, @Nullable Tensor added) {
        Shape shape = outputShape(x);
        Tensor in = x.to(Convolution.type("conv2d", x, weight));
        Tensor y = Tensor.empty(in.dtype(), shape, shape.channelsLastStrides());
        return run(x, in, added, y);
    }

    private Tensor linear(Tensor x, @Nullable Tensor added) {
        Shape shape = outputShape(x);
        Tensor in = x.to(Convolution.type("linear", x, weight));
        if (x.rank() == 2) {
            return run(x, in, added, Tensor.empty(in.dtype(), shape));
        }
        Tensor rows = in.reshape(Shape.of(x.shape().with(-1, 1).elements(), x.size(-1)));
        Tensor other = added == null ? null : added.reshape(-1, weight.size(0));
        Tensor y = run(x, rows, other, Tensor.empty(in.dtype(), Shape.of(rows.size(0), weight.size(0))));
        return y.reshape(shape);
    }

    private Tensor run(Tensor given, Tensor in, @Nullable Tensor added, Tensor y) {
        if ((added != null) != finish.adds() || (added != null && !added.shape().equals(y.shape()))) {
            throw new IllegalArgumentException("this layer gives " + y.shape() + " and adds "
                    + (finish.adds() ? "a tensor of the same shape" : "nothing") + ", got "
                    + (added == null ? "nothing" : added.shape()) + " to add");
        }
        Tensor other = added == null ? null : added.to(y.dtype());
        product.run(in.view(), other == null ? null : other.view(), y.view());
        if (other != null && other != added) {
            other.close();
        }
        if (in != given) {
            in.close();
        }
        return y;
    }

    /**
     * {@return the largest value of each window, as {@link Pooling#max2d}, but not differentiable, and NaN may be lost}
     *
     * @param x input [N, C, H, W]
     * @param spec windows
     * @param ceil whether a last window may reach past the padded input
     * @throws IllegalArgumentException if the input has no 4 axes or no window fits
     */
    public static Tensor max2d(Tensor x, PoolSpec spec, boolean ceil) {
        Tensor y = Pooling.channelsLast(x.dtype(), Pooling.shape("max2d", x, x, spec, ceil));
        Backend.current().inference().max(x.view(), y.view(), spec);
        return y;
    }

    /** Gives the laid-out weights back; nobody may be using the layer. */
    @Override
    public void close() {
        product.close();
        weight.close();
        if (scale != null) {
            scale.close();
        }
        if (bias != null) {
            bias.close();
        }
    }
}
