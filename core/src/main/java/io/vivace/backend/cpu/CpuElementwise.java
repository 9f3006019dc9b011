package io.vivace.backend.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import io.vivace.backend.Binary;
import io.vivace.backend.ElementwiseKernels;
import io.vivace.backend.Unary;
import io.vivace.memory.DType;
import io.vivace.memory.View;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.jspecify.annotations.Nullable;

/** Element-wise kernels: oneDNN's eltwise and binary primitives where they exist, rows through Java arrays elsewhere. */
final class CpuElementwise implements ElementwiseKernels {
    private enum Op {
        FORWARD,
        BACKWARD,
        BINARY
    }

    @Override
    public void unary(Unary op, double a, double b, View x, View y) {
        if (y.elements() == 0) {
            return;
        }
        if (op == Unary.LINEAR && y.dtype() == DType.F32 && (a == 1 || b == 0)) {
            Binary arithmetic = a == 1 ? Binary.ADD : Binary.MUL;
            binary(arithmetic, x, Onednn.current().number(a == 1 ? b : a).expand(y.shape()), y);
            return;
        }
        Eltwise e = Eltwise.of(op, a, b);
        if (e == null || usesInexactLogarithm(op)) {
            RowMath.unary(op, a, b, x, y);
            return;
        }
        try (var scratch = new Scratch()) {
            View target = y.isDense() ? y : scratch.rowMajor(y.dtype(), y.shape());
            View source = scratch.inLayoutOf(target, x);
            if (losesNan(op, a) && !RowSums.finite(source)) {
                RowMath.unary(op, a, b, source, y);
                return;
            }
            Onednn dnn = Onednn.current();
            long n = y.elements();
            dnn.call(
                            dnn.key(Op.FORWARD)
                                    .add(op.ordinal())
                                    .add(a)
                                    .add(b)
                                    .add(y.dtype().ordinal())
                                    .add(n),
                            () -> {
                                var pd = forward(e, y, n);
                                return new Call(new eltwise_forward(pd), dnn)
                                        .arg(DNNL_ARG_SRC, pd.src_desc())
                                        .arg(DNNL_ARG_DST, pd.dst_desc());
                            })
                    .set(DNNL_ARG_SRC, source)
                    .set(DNNL_ARG_DST, target)
                    .run(n);
            if (target != y) {
                CpuCopies.INSTANCE.copy(target, y);
            }
        }
    }

    /** {@return whether oneDNN makes a number of NaN (0, infinity, 1), which would hide that a net diverged} */
    private static boolean losesNan(Unary op, double a) {
        return (op == Unary.RELU && a == 0) || op == Unary.EXP || op == Unary.HARD_SIGMOID;
    }

    /** oneDNN's logarithm is off by up to 4e-6 everywhere: near ln 1 = 0 not a digit of it is right. */
    private static boolean usesInexactLogarithm(Unary op) {
        return op == Unary.LOG || op == Unary.SOFTPLUS;
    }

    private static eltwise_forward.primitive_desc forward(Eltwise e, View y, long n) {
        var d = Onednn.flat(y.dtype(), n);
        return new eltwise_forward.primitive_desc(
                Onednn.engine(), prop_kind.forward_training, e.kind(), d, d, e.alpha(), e.beta());
    }

    @Override
    public void unaryBackward(Unary op, double a, double b, View saved, View dy, View dx) {
        if (dx.elements() == 0) {
            return;
        }
        Eltwise e = Eltwise.of(op, a, b);
        if (e == null) {
            RowMath.unaryBackward(op, a, b, saved, dy, dx);
            return;
        }
        int savedArg = op.usesOutput() ? DNNL_ARG_DST : DNNL_ARG_SRC;
        try (var scratch = new Scratch()) {
            View target = dx.isDense() ? dx : scratch.rowMajor(dx.dtype(), dx.shape());
            View kept = scratch.inLayoutOf(target, saved);
            View grad = scratch.inLayoutOf(target, dy);
            Onednn dnn = Onednn.current();
            long n = dx.elements();
            dnn.call(
                            dnn.key(Op.BACKWARD)
                                    .add(op.ordinal())
                                    .add(a)
                                    .add(b)
                                    .add(dx.dtype().ordinal())
                                    .add(n),
                            () -> {
                                var d = Onednn.flat(dx.dtype(), n);
                                var hint = forward(e, dx, n);
                                var pd = new eltwise_backward.primitive_desc(
                                        Onednn.engine(), e.kind(), d, d, d, e.alpha(), e.beta(), hint);
                                return new Call(new eltwise_backward(pd), dnn)
                                        .arg(savedArg, d)
                                        .arg(DNNL_ARG_DIFF_DST, d)
                                        .arg(DNNL_ARG_DIFF_SRC, d);
                            })
                    .set(savedArg, kept)
                    .set(DNNL_ARG_DIFF_DST, grad)
                    .set(DNNL_ARG_DIFF_SRC, target)
                    .run(n);
            if (target != dx) {
                CpuCopies.INSTANCE.copy(target, dx);
            }
        }
    }

    @Override
    public void binary(Binary op, View a, View b, View c) {
        if (c.elements() == 0) {
            return;
        }
        algorithm alg = a.dtype().isFloating() ? algorithm(op) : null;
        if (alg == null || !c.isDense() || c.shape().rank() == 0) {
            RowMath.binary(op, a, b, c);
            return;
        }
        if (repeats(a) && !repeats(b) && (op == Binary.ADD || op == Binary.MUL)) {
            View t = a;
            a = b;
            b = t;
        }
        try (var scratch = new Scratch()) {
            View left = repeats(a) || !a.sameLayout(c) ? scratch.inLayoutOf(c, a) : a;
            if (repeats(b)) {
                if (scalar(b)) {
                    run(alg, op, flat(left), b.as(io.vivace.memory.Shape.of(1), new long[] {1}, b.offset()), flat(c));
                } else {
                    AxisOrder order = AxisOrder.of(c);
                    run(alg, op, order.dense(left), order.repeated(scratch, b), order.dense(c));
                }
            } else {
                run(alg, op, flat(left), flat(scratch.inLayoutOf(c, b)), flat(c));
            }
        }
    }

    private static void run(algorithm alg, Binary op, View a, View b, View c) {
        Onednn dnn = Onednn.current();
        dnn.call(dnn.key(Op.BINARY).add(op.ordinal()).add(a).add(b).add(c), () -> {
                    var pd = new binary.primitive_desc(
                            Onednn.engine(), alg, Onednn.desc(a), Onednn.desc(b), Onednn.desc(c));
                    return new Call(new binary(pd), dnn)
                            .arg(DNNL_ARG_SRC_0, pd.src0_desc())
                            .arg(DNNL_ARG_SRC_1, pd.src1_desc())
                            .arg(DNNL_ARG_DST, pd.dst_desc());
                })
                .set(DNNL_ARG_SRC_0, a)
                .set(DNNL_ARG_SRC_1, b)
                .set(DNNL_ARG_DST, c)
                .run(c.elements());
    }

    private static View flat(View dense) {
        return dense.as(io.vivace.memory.Shape.of(dense.elements()), new long[] {1}, dense.offset());
    }

    private static boolean repeats(View v) {
        for (int i = 0; i < v.shape().rank(); i++) {
            if (v.stride(i) == 0 && v.shape().size(i) > 1) {
                return true;
            }
        }
        return false;
    }

    private static boolean scalar(View v) {
        for (int i = 0; i < v.shape().rank(); i++) {
            if (v.stride(i) != 0 && v.shape().size(i) > 1) {
                return false;
            }
        }
        return true;
    }

    /** Maximum, minimum and power are left to Java: oneDNN's maximum and minimum lose NaNs. */
    private static @Nullable algorithm algorithm(Binary op) {
        return switch (op) {
            case ADD -> algorithm.binary_add;
            case SUB -> algorithm.binary_sub;
            case MUL -> algorithm.binary_mul;
            case DIV -> algorithm.binary_div;
            case EQ -> algorithm.binary_eq;
            case NE -> algorithm.binary_ne;
            case LT -> algorithm.binary_lt;
            case LE -> algorithm.binary_le;
            case GT -> algorithm.binary_gt;
            case GE -> algorithm.binary_ge;
            case MAX, MIN, POW -> null;
        };
    }

    @Override
    public void where(View condition, View a, View b, View c) {
        RowMath.where(condition, a, b, c);
    }

    @Override
    public void dropout(View x, double p, double scale, long key, View y) {
        DropoutLoop.run(x, p, scale, key, y);
    }
}
