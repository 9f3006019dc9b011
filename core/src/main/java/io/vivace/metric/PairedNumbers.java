package io.vivace.metric;

import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;
import java.util.Arrays;

/** Numbers that were said and numbers that were wanted, one by one. */
final class PairedNumbers {
    /** Takes a pair. */
    interface Visitor {
        void visit(double output, double target);
    }

    private PairedNumbers() {}

    /** Visits all pairs in row-major order. Axes of size 1 make no difference. */
    static void visit(Tensor output, Tensor target, Visitor visitor) {
        if (!Arrays.equals(plain(output.shape()), plain(target.shape()))) {
            throw new IllegalArgumentException("the output is " + output.shape() + ", the target " + target.shape()
                    + "; there must be one number in the target for each of the output, in the same order");
        }
        float[] x = output.toFloatArray();
        float[] y = target.toFloatArray();
        for (int i = 0; i < x.length; i++) {
            visitor.visit(x[i], y[i]);
        }
    }

    private static long[] plain(Shape shape) {
        return Arrays.stream(shape.toArray()).filter(d -> d != 1).toArray();
    }
}
