package io.vivace.memory;

import java.util.Arrays;

/** The sizes of a tensor's axes, outermost first. Immutable; a scalar has rank 0, and sizes may be 0. */
public final class Shape {
    private static final Shape SCALAR = new Shape(new long[0]);
    private final long[] dims;
    private final long elements;

    private Shape(long[] dims) {
        this.dims = dims;
        long n = 1;
        for (long d : dims) {
            if (d < 0) {
                throw new IllegalArgumentException(
                        "shape " + Arrays.toString(dims) + " has a negative size; sizes are 0 or more");
            }
            n = times(n, d, dims);
        }
        elements = n;
    }

    private static long times(long n, long d, long[] dims) {
        try {
            return Math.multiplyExact(n, d);
        } catch (ArithmeticException e) {
            throw new ArithmeticException("shape " + Arrays.toString(dims)
                    + " has more elements than any memory; check the order of its sizes");
        }
    }

    /**
     * {@return the shape with these sizes}
     *
     * @param dims sizes, outermost first
     * @throws IllegalArgumentException if one is negative
     * @throws ArithmeticException if the number of elements does not fit a long
     */
    public static Shape of(long... dims) {
        return dims.length == 0 ? SCALAR : new Shape(dims.clone());
    }

    /** {@return the number of axes} */
    public int rank() {
        return dims.length;
    }

    /** {@return the number of elements} */
    public long elements() {
        return elements;
    }

    /**
     * {@return the size of an axis}
     *
     * @param axis from 0, or from −1 backwards
     * @throws IllegalArgumentException if there is no such axis
     */
    public long size(int axis) {
        return dims[axis(axis)];
    }

    /**
     * {@return the axis counted from 0}
     *
     * @param axis from 0, or from −1 backwards
     * @throws IllegalArgumentException if there is no such axis
     */
    public int axis(int axis) {
        return axis("shape", axis);
    }

    /**
     * {@return the axis counted from 0}
     *
     * @param op name of the operation, for the message
     * @param axis from 0, or from −1 backwards
     * @throws IllegalArgumentException if there is no such axis
     */
    public int axis(String op, int axis) {
        int a = axis < 0 ? axis + dims.length : axis;
        if (a < 0 || a >= dims.length) {
            throw new IllegalArgumentException(op + ": axis " + axis + " does not exist in shape " + this + ": give "
                    + (dims.length == 0 ? "none, it is a scalar" : -dims.length + " to " + (dims.length - 1)));
        }
        return a;
    }

    /** {@return a copy of the sizes} */
    public long[] toArray() {
        return dims.clone();
    }

    /**
     * {@return this shape with one axis of another size}
     *
     * @param axis which axis, from 0 or from −1 backwards
     * @param size its new size
     */
    public Shape with(int axis, long size) {
        long[] d = dims.clone();
        d[axis(axis)] = size;
        return new Shape(d);
    }

    /** {@return the strides, in elements, of row-major (C order) memory} */
    public long[] rowMajorStrides() {
        long[] s = new long[dims.length];
        long step = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            s[i] = step;
            step *= Math.max(1, dims[i]);
        }
        return s;
    }

    /** {@return the strides, in elements, of channels-last memory: N×H×W×C order for the axes N, C, H, W} */
    public long[] channelsLastStrides() {
        if (dims.length != 4) {
            throw new IllegalArgumentException(
                    "channelsLast: memory of this order needs 4 axes [N, C, H, W], got " + this);
        }
        long c = Math.max(1, dims[1]);
        long h = Math.max(1, dims[2]);
        long w = Math.max(1, dims[3]);
        return new long[] {h * w * c, 1, w * c, c};
    }

    /**
     * {@return the shape both operands take when broadcast} Unit axes are put before the shorter shape, then axes of
     * length 1 are repeated.
     *
     * @param op name of the operation, for the message
     * @param other the other operand's shape
     * @throws IllegalArgumentException if two sizes differ and neither is 1
     */
    public Shape broadcast(String op, Shape other) {
        if (equals(other)) {
            return this;
        }
        int rank = Math.max(rank(), other.rank());
        long[] d = new long[rank];
        for (int i = 1; i <= rank; i++) {
            long a = i <= rank() ? dims[rank() - i] : 1;
            long b = i <= other.rank() ? other.dims[other.rank() - i] : 1;
            if (a != b && a != 1 && b != 1) {
                throw new IllegalArgumentException(op + ": shapes " + this + " and " + other
                        + " cannot be broadcast: axis -" + i + " has sizes " + a + " and " + b
                        + "; they must be equal, or one of them 1");
            }
            d[rank - i] = a == 1 ? b : a;
        }
        return new Shape(d);
    }

    /**
     * {@return whether broadcasting repeats this shape to exactly another}
     *
     * @param to the other shape
     */
    public boolean expandsTo(Shape to) {
        int lead = to.rank() - rank();
        if (lead < 0) {
            return false;
        }
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] != to.dims[lead + i] && dims[i] != 1) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Shape s && Arrays.equals(dims, s.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** {@return the sizes in brackets, such as {@code [8, 3, 224, 224]}} */
    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
