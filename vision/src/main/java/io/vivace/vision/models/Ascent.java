package io.vivace.vision.models;

import io.vivace.nn.Module;
import io.vivace.tensor.Tensor;
import java.util.List;

/** The way of a U-Net from a body's small output back to the picture. What was read is given back at once. */
final class Ascent {
    private Ascent() {}

    /**
     * {@return what comes out of the last block} Each block reads what comes from below and what the encoder saw in its place.
     *
     * @param from what comes from the body; it is closed
     * @param blocks with two inputs each, the lowest first
     * @param seen as {@link Encoder#run} gives it, emptied from its end and closed
     * @param picture which stays, even if it was seen
     */
    static Tensor of(Tensor from, List<? extends Module> blocks, List<Tensor> seen, Tensor picture) {
        Tensor x = from;
        for (Module block : blocks) {
            Tensor skip = seen.remove(seen.size() - 1);
            Tensor y = block.forward(List.of(x, skip));
            x.closeUnlessKept();
            if (skip != picture) {
                skip.closeUnlessKept();
            }
            x = y;
        }
        return x;
    }

    /** {@return the output of a layer that reads what is needed no more} */
    static Tensor then(Module layer, Tensor x) {
        Tensor y = layer.forward(x);
        if (y != x) {
            x.closeUnlessKept();
        }
        return y;
    }

    /** {@return the values at a picture's height and width, each the nearest one; the others are given back} */
    static Tensor fitted(Tensor x, Tensor picture) {
        Tensor y = NearestLike.of(x, picture);
        if (y != x) {
            x.closeUnlessKept();
        }
        return y;
    }
}
