package io.vivace.backend;

import org.jspecify.annotations.Nullable;

/**
 * What happens to the values of a product, bias included, before they are written: an activation, the sum with a tensor of the
 * result's shape, another activation. Each may be missing.
 *
 * @param first activation of the product
 * @param adds whether a tensor is added
 * @param last activation of the sum
 */
public record Finish(
        @Nullable Activation first, boolean adds, @Nullable Activation last) {
    /** Nothing. */
    public static final Finish NONE = new Finish(null, false, null);

    /**
     * An element-wise function.
     *
     * @param function {@link Unary#RELU} or {@link Unary#CLAMP}
     * @param a its first constant
     * @param b its second constant
     */
    public record Activation(Unary function, double a, double b) {
        /** Checks the function. */
        public Activation {
            if (function != Unary.RELU && function != Unary.CLAMP) {
                throw new IllegalArgumentException("a product is finished by RELU or CLAMP, got " + function);
            }
        }
    }
}
