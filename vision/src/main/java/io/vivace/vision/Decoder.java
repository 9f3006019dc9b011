package io.vivace.vision;

import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Size;

/**
 * Tells what the numbers of a net mean.
 *
 * @param <V> what they say about one picture
 */
@FunctionalInterface
public interface Decoder<V> {
    /**
     * {@return what a net says about one picture, as the net sees it}
     *
     * @param said output for the picture, without the axis of items, after the activation of the loss
     * @param shown size of the picture as the net sees it
     */
    V decode(Tensor said, Size shown);
}
