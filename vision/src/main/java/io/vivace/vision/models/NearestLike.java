package io.vivace.vision.models;

import io.vivace.tensor.Resize;
import io.vivace.tensor.Tensor;
import io.vivace.tensor.Trace;

/** Brings what was halved and doubled back to the size it came from: pictures that cannot be halved come back larger. */
final class NearestLike {
    private NearestLike() {}

    /** {@return the values at another's height and width, each the nearest one; the same if they fit} */
    static Tensor of(Tensor x, Tensor like) {
        boolean fits = x.size(2) == like.size(2) && x.size(3) == like.size(3);
        Tensor y = fits ? x : Resize.nearest(x, like.size(2), like.size(3));
        if (Trace.isOn()) {
            Trace.step("nearestLike", y, new Tensor[] {x, like});
        }
        return y;
    }

    /** {@return both side by side in their channels, the first in the size of the second; neither is closed} */
    static Tensor beside(Tensor x, Tensor like) {
        Tensor fitted = of(x, like);
        Tensor both = Tensor.cat(1, fitted, like);
        if (fitted != x) {
            fitted.closeUnlessKept();
        }
        return both;
    }
}
