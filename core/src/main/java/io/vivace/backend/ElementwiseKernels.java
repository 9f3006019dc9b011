package io.vivace.backend;

import io.vivace.memory.View;

/** Arithmetic element by element. Results may share memory with an operand of the same layout. */
public interface ElementwiseKernels {
    /**
     * y = f(x).
     *
     * @param op the function
     * @param a its first constant
     * @param b its second constant
     * @param x floating operand
     * @param y result of the same shape and type
     */
    void unary(Unary op, double a, double b, View x, View y);

    /**
     * dx = dy · f′.
     *
     * @param op the function
     * @param a its first constant
     * @param b its second constant
     * @param saved x, or y where the function {@link Unary#usesOutput() uses its output}
     * @param dy gradient of the result
     * @param dx gradient of the operand
     */
    void unaryBackward(Unary op, double a, double b, View saved, View dy, View dx);

    /**
     * c = a ∘ b.
     *
     * @param op the function
     * @param a left operand, expanded to the result's shape (strides 0 where repeated)
     * @param b right operand, likewise, of the same type
     * @param c result of the operands' type, or bool for comparisons
     */
    void binary(Binary op, View a, View b, View c);

    /**
     * c = condition ? a : b.
     *
     * @param condition bool, expanded
     * @param a taken where true, expanded
     * @param b taken where false, expanded
     * @param c result
     */
    void where(View condition, View a, View b, View c);

    /**
     * y = x · scale, or x · 0 with a probability. What is dropped depends only on the key and on the element's place in the
     * memory of y, so the same call with a gradient in place of x is the backward half.
     *
     * @param x floating operand
     * @param p probability of dropping
     * @param scale factor of what is kept
     * @param key 64 random bits
     * @param y result of the same shape and type, dense
     */
    void dropout(View x, double p, double scale, long key, View y);
}
