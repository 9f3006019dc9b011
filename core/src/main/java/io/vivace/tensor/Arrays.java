package io.vivace.tensor;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Values between tensors and Java arrays. */
final class Arrays {
    private Arrays() {}

    static Shape shape(long n, long... dims) {
        if (dims.length == 0) {
            return Shape.of(n);
        }
        Shape s = Shape.of(dims);
        if (s.elements() != n) {
            throw new IllegalArgumentException("shape " + s + " needs " + s.elements() + " values, the array has " + n);
        }
        return s;
    }

    static Tensor of(float[] v, Shape shape) {
        Tensor t = Tensor.empty(DType.F32, shape);
        bytes(t).asFloatBuffer().put(v);
        return t;
    }

    static Tensor of(long[] v, Shape shape) {
        Tensor t = Tensor.empty(DType.I64, shape);
        bytes(t).asLongBuffer().put(v);
        return t;
    }

    static Tensor of(int[] v, Shape shape) {
        Tensor t = Tensor.empty(DType.I32, shape);
        bytes(t).asIntBuffer().put(v);
        return t;
    }

    static Tensor of(byte[] v, Shape shape) {
        Tensor t = Tensor.empty(DType.U8, shape);
        bytes(t).put(v);
        return t;
    }

    static Tensor of(boolean[] v, Shape shape) {
        Tensor t = Tensor.empty(DType.BOOL, shape);
        ByteBuffer b = bytes(t);
        for (boolean x : v) {
            b.put((byte) (x ? 1 : 0));
        }
        return t;
    }

    static Tensor random(Shape shape, Consumer<float[]> fill) {
        float[] v = new float[length(shape)];
        fill.accept(v);
        return of(v, shape);
    }

    static float[] floats(Tensor t) {
        told(t);
        float[] v = new float[length(t.shape())];
        if (t.dtype() == DType.I64 || t.dtype() == DType.I32) {
            long[] whole = longs(t);
            for (int i = 0; i < v.length; i++) {
                v[i] = whole[i];
            }
            return v;
        }
        try (Tensor row = rowMajor(t, DType.F32)) {
            bytes(row).asFloatBuffer().get(v);
        }
        return v;
    }

    static long[] longs(Tensor t) {
        told(t);
        long[] v = new long[length(t.shape())];
        try (Tensor row = rowMajor(t, DType.I64)) {
            bytes(row).asLongBuffer().get(v);
        }
        return v;
    }

    /** Tells a trace that Java sees values. */
    private static void told(Tensor t) {
        Trace trace = ThreadState.current().trace;
        if (trace != null) {
            trace.reading(t);
        }
    }

    private static int length(Shape shape) {
        if (shape.elements() > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("shape " + shape + " has " + shape.elements()
                    + " values, more than a Java array can hold; use smaller tensors");
        }
        return (int) shape.elements();
    }

    /** {@return a handle of its own on row-major values of a type} */
    private static Tensor rowMajor(Tensor t, DType type) {
        try (Tensor d = t.detach();
                Tensor converted = d.to(type);
                Tensor row = converted.contiguous()) {
            return row.alias();
        }
    }

    /** {@return the memory of a row-major tensor} */
    static ByteBuffer bytes(Tensor t) {
        long size = t.dtype().bytes();
        return t.storage().window(t.view().offset() * size, t.elements() * size);
    }
}
