package io.vivace.vision.transform;

import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;

/** A change of brightness: what becomes of a value, 0 (black) to 1, in a picture with a known mean. */
@FunctionalInterface
public interface Tone {
    /**
     * {@return the function of one value}
     *
     * @param mean gives the mean of the picture, all channels together, as it is before this change
     */
    DoubleUnaryOperator of(DoubleSupplier mean);

    /**
     * {@return a change that does not depend on the picture}
     *
     * @param f the function of one value
     */
    static Tone of(DoubleUnaryOperator f) {
        return mean -> f;
    }
}
