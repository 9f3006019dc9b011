package io.vivace.backend.cpu;

import io.vivace.memory.Shape;
import io.vivace.memory.View;

/**
 * The order in which a dense view's axes lie in memory. oneDNN recognises layouts by their strides, also those of axes of
 * size 1, which mean nothing; here they get the values that belong to the order, so that one layout has one description.
 *
 * @param axes outermost first
 */
record AxisOrder(int[] axes) {
    static AxisOrder of(View dense) {
        if (!dense.isRowMajor() && dense.isChannelsLast()) {
            return new AxisOrder(new int[] {0, 2, 3, 1});
        }
        return byStride(dense);
    }

    /** {@return the axes by falling stride; equals keep their order} */
    static AxisOrder byStride(View v) {
        Integer[] axes = new Integer[v.shape().rank()];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = i;
        }
        if (!v.isRowMajor()) {
            java.util.Arrays.sort(axes, (a, b) -> Long.compare(v.stride(b), v.stride(a)));
        }
        return new AxisOrder(java.util.Arrays.stream(axes).mapToInt(i -> i).toArray());
    }

    private long[] strides(Shape shape) {
        long[] s = new long[axes.length];
        long step = 1;
        for (int i = axes.length - 1; i >= 0; i--) {
            s[axes[i]] = step;
            step *= shape.size(axes[i]);
        }
        return s;
    }

    /** {@return the same memory; the view must be dense in this order} */
    View dense(View v) {
        return v.as(v.shape(), strides(v.shape()), v.offset());
    }

    /** {@return the view with size 1 on the axes it repeats, dense in this order; copied if it is not so already} */
    View repeated(Scratch scratch, View v) {
        long[] dims = v.shape().toArray();
        for (int i = 0; i < dims.length; i++) {
            dims[i] = v.stride(i) == 0 ? 1 : dims[i];
        }
        Shape shape = Shape.of(dims);
        View part = v.as(shape, v.strides(), v.offset());
        View wanted = v.as(shape, strides(shape), v.offset());
        if (part.sameLayout(wanted)) {
            return wanted;
        }
        View copy = scratch.make(v.dtype(), shape, strides(shape));
        CpuCopies.INSTANCE.copy(part, copy);
        return copy;
    }
}
