package io.vivace.backend.cpu;

import io.vivace.memory.DType;
import io.vivace.memory.Pool;
import io.vivace.memory.Shape;
import io.vivace.memory.Storage;
import io.vivace.memory.View;
import java.util.ArrayList;
import java.util.List;

/** Temporary memory of one kernel call, given back when it ends. */
final class Scratch implements AutoCloseable {
    private final List<Storage> taken = new ArrayList<>(2);

    Storage bytes(long n) {
        Storage s = Pool.host().allocate(n);
        taken.add(s);
        return s;
    }

    View make(DType t, Shape shape, long[] strides) {
        return new View(bytes(shape.elements() * t.bytes()), t, shape, strides, 0);
    }

    View rowMajor(DType t, Shape shape) {
        return make(t, shape, shape.rowMajorStrides());
    }

    View channelsLast(DType t, Shape shape) {
        return make(t, shape, shape.channelsLastStrides());
    }

    /** {@return the view itself if its layout is that of the model, else a copy that has it} */
    View inLayoutOf(View model, View v) {
        if (v.sameLayout(model)) {
            return v;
        }
        View copy = make(v.dtype(), v.shape(), model.strides());
        CpuCopies.INSTANCE.copy(v, copy);
        return copy;
    }

    /** {@return the view itself if its elements fill one run of memory, else a row-major copy} */
    View dense(View v) {
        return v.isDense() ? v : rowMajorCopy(v);
    }

    /** {@return the view itself if row-major, else a row-major copy} */
    View inRowMajor(View v) {
        return v.isRowMajor() ? v : rowMajorCopy(v);
    }

    /** {@return the view itself if channels-last, else a channels-last copy} */
    View inChannelsLast(View v) {
        if (v.isChannelsLast()) {
            return v;
        }
        View copy = make(v.dtype(), v.shape(), v.shape().channelsLastStrides());
        CpuCopies.INSTANCE.copy(v, copy);
        return copy;
    }

    /** {@return the view itself if of this type, else a converted copy of the same layout} */
    View as(DType t, View v) {
        if (v.dtype() == t) {
            return v;
        }
        View copy = v.isDense() ? make(t, v.shape(), v.strides()) : rowMajor(t, v.shape());
        CpuCopies.INSTANCE.copy(v, copy);
        return copy;
    }

    private View rowMajorCopy(View v) {
        View copy = rowMajor(v.dtype(), v.shape());
        CpuCopies.INSTANCE.copy(v, copy);
        return copy;
    }

    @Override
    public void close() {
        taken.forEach(Storage::release);
    }
}
