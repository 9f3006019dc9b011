package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.memory.DType;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The type in which matrix products and convolutions take their operands. Parameters, their gradients, the statistics of
 * batch norm and the loss are f32 whatever the precision (Micikevicius et al. 2018, <i>Mixed Precision Training</i>; bf16 has
 * the range of f32, so the loss needs no scaling).
 *
 * <pre>{@code
 * Tensor y = Precision.BF16.compute(() -> net.forward(x)).to(DType.F32);
 * }</pre>
 */
public enum Precision {
    /** Operands as they are. */
    F32,
    /**
     * Operands rounded to bf16, sums formed in f32, results in bf16: half the memory traffic, and up to twice the speed where
     * the processor multiplies bf16.
     */
    BF16;

    private static final Logger LOG = LoggerFactory.getLogger(Precision.class);

    /** {@return the precision of this thread's products} */
    public static Precision current() {
        return ThreadState.current().precision;
    }

    /**
     * {@return what the work returns, its products computed in this precision} The gradients of what is recorded keep to
     * the types of the forward pass.
     *
     * @param work what to run
     * @param <T> type of the result
     */
    public <T> T compute(Supplier<T> work) {
        ThreadState state = ThreadState.current();
        Precision before = state.precision;
        state.precision = this;
        try {
            return work.get();
        } finally {
            state.precision = before;
        }
    }

    /**
     * Runs work, its products computed in this precision.
     *
     * @param work what to run
     */
    public void run(Runnable work) {
        compute(() -> {
            work.run();
            return this;
        });
    }

    /** {@return this if the processor multiplies in it, else {@link #F32}, which is faster then; a line in the log says so} */
    public Precision orFaster() {
        if (this == BF16 && !Backend.current().multipliesBf16()) {
            LOG.warn("This processor has no bf16 products; computing in f32 instead, which is faster here.");
            return F32;
        }
        return this;
    }

    /** {@return the type of a product's operands and result under this thread's precision} */
    static DType ofProduct(DType a, DType b) {
        DType t = a.promote(b);
        return t == DType.F32 && ThreadState.current().precision == BF16 ? DType.BF16 : t;
    }
}
