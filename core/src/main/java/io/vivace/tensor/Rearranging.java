package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.backend.ConvSpec;
import io.vivace.memory.Shape;
import java.util.Arrays;

/** Splitting, turning, repeating, windows and triangles. */
public sealed interface Rearranging permits Tensor {
    // ---------------------------------------------------------------------------------------------- parts

    /**
     * {@return consecutive runs of an axis; views}
     *
     * @param axis which
     * @param sizes of the runs; together the whole axis
     * @throws IllegalArgumentException if they are not the whole axis
     */
    default Tensor[] split(int axis, long... sizes) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("split", axis);
        long total = 0;
        for (long s : sizes) {
            if (s < 0) {
                throw new IllegalArgumentException("split: size " + s + " is negative");
            }
            total += s;
        }
        if (total != x.size(a)) {
            throw new IllegalArgumentException("split: sizes " + Arrays.toString(sizes) + " sum to " + total
                    + ", but axis " + axis + " of " + x.shape() + " has " + x.size(a));
        }
        Tensor[] parts = new Tensor[sizes.length];
        long at = 0;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = x.narrow(a, at, sizes[i]);
            at += sizes[i];
        }
        return parts;
    }

    /**
     * {@return an axis in at most n runs of one size, of which the last may be smaller; views}
     *
     * @param axis which
     * @param n how many are wanted; there are fewer if the axis is too short
     * @throws IllegalArgumentException if n is not at least 1
     */
    default Tensor[] chunk(int axis, int n) {
        Tensor x = (Tensor) this;
        if (n < 1) {
            throw new IllegalArgumentException("chunk: n must be at least 1, got " + n);
        }
        long size = x.size(x.shape().axis("chunk", axis));
        long each = Math.max(1, (size + n - 1) / n);
        long[] sizes = new long[(int) Math.max(1, (size + each - 1) / each)];
        Arrays.fill(sizes, each);
        sizes[sizes.length - 1] = size - each * (sizes.length - 1);
        return split(axis, sizes);
    }

    // ---------------------------------------------------------------------------------------------- order

    /**
     * {@return axes reversed}
     *
     * @param axes which
     */
    default Tensor flip(int... axes) {
        Tensor x = (Tensor) this;
        Tensor out = x.detach();
        for (int axis : axes) {
            long n = x.size(x.shape().axis("flip", axis));
            out = out.indexSelect(axis, Positions.of(n, i -> n - 1 - i));
        }
        if (axes.length > 0 && Trace.isOn()) {
            Trace.step("flip", out, new Tensor[] {x}, "axes", axes);
        }
        return axes.length == 0
                ? x
                : Autograd.record(
                        "flip",
                        out,
                        new Tensor[] {x},
                        Autograd.nothing(),
                        g -> g.to(0, () -> g.out().flip(axes)));
    }

    /**
     * {@return an axis moved round: what leaves at one end comes in at the other}
     *
     * @param axis which
     * @param shift how far towards the end; negative towards the start
     */
    default Tensor roll(int axis, long shift) {
        Tensor x = (Tensor) this;
        long n = x.size(x.shape().axis("roll", axis));
        long by = n == 0 ? 0 : Math.floorMod(shift, n);
        return by == 0 ? x.copy() : Tensor.cat(axis, x.narrow(axis, n - by, by), x.narrow(axis, 0, n - by));
    }

    // ---------------------------------------------------------------------------------------------- repeats

    /**
     * {@return the whole tensor repeated along its axes: [1, 2] twice is [1, 2, 1, 2]}
     *
     * @param times how often, for each axis; with more numbers than axes, unit axes are put in front
     * @throws IllegalArgumentException if there are fewer numbers than axes, or one is negative
     */
    default Tensor repeat(long... times) {
        Tensor x = (Tensor) this;
        int lead = times.length - x.rank();
        if (lead < 0) {
            throw new IllegalArgumentException("repeat: " + times.length + " numbers for the " + x.rank() + " axes of "
                    + x.shape() + "; give one for each axis");
        }
        long[] parts = new long[times.length * 2];
        long[] spread = new long[parts.length];
        long[] dims = new long[times.length];
        for (int i = 0; i < times.length; i++) {
            if (times[i] < 0) {
                throw new IllegalArgumentException("repeat: " + Arrays.toString(times) + " has a negative number");
            }
            long size = i < lead ? 1 : x.size(i - lead);
            parts[2 * i] = 1;
            parts[2 * i + 1] = size;
            spread[2 * i] = times[i];
            spread[2 * i + 1] = size;
            dims[i] = times[i] * size;
        }
        return x.reshape(Shape.of(parts)).expand(Shape.of(spread)).reshape(Shape.of(dims));
    }

    /**
     * {@return each position of an axis repeated: [1, 2] twice is [1, 1, 2, 2]}
     *
     * @param times how often
     * @param axis which
     * @throws IllegalArgumentException if times is negative
     */
    default Tensor repeatInterleave(long times, int axis) {
        Tensor x = (Tensor) this;
        if (times < 0) {
            throw new IllegalArgumentException("repeatInterleave: times must be at least 0, got " + times);
        }
        int a = x.shape().axis("repeatInterleave", axis);
        Tensor wide = x.unsqueeze(a + 1);
        return wide.expand(wide.shape().with(a + 1, times)).reshape(x.shape().with(a, x.size(a) * times));
    }

    // ---------------------------------------------------------------------------------------------- windows

    /**
     * {@return the windows of an axis, whose elements become a new last axis; a view}
     *
     * @param axis which; its size becomes the number of windows
     * @param size elements in a window
     * @param step distance between windows
     * @throws IllegalArgumentException if the window is larger than the axis, or a number is not at least 1
     */
    default Tensor unfold(int axis, long size, long step) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("unfold", axis);
        if (size < 1 || step < 1 || size > x.size(a)) {
            throw new IllegalArgumentException("unfold: windows of " + size + " every " + step + " in axis " + axis
                    + " of " + x.shape() + ": both must be at least 1, and the window at most the axis");
        }
        int rank = x.rank();
        long[] d = Arrays.copyOf(x.shape().toArray(), rank + 1);
        long[] s = Arrays.copyOf(x.strides(), rank + 1);
        d[a] = (x.size(a) - size) / step + 1;
        d[rank] = size;
        s[rank] = s[a];
        s[a] *= step;
        Shape full = x.shape();
        return Autograd.record(
                "unfold",
                x.viewAs(Shape.of(d), s, x.view().offset()),
                new Tensor[] {x},
                Autograd.nothing(),
                g -> g.to(0, () -> fold(g.out(), full, a, step)));
    }

    /** {@return the sum of the windows, each put back to where it was: the gradient of {@link #unfold}} */
    private static Tensor fold(Tensor windows, Shape shape, int axis, long step) {
        Tensor out = Tensor.zeros(windows.dtype(), shape);
        long count = windows.size(axis);
        long size = windows.size(-1);
        Autograd.noGrad(() -> {
            for (long k = 0; k < size; k++) {
                out.slice(axis, k, k + (count - 1) * step + 1, step).add_(windows.select(-1, k));
            }
        });
        return Autograd.record(
                "fold",
                out,
                new Tensor[] {windows},
                Autograd.nothing(),
                g -> g.to(0, () -> g.out().unfold(axis, size, step)));
    }

    /**
     * {@return the windows of pictures as columns, [N, C·kernelH·kernelW, windows]; what a convolution multiplies with its
     * weights (im2col)}
     *
     * @param kernelH rows of a window
     * @param kernelW columns of a window
     * @param spec stride, zero padding and dilation of the windows; one group
     * @throws IllegalArgumentException if this is not [N, C, H, W] or a window does not fit
     */
    default Tensor unfold2d(int kernelH, int kernelW, ConvSpec spec) {
        Tensor x = (Tensor) this;
        long h = (long) spec.dilationH() * (kernelH - 1) + 1;
        long w = (long) spec.dilationW() * (kernelW - 1) + 1;
        if (x.rank() != 4 || kernelH < 1 || kernelW < 1 || spec.groups() != 1) {
            throw new IllegalArgumentException("unfold2d: input " + x.shape() + ", kernel " + kernelH + "×" + kernelW
                    + ", " + spec.groups() + " groups; expected [N, C, H, W], a kernel of at least 1×1, and one group");
        }
        if (h > x.size(2) + 2L * spec.padH() || w > x.size(3) + 2L * spec.padW()) {
            throw new IllegalArgumentException("unfold2d: windows of " + h + "×" + w + " do not fit into " + x.shape()
                    + " padded by " + spec.padH() + "×" + spec.padW());
        }
        Tensor padded = x.pad(PadMode.ZERO, spec.padW(), spec.padW(), spec.padH(), spec.padH());
        Tensor windows = padded.unfold(2, h, spec.strideH())
                .unfold(3, w, spec.strideW())
                .slice(4, 0, h, spec.dilationH())
                .slice(5, 0, w, spec.dilationW());
        long places = windows.size(2) * windows.size(3);
        return windows.permute(0, 1, 4, 5, 2, 3).reshape(x.size(0), x.size(1) * kernelH * kernelW, places);
    }

    // ---------------------------------------------------------------------------------------------- triangles

    /**
     * {@return the diagonals of matrices, as a new last axis; a view}
     *
     * @param offset 0 for the main one, above it if positive, below if negative
     * @param rows axis of rows; it disappears
     * @param columns axis of columns; it disappears
     * @throws IllegalArgumentException if both axes are the same
     */
    default Tensor diagonal(long offset, int rows, int columns) {
        Tensor x = (Tensor) this;
        int r = x.shape().axis("diagonal", rows);
        int c = x.shape().axis("diagonal", columns);
        if (r == c) {
            throw new IllegalArgumentException("diagonal: rows and columns are both axis " + r + " of " + x.shape());
        }
        long down = Math.max(0, -offset);
        long right = Math.max(0, offset);
        long n = Math.max(0, Math.min(x.size(r) - down, x.size(c) - right));
        long[] d = new long[x.rank() - 1];
        long[] s = new long[d.length];
        int k = 0;
        for (int i = 0; i < x.rank(); i++) {
            if (i != r && i != c) {
                d[k] = x.size(i);
                s[k++] = x.view().stride(i);
            }
        }
        d[k] = n;
        s[k] = x.view().stride(r) + x.view().stride(c);
        long start = n == 0 ? 0 : down * x.view().stride(r) + right * x.view().stride(c);
        Shape full = x.shape();
        return Autograd.record(
                "diagonal",
                x.viewAs(Shape.of(d), s, x.view().offset() + start),
                new Tensor[] {x},
                Autograd.nothing(),
                g -> g.to(0, () -> onDiagonal(g.out(), full, offset, r, c)));
    }

    private static Tensor onDiagonal(Tensor values, Shape shape, long offset, int rows, int columns) {
        Tensor out = Tensor.zeros(values.dtype(), shape);
        Tensor slot = Autograd.noGrad(() -> out.diagonal(offset, rows, columns));
        Backend.current().copies().copy(values.view(), slot.view());
        return Autograd.record(
                "onDiagonal",
                out,
                new Tensor[] {values},
                Autograd.nothing(),
                g -> g.to(0, () -> g.out().diagonal(offset, rows, columns)));
    }

    /**
     * {@return the lower triangles of matrices [..., rows, columns], zeros above}
     *
     * @param diagonal the last one kept: 0 the main one, above it if positive, below if negative
     */
    default Tensor tril(long diagonal) {
        return triangle("tril", true, diagonal);
    }

    /**
     * {@return the upper triangles of matrices [..., rows, columns], zeros below}
     *
     * @param diagonal the first one kept: 0 the main one, above it if positive, below if negative
     */
    default Tensor triu(long diagonal) {
        return triangle("triu", false, diagonal);
    }

    private Tensor triangle(String op, boolean lower, long diagonal) {
        Tensor x = (Tensor) this;
        if (x.rank() < 2) {
            throw new IllegalArgumentException(op + ": got shape " + x.shape() + ", expected [..., rows, columns]");
        }
        Tensor row = Positions.of(x.size(-2), i -> i + diagonal).unsqueeze(1);
        Tensor column = Positions.of(x.size(-1), i -> i);
        Tensor kept = lower ? column.le(row) : column.ge(row);
        return Tensor.where(kept, x, Tensor.zeros(x.dtype(), Shape.of()));
    }
}
