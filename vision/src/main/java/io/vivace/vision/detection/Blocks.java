package io.vivace.vision.detection;

import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Dropout;
import io.vivace.nn.Layers;
import io.vivace.nn.Module;

/** What detectors are built of. */
final class Blocks {
    private Blocks() {}

    /** {@return the lesson's block: convolution 3×3 with bias, ReLU, batch norm, dropout} */
    static Module std(int in, int out, int stride, double dropout) {
        return Layers.sequential(
                Conv2d.of(in, out, 3).stride(stride), Layers.relu(), BatchNorm2d.of(out), Dropout.of(dropout));
    }

    /**
     * {@return convolution 3×3 with bias, batch norm, ReLU, dropout} The lesson's order does not suit grids of one cell: a channel that the
     * ReLU keeps silent in all of a batch has no spread, and one picture that wakes it is then blown up.
     */
    static Module normed(int in, int out, int stride, double dropout) {
        return Layers.sequential(
                Conv2d.of(in, out, 3).stride(stride), BatchNorm2d.of(out), Layers.relu(), Dropout.of(dropout));
    }
}
