package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.backend.Binary;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;

/** What all operations on two operands share: one type, one shape, the layout of the result. */
final class Broadcast {
    private Broadcast() {}

    /** {@return the result of a kernel, not recorded} */
    static Tensor binary(String name, Binary op, Tensor a, Tensor other) {
        DType t = a.dtype().promote(other.dtype());
        if (t == DType.BOOL && !op.isComparison() && op != Binary.MUL && op != Binary.MAX && op != Binary.MIN) {
            t = DType.I64;
        }
        View x = a.view();
        View y = other.view();
        if (x.dtype() != t) {
            x = a.detach().to(t).view();
        }
        if (y.dtype() != t) {
            y = other.detach().to(t).view();
        }
        Shape shape = x.shape().broadcast(name, y.shape());
        Tensor out = Tensor.empty(op.isComparison() ? DType.BOOL : t, shape, resultStrides(shape, x, y));
        Backend.current().elementwise().binary(op, x.expand(shape), y.expand(shape), out.view());
        return out;
    }

    /** {@return the strides of the first operand that has the result's shape and no gaps; else row-major} */
    static long[] resultStrides(Shape shape, View a, View b) {
        if (a.shape().equals(shape) && a.isDense()) {
            return a.strides();
        }
        if (b.shape().equals(shape) && b.isDense()) {
            return b.strides();
        }
        return shape.rowMajorStrides();
    }
}
