package io.vivace.backend;

import io.vivace.memory.View;
import org.jspecify.annotations.Nullable;

/** A product with weights that no longer change, laid out as the device likes them. Threads may share it. */
public interface FixedProduct extends AutoCloseable {
    /**
     * y = finish(x · w + bias).
     *
     * @param x input, f32 or bf16, which is the type of the products
     * @param added what the finish adds, null if it adds nothing; type and shape of y
     * @param y result, of the type of x
     */
    void run(View x, @Nullable View added, View y);

    /** Gives the weights that were laid out back. Nobody may be running it. */
    @Override
    void close();
}
