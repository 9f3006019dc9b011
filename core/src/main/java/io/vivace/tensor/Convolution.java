package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.backend.Binary;
import io.vivace.backend.ConvSpec;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import org.jspecify.annotations.Nullable;

/**
 * Convolution and transposed convolution. "Convolution" is cross-correlation, as everywhere in the field: the kernel is
 * not flipped (Dumoulin and Visin, <i>A guide to convolution arithmetic for deep learning</i>, 2016).
 *
 * <p>Three products that are linear in both operands carry everything: the convolution of x with w, its gradient of x from dy
 * and w, and its gradient of w from x and dy. The gradients of each are the other two, so gradients can be
 * differentiated any number of times. A transposed convolution is the second product.
 *
 * <p>Results lie channels-last in memory. f32 and bf16; of mixed operands the one that holds both. In {@link Precision#BF16}
 * activations are bf16 and the kernels round f32 weights while they reorder them; their gradient stays f32.
 */
public final class Convolution {
    private Convolution() {}

    /**
     * {@return the 2-D convolution [N, O, H', W'], H' = ⌊(H + 2·pad − dilation·(kh − 1) − 1) / stride⌋ + 1}
     *
     * @param x input [N, C, H, W]
     * @param w weights [O, C/groups, kh, kw]
     * @param bias [O], or null
     * @param spec stride, padding, dilation, groups
     * @throws IllegalArgumentException if shapes do not fit one another or the spec
     */
    public static Tensor conv2d(Tensor x, Tensor w, @Nullable Tensor bias, ConvSpec spec) {
        check("conv2d", x, w, bias, 4, spec.groups());
        Shape y = outputShape("conv2d", x, w, spec, w, x);
        Tensor out = forward("conv2d", type("conv2d", x, w), x, w, bias, y, spec);
        if (Trace.isOn()) {
            Trace.step("conv2d", out, new Tensor[] {x, w, bias}, "spec", spec);
        }
        return out;
    }

    /**
     * {@return the 1-D convolution [N, O, L'], L' = ⌊(L + 2·pad − dilation·(k − 1) − 1) / stride⌋ + 1}
     *
     * @param x input [N, C, L]
     * @param w weights [O, C/groups, k]
     * @param bias [O], or null
     * @param stride steps between neighbouring outputs
     * @param pad zeros added on both ends
     * @param dilation distance of kernel elements (1: none skipped)
     * @param groups channel groups that do not see one another
     * @throws IllegalArgumentException if shapes do not fit one another or the numbers
     */
    public static Tensor conv1d(
            Tensor x, Tensor w, @Nullable Tensor bias, int stride, int pad, int dilation, int groups) {
        check("conv1d", x, w, bias, 3, groups);
        ConvSpec spec = new ConvSpec(1, stride, 0, pad, 1, dilation, groups);
        Tensor plane = x.unsqueeze(2);
        Tensor kernel = w.unsqueeze(2);
        Shape y = outputShape("conv1d", plane, kernel, spec, w, x);
        Tensor out = forward("conv1d", type("conv1d", x, w), plane, kernel, bias, y, spec)
                .squeeze(2);
        if (Trace.isOn()) {
            Trace.step("conv1d", out, new Tensor[] {x, w, bias}, "spec", spec);
        }
        return out;
    }

    /**
     * {@return the transposed 2-D convolution [N, O, H', W'], H' = (H − 1)·stride − 2·pad + dilation·(kh − 1) +
     * outputPadH + 1} It is the gradient of the input of a convolution with the same weights and spec.
     *
     * @param x input [N, C, H, W]
     * @param w weights [C, O/groups, kh, kw]
     * @param bias [O], or null
     * @param spec stride, padding, dilation, groups of that convolution
     * @param outputPadH rows added at the bottom: which of the sizes that a strided convolution maps onto H is wanted
     * @param outputPadW columns added on the right
     * @throws IllegalArgumentException if shapes do not fit one another or the spec
     */
    public static Tensor convTranspose2d(
            Tensor x, Tensor w, @Nullable Tensor bias, ConvSpec spec, int outputPadH, int outputPadW) {
        checkTransposed("convTranspose2d", x, w, bias, 4, spec.groups());
        Shape out = transposedShape("convTranspose2d", x, w, spec, outputPadH, outputPadW);
        Tensor y = backwardData("convTranspose2d", type("convTranspose2d", x, w), x, w, bias, out, spec);
        if (Trace.isOn()) {
            long[] outputPad = {outputPadH, outputPadW};
            Trace.step("convTranspose2d", y, new Tensor[] {x, w, bias}, "spec", spec, "outputPad", outputPad);
        }
        return y;
    }

    /**
     * {@return the transposed 1-D convolution [N, O, L'], L' = (L − 1)·stride − 2·pad + dilation·(k − 1) + outputPad + 1}
     *
     * @param x input [N, C, L]
     * @param w weights [C, O/groups, k]
     * @param bias [O], or null
     * @param stride steps between neighbours of the result that neighbours of the input reach
     * @param pad elements cut off on both ends
     * @param outputPad elements added at the end
     * @param dilation distance of kernel elements (1: none skipped)
     * @param groups channel groups that do not see one another
     * @throws IllegalArgumentException if shapes do not fit one another or the numbers
     */
    public static Tensor convTranspose1d(
            Tensor x, Tensor w, @Nullable Tensor bias, int stride, int pad, int outputPad, int dilation, int groups) {
        checkTransposed("convTranspose1d", x, w, bias, 3, groups);
        ConvSpec spec = new ConvSpec(1, stride, 0, pad, 1, dilation, groups);
        Tensor plane = x.unsqueeze(2);
        Tensor kernel = w.unsqueeze(2);
        Shape out = transposedShape("convTranspose1d", plane, kernel, spec, 0, outputPad);
        Tensor y = backwardData("convTranspose1d", type("convTranspose1d", x, w), plane, kernel, bias, out, spec)
                .squeeze(2);
        if (Trace.isOn()) {
            long[] outputPads = {outputPad};
            Trace.step("convTranspose1d", y, new Tensor[] {x, w, bias}, "spec", spec, "outputPad", outputPads);
        }
        return y;
    }

    // ---------------------------------------------------------------------------------------------- the products

    private static Tensor forward(
            String op, DType t, Tensor a, Tensor b, @Nullable Tensor bias, Shape shape, ConvSpec spec) {
        Tensor x = a.to(t);
        Tensor w = weights(b, t);
        View like = w.view();
        Tensor shift = bias == null ? null : bias.to(t);
        Tensor y = Tensor.empty(t, shape, shape.channelsLastStrides());
        Backend.current()
                .convolutions()
                .forward(x.view(), w.view(), shift == null ? null : shift.view(), y.view(), spec);
        Tensor[] save = {ifNeeded(w, x), ifNeeded(x, w)};
        return Autograd.record(op, y, new Tensor[] {x, w, shift}, save, g -> {
            Tensor dy = g.out().channelsLast(); // once for all three: a part of a concatenation is not
            g.to(0, () -> backwardData(op + "Data", t, dy, g.saved(1), null, g.shape(0), spec));
            g.to(1, () -> backwardWeights(op + "Weights", t, g.saved(0), dy, like, g.shape(1), spec));
            g.to(2, () -> channelSums(dy));
        });
    }

    /** {@return the gradient of x, plus a bias when it serves as transposed convolution} */
    private static Tensor backwardData(
            String op, DType t, Tensor a, Tensor b, @Nullable Tensor bias, Shape shape, ConvSpec spec) {
        Tensor dy = a.to(t);
        Tensor w = weights(b, t);
        View like = w.view();
        Tensor shift = bias == null ? null : bias.to(t);
        Tensor x = Tensor.empty(t, shape, shape.channelsLastStrides());
        Backend.current().convolutions().backwardData(dy.view(), w.view(), x.view(), spec);
        if (shift != null) {
            View perChannel = shift.view()
                    .as(
                            Shape.of(shape.size(1), 1, 1),
                            new long[] {shift.view().stride(0), 0, 0},
                            shift.view().offset());
            Backend.current().elementwise().binary(Binary.ADD, x.view(), perChannel.expand(shape), x.view());
        }
        Tensor[] save = {ifNeeded(w, dy), ifNeeded(dy, w)};
        return Autograd.record(op, x, new Tensor[] {dy, w, shift}, save, g -> {
            Tensor dx = g.out().channelsLast();
            g.to(0, () -> forward(op + "Data", t, dx, g.saved(1), null, g.shape(0), spec));
            g.to(1, () -> backwardWeights(op + "Weights", t, dx, g.saved(0), like, g.shape(1), spec));
            g.to(2, () -> channelSums(dx));
        });
    }

    /** {@return the gradient of weights, of the type and order in memory that these have} */
    private static Tensor backwardWeights(
            String op, DType t, Tensor a, Tensor b, View like, Shape shape, ConvSpec spec) {
        Tensor x = a.to(t);
        Tensor dy = b.to(t);
        Tensor w = Tensor.emptyInOrderOf(like, like.dtype(), shape);
        Backend.current().convolutions().backwardWeights(x.view(), dy.view(), w.view(), spec);
        Tensor[] save = {ifNeeded(dy, x), ifNeeded(x, dy)};
        return Autograd.record(op, w, new Tensor[] {x, dy}, save, g -> {
            g.to(0, () -> backwardData(op + "Data", t, g.saved(1), g.out(), null, g.shape(0), spec));
            g.to(1, () -> forward(op + "Forward", t, g.saved(0), g.out(), null, g.shape(1), spec));
        });
    }

    /** {@return the weights, f32 or of the type of the products} */
    private static Tensor weights(Tensor w, DType t) {
        return t == DType.BF16 ? w : w.to(t);
    }

    /** {@return the value if the gradient of the other operand needs it} */
    private static @Nullable Tensor ifNeeded(Tensor other, Tensor value) {
        return other.needsGrad() ? value : null;
    }

    /** {@return [C] sums over N, H and W of channels-last memory: a product with a row of ones, which runs at memory speed} */
    private static Tensor channelSums(Tensor dy) {
        if (dy.elements() == 0) {
            return dy.sum(0, 2, 3);
        }
        Tensor rows = dy.permute(0, 2, 3, 1).reshape(-1, dy.size(1));
        Tensor ones = Tensor.ones(dy.dtype(), Shape.of(1, rows.size(0)));
        return ones.matmul(rows).reshape(dy.size(1));
    }

    // ---------------------------------------------------------------------------------------------- the checks

    /** {@return the type of the products} */
    static DType type(String op, Tensor a, Tensor b) {
        DType t = Precision.ofProduct(a.dtype(), b.dtype());
        if (!t.isFloating()) {
            throw new IllegalArgumentException(op + ": needs f32 or bf16, got " + a.dtype() + " and " + b.dtype()
                    + "; convert with to(DType.F32)");
        }
        return t;
    }

    static void check(String op, Tensor x, Tensor w, @Nullable Tensor bias, int rank, int groups) {
        checkRank(op, x, w, rank, "out, in/groups");
        long channels = x.size(1);
        if (groups < 1 || channels % groups != 0 || w.size(0) % groups != 0) {
            throw new IllegalArgumentException(
                    op + ": groups must divide the channels of the input and of the result, got"
                            + " groups " + groups + ", input " + x.shape() + " with " + counted(channels) + ", weight "
                            + w.shape() + " for " + w.size(0));
        }
        if (w.size(1) * groups != channels) {
            throw new IllegalArgumentException(op + ": input " + x.shape() + " has " + counted(channels) + ", weight "
                    + w.shape() + " expects " + w.size(1) * groups + " (groups " + groups + ")"
                    + (w.size(0) == channels && groups == 1
                            ? "; a weight is [out, in/groups, kernel], is this one transposed?"
                            : "; give the layer " + channels + " input channels, or the input another size on axis 1"));
        }
        checkBias(op, bias, w.size(0));
    }

    private static void checkTransposed(String op, Tensor x, Tensor w, @Nullable Tensor bias, int rank, int groups) {
        checkRank(op, x, w, rank, "in, out/groups");
        long channels = x.size(1);
        if (groups < 1 || w.size(0) % groups != 0) {
            throw new IllegalArgumentException(op + ": groups must divide the input channels, got groups " + groups
                    + ", weight " + w.shape() + " for " + counted(w.size(0)));
        }
        if (w.size(0) != channels) {
            throw new IllegalArgumentException(op + ": input " + x.shape() + " has " + counted(channels) + ", weight "
                    + w.shape() + " expects " + w.size(0) + "; a weight of a transposed convolution is [in, out/groups,"
                    + " kernel]");
        }
        checkBias(op, bias, w.size(1) * groups);
    }

    private static void checkRank(String op, Tensor x, Tensor w, int rank, String channels) {
        String sizes = rank == 4 ? "H, W" : "L";
        String kernel = rank == 4 ? "kh, kw" : "k";
        if (x.rank() != rank) {
            throw new IllegalArgumentException(op + ": the input must be [N, C, " + sizes + "], got " + x.shape()
                    + (x.rank() == rank - 1 ? "; a single item gets its batch axis by unsqueeze(0)" : ""));
        }
        if (w.rank() != rank || w.elements() == 0) {
            throw new IllegalArgumentException(op + ": the weight must be [" + channels + ", " + kernel
                    + "] without empty axes, got " + w.shape());
        }
    }

    private static void checkBias(String op, @Nullable Tensor bias, long channels) {
        if (bias != null && !bias.shape().equals(Shape.of(channels))) {
            throw new IllegalArgumentException(op + ": the bias has shape " + bias.shape() + ", expected [" + channels
                    + "], one value per channel of the result");
        }
    }

    private static String counted(long channels) {
        return channels + (channels == 1 ? " channel" : " channels");
    }

    /**
     * {@return the shape of a convolution's result}
     *
     * @param shownW the weights as the caller knows them, for messages
     * @param shownX the input as the caller knows it
     */
    static Shape outputShape(String op, Tensor x, Tensor w, ConvSpec s, Tensor shownW, Tensor shownX) {
        long h = ConvSpec.outputSize(x.size(2), w.size(2), s.strideH(), s.padH(), s.dilationH());
        long v = ConvSpec.outputSize(x.size(3), w.size(3), s.strideW(), s.padW(), s.dilationW());
        if (h < 1 || v < 1) {
            boolean tall = h < 1;
            long window = tall ? s.dilationH() * (w.size(2) - 1) + 1 : s.dilationW() * (w.size(3) - 1) + 1;
            long padded = tall ? x.size(2) + 2L * s.padH() : x.size(3) + 2L * s.padW();
            throw new IllegalArgumentException(op + ": the kernel of weight " + shownW.shape() + " covers " + window
                    + (shownX.rank() == 3 ? " elements" : tall ? " rows" : " columns") + ", the padded input "
                    + shownX.shape() + " has only " + padded
                    + "; use a larger input, more padding or a smaller kernel");
        }
        return Shape.of(x.size(0), w.size(0), h, v);
    }

    private static Shape transposedShape(String op, Tensor x, Tensor w, ConvSpec s, int extraH, int extraW) {
        if (extraH < 0
                || extraW < 0
                || extraH >= Math.max(s.strideH(), s.dilationH())
                || extraW >= Math.max(s.strideW(), s.dilationW())) {
            throw new IllegalArgumentException(op
                    + ": output padding must be at least 0 and less than the stride or the"
                    + " dilation, got " + extraH + "×" + extraW + " with stride " + s.strideH() + "×" + s.strideW()
                    + ", dilation " + s.dilationH() + "×" + s.dilationW());
        }
        long h = (x.size(2) - 1) * s.strideH() - 2L * s.padH() + s.dilationH() * (w.size(2) - 1) + extraH + 1;
        long v = (x.size(3) - 1) * s.strideW() - 2L * s.padW() + s.dilationW() * (w.size(3) - 1) + extraW + 1;
        if (x.size(2) < 1 || x.size(3) < 1 || h < 1 || v < 1) {
            throw new IllegalArgumentException(op + ": the result would have size " + h + "×" + v + " for input "
                    + x.shape() + ", weight " + w.shape() + ", padding " + s.padH() + "×" + s.padW()
                    + "; use a larger input or less padding");
        }
        return Shape.of(x.size(0), w.size(1) * s.groups(), h, v);
    }
}
