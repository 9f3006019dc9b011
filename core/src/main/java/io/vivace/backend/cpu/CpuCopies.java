package io.vivace.backend.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;

import io.vivace.backend.CopyKernels;
import io.vivace.memory.Address;
import io.vivace.memory.BFloat16;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import java.util.Arrays;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.Pointer;

/** Copies by memcpy, by oneDNN's reorder between float layouts, or row by row. */
final class CpuCopies implements CopyKernels {
    static final CpuCopies INSTANCE = new CpuCopies();

    private enum Op {
        REORDER
    }

    private CpuCopies() {}

    @Override
    public void copy(View from, View to) {
        if (to.elements() == 0) {
            return;
        }
        if (from.dtype() == to.dtype() && from.sameLayout(to) && to.isDense()) {
            Pointer.memcpy(
                    new Address().at(to.address()),
                    new Address().at(from.address()),
                    to.elements() * to.dtype().bytes());
        } else if (from.sameLayout(to)
                && to.isDense()
                && from.dtype().isFloating()
                && to.dtype().isFloating()) {
            reorder(inARow(from), inARow(to));
        } else if (reorderable(from) && reorderable(to)) {
            reorder(withoutUnits(from), withoutUnits(to));
        } else {
            byRows(from, to);
        }
    }

    /** oneDNN takes layouts in which every axis spans its inner neighbour completely, so no steps that cut it short. */
    private static boolean reorderable(View v) {
        if (!v.dtype().isFloating() || v.elements() < 64) {
            return false;
        }
        View real = withoutUnits(v);
        int[] axes = AxisOrder.byStride(real).axes();
        long span = 1;
        for (int i = axes.length - 1; i >= 0; i--) {
            long stride = real.stride(axes[i]);
            if (stride < span) {
                return false;
            }
            span = stride * real.shape().size(axes[i]);
        }
        return true;
    }

    /** {@return all elements as they lie in memory: with axes, oneDNN takes the innermost for a line, and few channels are a short one} */
    private static View inARow(View dense) {
        return dense.as(Shape.of(dense.elements()), new long[] {1}, dense.offset());
    }

    /** {@return the view without axes of size 1, whose strides mean nothing and may offend oneDNN} */
    private static View withoutUnits(View v) {
        int rank = v.shape().rank();
        long[] dims = new long[rank];
        long[] strides = new long[rank];
        int n = 0;
        for (int i = 0; i < rank; i++) {
            if (v.shape().size(i) != 1) {
                dims[n] = v.shape().size(i);
                strides[n++] = v.stride(i);
            }
        }
        return v.as(Shape.of(Arrays.copyOf(dims, n)), Arrays.copyOf(strides, n), v.offset());
    }

    private static void reorder(View from, View to) {
        Onednn dnn = Onednn.current();
        dnn.call(dnn.key(Op.REORDER).add(from).add(to), () -> {
                    var pd = new reorder.primitive_desc(
                            Onednn.engine(), Onednn.desc(from), Onednn.engine(), Onednn.desc(to));
                    return new Call(new reorder(pd), dnn)
                            .arg(DNNL_ARG_FROM, pd.src_desc())
                            .arg(DNNL_ARG_TO, pd.dst_desc());
                })
                .set(DNNL_ARG_FROM, from)
                .set(DNNL_ARG_TO, to)
                .run();
    }

    private static void byRows(View from, View to) {
        Rows rows = Rows.of(from, to);
        Elements in = Elements.of(from);
        Elements out = Elements.of(to);
        int a = rows.step(0);
        int b = rows.step(1);
        if (from.dtype().isFloating()) {
            float[] row = new float[rows.longest()];
            rows.each((at, n) -> {
                in.read(at[0], a, row, n);
                out.write(at[1], b, row, n);
            });
        } else {
            long[] row = new long[rows.longest()];
            rows.each((at, n) -> {
                in.read(at[0], a, row, n);
                out.write(at[1], b, row, n);
            });
        }
    }

    @Override
    public void fill(View to, double value) {
        if (to.elements() == 0) {
            return;
        }
        if (to.isDense() && (value == 0 || to.dtype().bytes() == 1)) {
            int b = to.dtype() == DType.BOOL ? (value != 0 ? 1 : 0) : (int) (long) value & 0xff;
            Pointer.memset(
                    new Address().at(to.address()),
                    b,
                    to.elements() * to.dtype().bytes());
            return;
        }
        Rows rows = Rows.of(to);
        Elements out = Elements.of(to);
        int step = rows.step(0);
        if (to.dtype().isFloating()) {
            float[] row = new float[rows.longest()];
            float v = to.dtype() == DType.BF16 ? BFloat16.toFloat(BFloat16.fromFloat((float) value)) : (float) value;
            Arrays.fill(row, v);
            rows.each((at, n) -> out.write(at[0], step, row, n));
        } else {
            long[] row = new long[rows.longest()];
            Arrays.fill(row, to.dtype() == DType.BOOL && value != 0 ? 1 : (long) value);
            rows.each((at, n) -> out.write(at[0], step, row, n));
        }
    }
}
