package io.vivace.nn;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that belongs to a module's state but is not trained, such as the running mean of batch norm. It starts with one
 * value everywhere; memory is taken when it is first used.
 */
public final class Buffer {
    private final DType dtype;
    private final Shape shape;
    private final double start;
    private final boolean optional;
    private volatile @Nullable Tensor value;

    /**
     * Describes a buffer.
     *
     * @param dtype element type
     * @param shape sizes
     * @param start the value it starts with
     * @param optional whether saved states may lack it, as those of older versions of PyTorch do
     */
    Buffer(DType dtype, Shape shape, double start, boolean optional) {
        this.dtype = dtype;
        this.shape = shape;
        this.start = start;
        this.optional = optional;
    }

    /** {@return the value; change it in place, inside noGrad} */
    public Tensor value() {
        Tensor v = value;
        return v != null ? v : make();
    }

    private synchronized Tensor make() {
        Tensor v = value;
        if (v == null) {
            v = Tensor.full(dtype, shape, start).keep();
            value = v;
        }
        return v;
    }

    /** {@return the sizes} */
    public Shape shape() {
        return shape;
    }

    /** {@return whether saved states may lack it} */
    boolean isOptional() {
        return optional;
    }

    /** Goes back to the value it started with. */
    void reset() {
        Tensor v = value;
        if (v != null) {
            v.fill_(start);
        }
    }

    /** Copies values in. */
    void set(Tensor values) {
        Autograd.noGrad(() -> {
            value().copy_(values);
        });
    }

    /** Gives the memory back. */
    void close() {
        Tensor v = value;
        if (v != null) {
            v.close();
        }
    }
}
