package io.vivace.vision.detection;

import io.vivace.tensor.Tensor;

/**
 * What four numbers of a net make of an anchor: after tanh, the first two move its middle by up to half a cell, the others change height
 * and width by up to half (the lesson's form; there is no limit at the edges of the picture).
 */
final class AnchorBoxes {
    private AnchorBoxes() {}

    /**
     * {@return top, left, bottom, right as parts of the picture, [N, anchors, 4]}
     *
     * @param said [N, anchors, 4]
     * @param anchors as many
     */
    static Tensor of(Tensor said, Anchors anchors) {
        int n = anchors.count();
        Tensor boxes = Tensor.of(anchors.middles(), n, 4);
        Tensor half = said.tanh().mul(0.5);
        Tensor middle =
                half.narrow(2, 0, 2).mul(Tensor.of(anchors.cells(), n, 2)).add(boxes.narrow(1, 0, 2));
        Tensor reach = half.narrow(2, 2, 2).add(1).mul(boxes.narrow(1, 2, 2).mul(0.5));
        return Tensor.cat(2, middle.sub(reach), middle.add(reach));
    }
}
