package io.vivace.backend;

import io.vivace.memory.View;
import org.jspecify.annotations.Nullable;

/** Matrix products. */
public interface MatmulKernels {
    /**
     * c = a·b + bias, per batch entry. Transposed operands are expressed by strides.
     *
     * @param a [batch..., M, K], f32 or bf16
     * @param b [batch..., K, N] of the same type; batch axes equal those of c, or have stride 0
     * @param bias null, or expandable to the result: [N], [1, N] ...
     * @param c [batch..., M, N]
     */
    void matmul(View a, View b, @Nullable View bias, View c);
}
