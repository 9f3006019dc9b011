package io.vivace.backend.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.reduction;

/**
 * Sums of the rows of a dense matrix by oneDNN's reduction, at the speed of memory. Long rows are summed in pieces whose
 * sums are added in double precision.
 */
final class RowSums {
    private static final int PIECE = 1024;

    private enum Op {
        SUM
    }

    private RowSums() {}

    /** {@return the sum of each row of n elements, of memory that holds rows · n elements} */
    static double[] of(View dense, int rows, long n) {
        double[] sums = new double[rows];
        if (n > PIECE && n % PIECE == 0) {
            add(run(dense, 0, Math.toIntExact(rows * n / PIECE), PIECE), sums);
        } else if (n > PIECE && rows == 1) {
            long tail = n % PIECE;
            add(run(dense, 0, Math.toIntExact(n / PIECE), PIECE), sums);
            add(run(dense, n - tail, 1, tail), sums);
        } else {
            add(run(dense, 0, rows, n), sums);
        }
        return sums;
    }

    private static void add(float[] parts, double[] sums) {
        int each = parts.length / sums.length;
        for (int i = 0; i < parts.length; i++) {
            sums[i / each] += parts[i];
        }
    }

    /** {@return whether all elements are finite; very large ones may make it say no} */
    static boolean finite(View dense) {
        return Double.isFinite(of(dense, 1, dense.elements())[0]);
    }

    private static float[] run(View v, long from, int rows, long n) {
        View x = v.as(Shape.of(rows, n), new long[] {n, 1}, v.offset() + from);
        if (n == 1) { // oneDNN has no reduction of nothing
            float[] out = new float[rows];
            Elements.of(x).read(x.offset(), 1, out, rows);
            return out;
        }
        try (var scratch = new Scratch()) {
            View y = scratch.rowMajor(DType.F32, Shape.of(rows, 1));
            Onednn dnn = Onednn.current();
            dnn.call(dnn.key(Op.SUM).add(x), () -> {
                        var pd = new reduction.primitive_desc(
                                Onednn.engine(), algorithm.reduction_sum, Onednn.desc(x), Onednn.desc(y), 0, 0);
                        return new Call(new reduction(pd), dnn)
                                .arg(DNNL_ARG_SRC, pd.src_desc())
                                .arg(DNNL_ARG_DST, pd.dst_desc());
                    })
                    .set(DNNL_ARG_SRC, x)
                    .set(DNNL_ARG_DST, y)
                    .run();
            float[] out = new float[rows];
            y.storage().window(0, rows * 4L).asFloatBuffer().get(out);
            return out;
        }
    }
}
