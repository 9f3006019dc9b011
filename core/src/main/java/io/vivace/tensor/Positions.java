package io.vivace.tensor;

import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/** Computed positions along an axis. */
final class Positions {
    private Positions() {}

    /** {@return f(0) to f(n − 1) as i64} */
    static Tensor of(long n, LongUnaryOperator f) {
        long[] p = new long[Math.toIntExact(n)];
        Arrays.setAll(p, i -> f.applyAsLong(i));
        return Tensor.of(p);
    }
}
