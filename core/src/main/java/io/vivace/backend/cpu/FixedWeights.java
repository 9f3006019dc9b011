package io.vivace.backend.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.vivace.backend.Binary;
import io.vivace.memory.DType;
import io.vivace.memory.Pool;
import io.vivace.memory.Shape;
import io.vivace.memory.Storage;
import io.vivace.memory.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.jspecify.annotations.Nullable;

/**
 * Weights that no longer change, and their copies in the layouts that primitives asked for. Primitives of several shapes mostly
 * ask for the same one, and all threads share it.
 */
final class FixedWeights implements AutoCloseable {
    private record Copy(memory.desc layout, Storage values) {}

    private final View plain;
    private final @Nullable View scale;
    private final long[] dims;
    private final Map<Key, Storage> byCall = new ConcurrentHashMap<>();
    private final List<Copy> copies = new ArrayList<>();
    private @Nullable View coordinates;

    /**
     * Describes weights.
     *
     * @param plain as they lie, first axis the outputs
     * @param scale factors of the outputs
     * @param dims sizes as the primitive counts them, row-major over the same elements
     */
    FixedWeights(View plain, @Nullable View scale, long... dims) {
        this.plain = plain;
        this.scale = scale;
        this.dims = dims;
    }

    View plain() {
        return plain;
    }

    /** {@return the address of the weights in the layout that a call declared} */
    long laidOut(Key key, Call call) {
        Storage known = byCall.get(key);
        return known != null ? known.address() : add(key.frozen(), call.desc(DNNL_ARG_WEIGHTS));
    }

    private synchronized long add(Key call, memory.desc layout) {
        Storage found = null;
        for (Copy copy : copies) {
            if (copy.layout.equals(layout)) {
                found = copy.values;
            }
        }
        if (found == null) {
            found = copy(layout);
            copies.add(new Copy(layout, found));
        }
        byCall.put(call, found);
        return found.address();
    }

    private Storage copy(memory.desc layout) {
        Storage to = Pool.host().allocate(layout.get_size());
        try (var scratch = new Scratch()) {
            View from = scaled(scratch);
            long[] strides = Shape.of(dims).rowMajorStrides();
            var desc = new memory.desc(dims, Onednn.type(DType.F32), strides, false);
            var pd = new reorder.primitive_desc(Onednn.engine(), desc, Onednn.engine(), layout);
            new Call(new reorder(pd), Onednn.current())
                    .arg(DNNL_ARG_FROM, desc)
                    .arg(DNNL_ARG_TO, layout)
                    .set(DNNL_ARG_FROM, from)
                    .set(DNNL_ARG_TO, to.address())
                    .run();
        }
        return to;
    }

    /** {@return the weights in the coordinates of {@link WinogradConvolution}} They take four times the memory. */
    synchronized View coordinates() {
        View u = coordinates;
        if (u == null) {
            Shape shape = WinogradConvolution.kernelShape(plain);
            Storage values = Pool.host().allocate(shape.elements() * Float.BYTES);
            u = new View(values, DType.F32, shape, shape.rowMajorStrides(), 0);
            try (var scratch = new Scratch()) {
                WinogradConvolution.kernel(scaled(scratch), false, u);
            }
            coordinates = u;
        }
        return u;
    }

    /** {@return row-major weights, multiplied by the factors} */
    private View scaled(Scratch scratch) {
        if (scale == null) {
            return scratch.inRowMajor(plain);
        }
        View w = scratch.inRowMajor(plain);
        View product = scratch.rowMajor(DType.F32, plain.shape());
        long outputs = w.shape().size(0);
        Shape rows = Shape.of(outputs, w.elements() / outputs);
        View each = scale.as(rows, new long[] {scale.stride(0), 0}, scale.offset());
        new CpuElementwise().binary(Binary.MUL, as(rows, w), each, as(rows, product));
        return product;
    }

    private static View as(Shape rows, View v) {
        return v.as(rows, rows.rowMajorStrides(), v.offset());
    }

    /** {@return how many layouts there are} */
    synchronized int layouts() {
        return copies.size();
    }

    @Override
    public synchronized void close() {
        copies.forEach(c -> c.values.release());
        if (coordinates != null) {
            coordinates.storage().release();
            coordinates = null;
        }
        copies.clear();
        byCall.clear();
    }
}
