package io.vivace.vision.detection;

import io.vivace.learn.LossFunction;
import io.vivace.loss.Loss;
import io.vivace.loss.Loss.Reduction;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Size;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The loss of detectors with anchors, in the lesson's form. For each picture: the mean distance of edges, as parts of the picture, over the
 * anchors that are to find something, and the binary cross-entropy of all classes at all anchors, divided by the number of classes. The
 * loss of a batch is the sum over its pictures. The column of background, the last one, has no part in it: background is no class
 * at all. Focal factors are a choice.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>output</td><td>[N, anchors, 4 + classes + 1], boxes first</td></tr>
 * <tr><td>targets</td><td>those of a batch of things: boxes [N, M, 4], classes [N, M], notes [N, M], sizes [N, 2]</td></tr>
 * </table>
 */
public final class SsdLoss implements LossFunction {
    private static final double THRESHOLD = 0.4;

    private final Function<Size, Anchors> anchors;
    private final int classes;
    private final double threshold;
    private final @Nullable Focal focal;
    private final boolean averaged;

    private SsdLoss(
            Function<Size, Anchors> anchors, int classes, double threshold, @Nullable Focal focal, boolean averaged) {
        this.anchors = anchors;
        this.classes = classes;
        this.threshold = threshold;
        this.focal = focal;
        this.averaged = averaged;
    }

    /**
     * {@return the loss, with a threshold of 0.4 for anchors}
     *
     * @param anchors of the net for pictures of a size
     * @param classes without background
     */
    public static SsdLoss of(Function<Size, Anchors> anchors, int classes) {
        return new SsdLoss(anchors, classes, THRESHOLD, null, false);
    }

    /**
     * {@return the loss with another threshold}
     *
     * @param overlap above which an anchor is to find a thing, 0 to 1
     */
    public SsdLoss threshold(double overlap) {
        return new SsdLoss(anchors, classes, overlap, focal, averaged);
    }

    /**
     * {@return the focal loss (Lin et al. 2017)}
     *
     * @param alpha share of anchors that are to find something; the paper's is 0.25
     * @param gamma how fast clear cases fade; the paper's is 2, the lesson's code has 1
     */
    public SsdLoss focal(double alpha, double gamma) {
        return new SsdLoss(anchors, classes, threshold, new Focal(alpha, gamma), averaged);
    }

    /**
     * {@return the loss of a batch as the mean over its pictures} The lesson's is their sum, which ties it, but not what Adam makes of it, to
     * the size of batches.
     */
    public SsdLoss averaged() {
        return new SsdLoss(anchors, classes, threshold, focal, true);
    }

    @Override
    public String name() {
        return focal == null ? "SSD" : "SSD, focal";
    }

    @Override
    public Tensor of(Tensor output, List<Tensor> targets) {
        Tensor items = ofItems(output, targets);
        return averaged ? items.mean() : items.sum();
    }

    @Override
    public Tensor ofItems(Tensor output, List<Tensor> targets) {
        Wanted wanted = wanted(output, targets);
        return boxes(output, wanted).add(classes(output, wanted));
    }

    /**
     * {@return the part of the boxes for each picture, [N]}
     *
     * @param output of the net
     * @param targets of the batch
     */
    public Tensor boxes(Tensor output, List<Tensor> targets) {
        return boxes(output, wanted(output, targets));
    }

    /**
     * {@return the part of the classes for each picture, [N]}
     *
     * @param output of the net
     * @param targets of the batch
     */
    public Tensor classes(Tensor output, List<Tensor> targets) {
        return classes(output, wanted(output, targets));
    }

    private Wanted wanted(Tensor output, List<Tensor> targets) {
        return Wanted.of(targets, anchors, threshold, classes, output.shape());
    }

    private Tensor boxes(Tensor output, Wanted wanted) {
        Tensor said = AnchorBoxes.of(output.narrow(2, 0, 4), wanted.anchors());
        return said.sub(wanted.boxes()).abs().mul(wanted.shares()).sum(1, 2);
    }

    private Tensor classes(Tensor output, Wanted wanted) {
        Tensor logits = output.narrow(2, 4, classes);
        Tensor weights = focal == null ? null : focal.weights(logits, wanted.marks());
        Tensor each = Loss.bceWithLogits(logits, wanted.marks(), null, null, Reduction.NONE);
        return (weights == null ? each : each.mul(weights)).sum(1, 2).mul(1.0 / classes);
    }
}
