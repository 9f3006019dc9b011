package io.vivace.memory;

import java.util.Arrays;

/**
 * What a kernel sees of a tensor: memory, element type, shape, strides and offset. Strides and offset count elements;
 * strides are never negative, and 0 repeats an axis.
 */
public final class View {
    private final Storage storage;
    private final DType dtype;
    private final Shape shape;
    private final long[] strides;
    private final long offset;

    /**
     * Describes memory; nothing is copied.
     *
     * @param storage the memory
     * @param dtype element type
     * @param shape sizes
     * @param strides distance between neighbours of each axis, in elements; not copied, not changed
     * @param offset of the first element, in elements
     */
    public View(Storage storage, DType dtype, Shape shape, long[] strides, long offset) {
        this.storage = storage;
        this.dtype = dtype;
        this.shape = shape;
        this.strides = strides;
        this.offset = offset;
    }

    /** {@return the memory} */
    public Storage storage() {
        return storage;
    }

    /** {@return the element type} */
    public DType dtype() {
        return dtype;
    }

    /** {@return the sizes} */
    public Shape shape() {
        return shape;
    }

    /** {@return a copy of the strides, in elements} */
    public long[] strides() {
        return strides.clone();
    }

    /**
     * {@return the stride of an axis, in elements}
     *
     * @param axis from 0
     */
    public long stride(int axis) {
        return strides[axis];
    }

    /** {@return the offset of the first element, in elements} */
    public long offset() {
        return offset;
    }

    /** {@return the number of elements} */
    public long elements() {
        return shape.elements();
    }

    /** {@return the address of the first element} */
    public long address() {
        return storage.address() + offset * dtype.bytes();
    }

    /** {@return whether elements lie in row-major order without gaps} */
    public boolean isRowMajor() {
        return followsOrder(shape.rowMajorStrides());
    }

    /** {@return whether this has 4 axes that lie in N, H, W, C order without gaps} */
    public boolean isChannelsLast() {
        return shape.rank() == 4 && followsOrder(shape.channelsLastStrides());
    }

    private boolean followsOrder(long[] wanted) {
        for (int i = 0; i < strides.length; i++) {
            if (strides[i] != wanted[i] && shape.size(i) > 1) {
                return false;
            }
        }
        return true;
    }

    /** {@return whether the elements fill one run of memory, each exactly once, in whatever order of axes} */
    public boolean isDense() {
        if (isRowMajor() || isChannelsLast()) {
            return true;
        }
        long[][] axes = new long[shape.rank()][];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = new long[] {strides[i], shape.size(i)};
        }
        Arrays.sort(axes, (a, b) -> Long.compare(a[0], b[0]));
        long step = 1;
        for (long[] a : axes) {
            if (a[1] > 1) {
                if (a[0] != step) {
                    return false;
                }
                step *= a[1];
            }
        }
        return true;
    }

    /** {@return whether some memory belongs to more than one element, as after expanding or unfolding} */
    public boolean overlaps() {
        if (isDense()) {
            return false;
        }
        long[][] axes = new long[shape.rank()][];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = new long[] {strides[i], shape.size(i)};
        }
        Arrays.sort(axes, (a, b) -> Long.compare(a[0], b[0]));
        long last = 0;
        for (long[] a : axes) {
            if (a[1] > 1) {
                if (a[0] <= last) {
                    return true;
                }
                last += (a[1] - 1) * a[0];
            }
        }
        return false;
    }

    /**
     * {@return whether the other view has the same shape and the same strides where they matter}
     *
     * @param other another view
     */
    public boolean sameLayout(View other) {
        return shape.equals(other.shape) && followsOrder(other.strides);
    }

    /**
     * {@return this view repeated to a shape by broadcasting rules; nothing is copied}
     *
     * @param to the wanted shape
     * @throws IllegalArgumentException if it cannot be broadcast to it
     */
    public View expand(Shape to) {
        if (shape.equals(to)) {
            return this;
        }
        int lead = to.rank() - shape.rank();
        if (lead < 0) {
            throw new IllegalArgumentException(
                    "expand: shape " + shape + " cannot be expanded to " + to + ": it has more axes");
        }
        long[] s = new long[to.rank()];
        for (int i = 0; i < shape.rank(); i++) {
            if (shape.size(i) == to.size(lead + i)) {
                s[lead + i] = strides[i];
            } else if (shape.size(i) != 1) {
                throw new IllegalArgumentException("expand: shape " + shape + " cannot be expanded to " + to + ": axis "
                        + i + " has size " + shape.size(i) + ", only axes of size 1 can be repeated");
            }
        }
        return new View(storage, dtype, to, s, offset);
    }

    /**
     * {@return another shape and strides over the same memory}
     *
     * @param newShape sizes
     * @param newStrides strides in elements
     * @param newOffset offset in elements
     */
    public View as(Shape newShape, long[] newStrides, long newOffset) {
        return new View(storage, dtype, newShape, newStrides, newOffset);
    }

    @Override
    public String toString() {
        return dtype + shape.toString() + " strides " + Arrays.toString(strides) + " offset " + offset;
    }
}
