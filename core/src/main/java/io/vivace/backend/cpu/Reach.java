package io.vivace.backend.cpu;

import io.vivace.backend.ConvSpec;
import io.vivace.memory.DType;
import io.vivace.memory.View;

/**
 * Convolutions that oneDNN must be shown otherwise than they were asked for, because it refuses them or goes out of bounds:
 *
 * <ul>
 *   <li>a window may meet nothing but padding, or reach into the padding on both sides: the padding is made explicit;
 *   <li>a kernel of one pixel leaps over pixels, and the channels do not fill its vectors: only the pixels that it meets are
 *       shown;
 *   <li>more rows or columns at the end of x than a stride leaves over meet no window, as output padding of dilated
 *       transposed convolutions makes them: they are not shown. A single window has no stride, so none is shown either;
 *   <li>of bf16 pictures with a single channel, where a column meets no window, oneDNN lets memory that nobody wrote into the last
 *       result of a row (seen with two threads, and NaN put into all fresh memory): no such column is shown.
 * </ul>
 */
final class Reach {
    private enum Part {
        ALL,
        PADDED,
        LEAPT,
        BEGINNING
    }

    private final Part part;
    private final ConvSpec spec;
    private final View y;
    private final long rows;
    private final long columns;

    private Reach(Part part, ConvSpec spec, View y, long rows, long columns) {
        this.part = part;
        this.spec = spec;
        this.y = y;
        this.rows = rows;
        this.columns = columns;
    }

    /** {@return how the input x of a convolution with weights w and result y is to be shown} */
    static Reach of(View x, View w, View y, ConvSpec s) {
        if (overhangs(x, w, 2, s.padH(), s.dilationH()) || overhangs(x, w, 3, s.padW(), s.dilationW())) {
            return new Reach(
                    Part.PADDED,
                    new ConvSpec(s.strideH(), s.strideW(), 0, 0, s.dilationH(), s.dilationW(), s.groups()),
                    y,
                    s.padH(),
                    s.padW());
        }
        boolean pixel = w.shape().size(2) == 1 && w.shape().size(3) == 1;
        if (pixel && s.padH() == 0 && s.padW() == 0 && (s.strideH() > 1 || s.strideW() > 1)) {
            return new Reach(Part.LEAPT, new ConvSpec(1, 1, 0, 0, 1, 1, s.groups()), y, s.strideH(), s.strideW());
        }
        int strideH = y.shape().size(2) == 1 ? 1 : s.strideH();
        int strideW = y.shape().size(3) == 1 ? 1 : s.strideW();
        long h = end(x, w, y, 2, strideH, s.padH(), s.dilationH());
        long v = end(x, w, y, 3, strideW, s.padW(), s.dilationW());
        boolean all =
                h == x.shape().size(2) && v == x.shape().size(3) && strideH == s.strideH() && strideW == s.strideW();
        return new Reach(
                all ? Part.ALL : Part.BEGINNING,
                new ConvSpec(strideH, strideW, s.padH(), s.padW(), s.dilationH(), s.dilationW(), s.groups()),
                y,
                h,
                v);
    }

    private static boolean overhangs(View x, View w, int axis, int pad, int dilation) {
        long window = dilation * (w.shape().size(axis) - 1) + 1;
        return pad >= window || (pad > 0 && x.shape().size(axis) < window);
    }

    private static long end(View x, View w, View y, int axis, int stride, int pad, int dilation) {
        long in = x.shape().size(axis);
        long end = (y.shape().size(axis) - 1) * stride + dilation * (w.shape().size(axis) - 1) + 1 - pad;
        boolean pairs = x.dtype() == DType.BF16 && w.shape().size(1) == 1;
        return end > in - (pairs ? 1 : stride) ? in : end;
    }

    boolean isPartial() {
        return part != Part.ALL;
    }

    /** {@return the numbers that go with what is shown} */
    ConvSpec spec() {
        return spec;
    }

    /** {@return what is shown of x} */
    View shown(Scratch scratch, View x) {
        if (part != Part.PADDED) {
            return seen(x);
        }
        View whole = empty(scratch, x);
        CpuCopies.INSTANCE.fill(whole, 0);
        CpuCopies.INSTANCE.copy(x, inside(whole, x));
        return whole;
    }

    /** {@return memory for the gradient of what is shown} */
    View empty(Scratch scratch, View dx) {
        var shape = part == Part.PADDED
                ? dx.shape()
                        .with(2, dx.shape().size(2) + 2 * rows)
                        .with(3, dx.shape().size(3) + 2 * columns)
                : seen(dx).shape();
        return scratch.channelsLast(dx.dtype(), shape);
    }

    /** Puts the gradient of what is shown into the gradient of x. */
    void put(View shown, View dx) {
        if (part == Part.PADDED) {
            CpuCopies.INSTANCE.copy(inside(shown, dx), dx);
        } else {
            CpuCopies.INSTANCE.fill(dx, 0);
            CpuCopies.INSTANCE.copy(shown, seen(dx));
        }
    }

    private View inside(View padded, View x) {
        return padded.as(
                x.shape(), padded.strides(), padded.offset() + rows * padded.stride(2) + columns * padded.stride(3));
    }

    private View seen(View x) {
        if (part == Part.BEGINNING) {
            return x.as(x.shape().with(2, rows).with(3, columns), x.strides(), x.offset());
        }
        long[] strides = x.strides();
        strides[2] *= rows;
        strides[3] *= columns;
        return x.as(x.shape().with(2, y.shape().size(2)).with(3, y.shape().size(3)), strides, x.offset());
    }
}
