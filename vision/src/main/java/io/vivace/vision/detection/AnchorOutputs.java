package io.vivace.vision.detection;

import io.vivace.nn.Conv2d;
import io.vivace.nn.Init;
import io.vivace.nn.Module;
import io.vivace.tensor.Tensor;

/**
 * The last layers of a grid: one convolution for boxes and one for classes, read row by row, column by column, anchor by anchor, which is
 * the order of {@link Anchors}.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, in, rows, columns]</td></tr>
 * <tr><td>output</td><td>[N, rows · columns · perCell, 4 + classes + 1]</td></tr>
 * </table>
 */
final class AnchorOutputs extends Module {
    private final int labels;
    private final Module toLabels;
    private final Module toBoxes;

    /**
     * Makes the layers.
     *
     * @param in channels
     * @param perCell anchors on a cell
     * @param classes without background
     * @param bias with which the classes start: negative, as most anchors see none
     */
    AnchorOutputs(int in, int perCell, int classes, double bias) {
        labels = classes + 1;
        toLabels = child(
                "classes", Conv2d.of(in, (long) labels * perCell, 3).starting(Init.pytorch(), Init.constant(bias)));
        toBoxes = child("boxes", Conv2d.of(in, 4L * perCell, 3));
    }

    @Override
    protected Tensor compute(Tensor x) {
        Tensor boxes = byAnchor(toBoxes.forward(x), 4);
        Tensor said = byAnchor(toLabels.forward(x), labels);
        Tensor both = Tensor.cat(2, boxes, said);
        boxes.closeUnlessKept();
        said.closeUnlessKept();
        return both;
    }

    private static Tensor byAnchor(Tensor grid, int numbers) {
        long anchors = grid.elements() / grid.size(0) / numbers;
        Tensor rows = grid.permute(0, 2, 3, 1).reshape(grid.size(0), anchors, numbers);
        grid.closeUnlessKept();
        return rows;
    }
}
