package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.backend.Reduce;
import io.vivace.backend.ReductionKernels;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;

/** Sums, means, extremes and softmax, over all axes or chosen ones. Axes count from 0, or from −1 backwards. */
public sealed interface Reductions permits Tensor {
    /** {@return the sum of all elements; of integers and bools as i64} */
    default Tensor sum() {
        return sum(false, all());
    }

    /**
     * {@return the sum over axes}
     *
     * @param keepAxes whether reduced axes stay, with size 1
     * @param axes which
     */
    default Tensor sum(boolean keepAxes, int... axes) {
        Tensor x = (Tensor) this;
        Tensor out = reduce("sum", Reduce.SUM, x, axes);
        Shape full = x.shape();
        Autograd.record(
                "sum",
                out,
                new Tensor[] {x},
                Autograd.nothing(),
                g -> g.to(0, () -> g.out().expand(full)));
        return reduced("sum", x, keepAxes ? out : squeezed(out, axes), keepAxes, axes);
    }

    /**
     * {@return the sum over axes, which disappear}
     *
     * @param axes which
     */
    default Tensor sum(int... axes) {
        return sum(false, axes);
    }

    /** {@return the mean of all elements; of integers and bools as f32} */
    default Tensor mean() {
        return mean(false, all());
    }

    /**
     * {@return the mean over axes}
     *
     * @param keepAxes whether reduced axes stay, with size 1
     * @param axes which
     */
    default Tensor mean(boolean keepAxes, int... axes) {
        Tensor x = floating();
        Tensor out = reduce("mean", Reduce.MEAN, x, axes);
        Shape full = x.shape();
        double share = out.elements() == 0 ? 0 : (double) out.elements() / full.elements();
        Autograd.record(
                "mean",
                out,
                new Tensor[] {x},
                Autograd.nothing(),
                g -> g.to(0, () -> g.out().mul(share).expand(full)));
        return reduced("mean", x, keepAxes ? out : squeezed(out, axes), keepAxes, axes);
    }

    /**
     * {@return the mean over axes, which disappear}
     *
     * @param axes which
     */
    default Tensor mean(int... axes) {
        return mean(false, axes);
    }

    /** {@return the largest of all elements} */
    default Tensor max() {
        return ((Tensor) this).reshape(-1).max(0).values();
    }

    /** {@return the smallest of all elements} */
    default Tensor min() {
        return ((Tensor) this).reshape(-1).min(0).values();
    }

    /**
     * {@return the largest along an axis, which disappears, and where it was; the first of equals}
     *
     * @param axis which
     * @throws IllegalArgumentException if the axis is empty
     */
    default Extremes max(int axis) {
        return extremes("max", true, axis);
    }

    /**
     * {@return the smallest along an axis, which disappears, and where it was; the first of equals}
     *
     * @param axis which
     * @throws IllegalArgumentException if the axis is empty
     */
    default Extremes min(int axis) {
        return extremes("min", false, axis);
    }

    private Extremes extremes(String name, boolean largest, int axis) {
        Tensor x = (Tensor) this;
        int a = nonEmpty(name, axis);
        Tensor index = argReduce(largest, a);
        return new Extremes(reduced(name, x, x.gather(a, index).squeeze(a), false, a), index.squeeze(a));
    }

    /**
     * {@return the position of the largest along an axis, i64; the first of equals}
     *
     * @param axis which; it disappears
     */
    default Tensor argmax(int axis) {
        int a = nonEmpty("argmax", axis);
        return argReduce(true, a).squeeze(a);
    }

    /**
     * {@return the position of the smallest along an axis, i64; the first of equals}
     *
     * @param axis which; it disappears
     */
    default Tensor argmin(int axis) {
        int a = nonEmpty("argmin", axis);
        return argReduce(false, a).squeeze(a);
    }

    private int nonEmpty(String op, int axis) {
        Tensor x = (Tensor) this;
        if (x.rank() == 0) {
            throw new IllegalArgumentException(op + ": a scalar has no axis " + axis + "; use reshape(1) first");
        }
        int a = x.shape().axis(op, axis);
        if (x.size(a) == 0) {
            throw new IllegalArgumentException(op + ": axis " + axis + " of " + x.shape() + " is empty");
        }
        return a;
    }

    private Tensor argReduce(boolean largest, int a) {
        Tensor x = (Tensor) this;
        Tensor out = Tensor.empty(DType.I64, x.shape().with(a, 1));
        Backend.current().reductions().argReduce(largest, x.view(), a, out.view());
        if (Trace.isOn()) {
            Trace.step(largest ? "argmax" : "argmin", out, new Tensor[] {x}, "axis", a);
        }
        return out;
    }

    /**
     * {@return the variance over axes}
     *
     * @param unbiased whether to divide by n − 1 rather than n
     * @param keepAxes whether reduced axes stay, with size 1
     * @param axes which; none for all
     */
    default Tensor var(boolean unbiased, boolean keepAxes, int... axes) {
        return variance("var", unbiased, keepAxes, axes);
    }

    private Tensor variance(String name, boolean unbiased, boolean keepAxes, int... axes) {
        Tensor x = floating();
        int[] over = axes.length == 0 ? all() : axes;
        double n = (double) x.elements() / kept(name, x.shape(), over).elements();
        Tensor centered = x.sub(x.mean(true, over));
        return centered.square().sum(keepAxes, over).mul(1 / Math.max(0, unbiased ? n - 1 : n));
    }

    /**
     * {@return the standard deviation over axes}
     *
     * @param unbiased whether to divide by n − 1 rather than n
     * @param keepAxes whether reduced axes stay, with size 1
     * @param axes which; none for all
     */
    default Tensor std(boolean unbiased, boolean keepAxes, int... axes) {
        return variance("std", unbiased, keepAxes, axes).sqrt();
    }

    /**
     * {@return the Euclidean length over axes; its gradient at 0 is 0}
     *
     * @param keepAxes whether reduced axes stay, with size 1
     * @param axes which; none for all
     */
    default Tensor norm(boolean keepAxes, int... axes) {
        Tensor x = floating();
        int[] over = axes.length == 0 ? all() : axes;
        kept("norm", x.shape(), over);
        Tensor squares = x.square().sum(true, over);
        Tensor zero = squares.detach().eq(0);
        Tensor safe = Arithmetic.where(zero, Tensor.ones(x.dtype(), Shape.of()), squares)
                .sqrt();
        Tensor out = Arithmetic.where(zero, Tensor.zeros(x.dtype(), Shape.of()), safe);
        return keepAxes ? out : squeezed(out, over);
    }

    /** {@return the product over an axis}
     *
     * @param axis which; it disappears
     */
    default Tensor prod(int axis) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("prod", axis);
        Tensor out = reduce("prod", Reduce.PROD, x, a);
        Autograd.record(
                "prod",
                out,
                new Tensor[] {x},
                new Tensor[] {x, out},
                g -> g.to(0, () -> {
                    Tensor v = g.saved(0);
                    return v.allTrue()
                            ? g.out().mul(g.saved(1)).div(v)
                            : g.out().mul(productOfOthers(v, a));
                }));
        return reduced("prod", x, out.squeeze(a), false, a);
    }

    /** {@return for each element the product of all others along an axis, which may have zeros among them} */
    private static Tensor productOfOthers(Tensor x, int a) {
        int n = Math.toIntExact(x.size(a));
        Tensor[] before = new Tensor[n];
        Tensor[] others = new Tensor[n];
        Tensor product = Tensor.ones(x.dtype(), x.shape().with(a, 1));
        for (int i = 0; i < n; i++) {
            before[i] = product;
            product = product.mul(x.narrow(a, i, 1));
        }
        product = Tensor.ones(x.dtype(), x.shape().with(a, 1));
        for (int i = n - 1; i >= 0; i--) {
            others[i] = before[i].mul(product);
            product = product.mul(x.narrow(a, i, 1));
        }
        return Joining.cat(a, others);
    }

    /** {@return whether any element differs from 0} */
    default boolean anyTrue() {
        Tensor x = (Tensor) this;
        return x.elements() > 0 && x.detach().ne(0).sum().toLongArray()[0] > 0;
    }

    /** {@return whether all elements differ from 0} */
    default boolean allTrue() {
        Tensor x = (Tensor) this;
        return x.elements() == 0 || x.detach().ne(0).sum().toLongArray()[0] == x.elements();
    }

    /**
     * {@return the running sum along an axis}
     *
     * @param axis which
     */
    default Tensor cumsum(int axis) {
        return cumsum(axis, false);
    }

    private Tensor cumsum(int axis, boolean reverse) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("cumsum", axis);
        DType t = x.dtype().isFloating() ? x.dtype() : DType.I64;
        Tensor out = Tensor.empty(t, x.shape());
        Backend.current().reductions().cumsum(x.view(), a, reverse, out.view());
        if (Trace.isOn()) {
            Trace.step("cumsum", out, new Tensor[] {x}, "axis", a, "reverse", reverse);
        }
        return Autograd.record(
                "cumsum",
                out,
                new Tensor[] {x},
                Autograd.nothing(),
                g -> g.to(0, () -> ((Reductions) g.out()).cumsum(a, !reverse)));
    }

    /**
     * {@return the softmax along an axis}
     *
     * @param axis which
     */
    default Tensor softmax(int axis) {
        return softmax("softmax", axis, false);
    }

    /**
     * {@return the logarithm of the softmax along an axis}
     *
     * @param axis which
     */
    default Tensor logSoftmax(int axis) {
        return softmax("logSoftmax", axis, true);
    }

    private Tensor softmax(String name, int axis, boolean log) {
        Tensor x = floating();
        int a = x.shape().axis(name, axis);
        Tensor y = Tensor.emptyLike(x.view(), x.dtype());
        Backend.current().reductions().softmax(x.view(), a, log, y.view());
        if (Trace.isOn()) {
            Trace.step(name, y, new Tensor[] {x}, "axis", a);
        }
        return Autograd.record(
                name,
                y,
                new Tensor[] {x},
                new Tensor[] {y},
                g -> g.to(0, () -> {
                    Tensor v = g.saved(0);
                    Tensor dy = g.out();
                    if (Autograd.isRecording()) {
                        return log
                                ? dy.sub(v.exp().mul(dy.sum(true, a)))
                                : v.mul(dy.sub(v.mul(dy).sum(true, a)));
                    }
                    Tensor dx = Tensor.emptyLike(v.view(), v.dtype());
                    Backend.current().reductions().softmaxBackward(v.view(), dy.view(), a, log, dx.view());
                    return dx;
                }));
    }

    /**
     * {@return −ln softmax(x) at one class of each row, f32 [N]} The softmax itself takes no memory, and the gradient is made in
     * one pass: with many classes, such as the words of a language, that is what counts.
     *
     * @param classes i64 [N], each from 0 to C − 1, for this of [N, C]
     * @throws IllegalArgumentException if shapes or types do not fit, or there is no such class
     */
    default Tensor crossEntropy(Tensor classes) {
        Tensor given = floating();
        if (given.rank() != 2
                || classes.dtype() != DType.I64
                || !classes.shape().equals(Shape.of(given.size(0)))) {
            throw new IllegalArgumentException("crossEntropy: needs scores [N, C] and classes i64 [N], got "
                    + given.shape() + " and " + classes.dtype() + classes.shape());
        }
        long bad = Backend.current().indexing().firstInvalid(classes.view(), given.size(1));
        if (bad != Long.MIN_VALUE) {
            throw new IllegalArgumentException("crossEntropy: class " + bad + " does not exist, the scores "
                    + given.shape() + " have " + given.size(1) + " classes (0 to " + (given.size(1) - 1) + ")");
        }
        Tensor x = given.contiguous();
        Tensor index = classes.contiguous();
        Tensor facts = Tensor.empty(DType.F32, Shape.of(2, x.size(0)));
        Tensor losses = Tensor.empty(DType.F32, index.shape());
        ReductionKernels kernels = Backend.current().reductions();
        kernels.crossEntropy(x.view(), index.view(), facts.view(), losses.view());
        Tensor[] save = {x, index, facts};
        return Autograd.record(
                "crossEntropy",
                losses,
                new Tensor[] {x},
                save,
                g -> g.to(0, () -> {
                    Tensor scores = g.saved(0);
                    Tensor right = g.saved(1);
                    if (Autograd.isRecording()) {
                        Tensor hit =
                                Tensor.arange(Math.toIntExact(scores.size(1))).eq(right.unsqueeze(1));
                        Tensor share = g.out().unsqueeze(1);
                        return scores.to(DType.F32)
                                .softmax(1)
                                .mul(share)
                                .sub(hit.to(DType.F32).mul(share));
                    }
                    Tensor dx = Tensor.empty(scores.dtype(), scores.shape());
                    Backend.current()
                            .reductions()
                            .crossEntropyBackward(
                                    scores.view(),
                                    right.view(),
                                    g.saved(2).view(),
                                    g.out().contiguous().view(),
                                    dx.view());
                    return dx;
                }));
    }

    /**
     * {@return ln Σ eˣ over an axis, without overflow}
     *
     * @param keepAxis whether the axis stays, with size 1
     * @param axis which
     */
    default Tensor logSumExp(boolean keepAxis, int axis) {
        Tensor x = floating();
        int a = nonEmpty("logSumExp", axis);
        Tensor top = reduce("logSumExp", Reduce.MAX, x.detach(), a);
        Tensor finite =
                Arithmetic.where(top.abs().lt(Double.POSITIVE_INFINITY), top, Tensor.zeros(top.dtype(), Shape.of()));
        Tensor out = x.sub(finite).exp().sum(true, a).log().add(finite);
        return reduced("logSumExp", x, keepAxis ? out : out.squeeze(a), keepAxis, a);
    }

    /**
     * {@return this summed over repeated axes, so that it has the given shape: the reverse of broadcasting}
     *
     * @param shape the shape before broadcasting
     */
    default Tensor sumTo(Shape shape) {
        Tensor x = (Tensor) this;
        if (x.shape().equals(shape)) {
            return x;
        }
        int lead = x.rank() - shape.rank();
        if (lead < 0) {
            return x.expand(shape.broadcast("sumTo", x.shape())).sumTo(shape);
        }
        int[] axes = new int[x.rank()];
        int n = 0;
        for (int i = 0; i < x.rank(); i++) {
            if (i < lead || (shape.size(i - lead) == 1 && x.size(i) != 1)) {
                axes[n++] = i;
            }
        }
        if (n == 0) {
            return x.expand(shape);
        }
        Tensor sum = x.sum(true, java.util.Arrays.copyOf(axes, n));
        if (sum.elements() != shape.elements()) {
            throw new IllegalArgumentException("sumTo: " + x.shape() + " is no broadcast result of " + shape);
        }
        return sum.reshape(shape);
    }

    // ---------------------------------------------------------------------------------------------- shared

    private Tensor floating() {
        Tensor x = (Tensor) this;
        return x.dtype().isFloating() ? x : x.to(DType.F32);
    }

    private int[] all() {
        int[] a = new int[((Tensor) this).rank()];
        java.util.Arrays.setAll(a, i -> i);
        return a;
    }

    /** {@return the result of the kernel, reduced axes kept, not recorded} */
    private static Tensor reduce(String name, Reduce op, Tensor x, int... axes) {
        Shape s = kept(name, x.shape(), axes);
        DType t = op == Reduce.SUM && !x.dtype().isFloating() ? DType.I64 : x.dtype();
        Tensor out = Tensor.empty(t, s);
        Backend.current().reductions().reduce(op, x.view(), out.view());
        return out;
    }

    /** {@return the shape with size 1 on the axes to reduce} */
    private static Shape kept(String name, Shape shape, int... axes) {
        Shape s = shape;
        boolean[] seen = new boolean[shape.rank()];
        for (int a : axes) {
            int i = shape.axis(name, a);
            if (seen[i]) {
                throw new IllegalArgumentException(
                        name + ": " + java.util.Arrays.toString(axes) + " names axis " + i + " twice");
            }
            seen[i] = true;
            s = s.with(i, 1);
        }
        return s;
    }

    /** {@return the result, of which a trace is told} */
    private static Tensor reduced(String name, Tensor x, Tensor result, boolean keepAxes, int... axes) {
        if (Trace.isOn()) {
            Trace.step(name, result, new Tensor[] {x}, "keep", keepAxes, "axes", axes);
        }
        return result;
    }

    private static Tensor squeezed(Tensor out, int... axes) {
        int rank = out.rank();
        boolean[] gone = new boolean[rank];
        for (int a : axes) {
            gone[out.shape().axis(a)] = true;
        }
        long[] d = new long[rank];
        int n = 0;
        for (int i = 0; i < rank; i++) {
            if (!gone[i]) {
                d[n++] = out.size(i);
            }
        }
        return n == rank ? out : out.reshape(java.util.Arrays.copyOf(d, n));
    }
}
