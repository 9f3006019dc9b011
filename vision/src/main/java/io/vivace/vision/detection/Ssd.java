package io.vivace.vision.detection;

import io.vivace.nn.Module;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.models.Body;
import io.vivace.vision.models.Rebuildable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lessons' single-shot detectors (after Liu et al. 2016) on any body, for pictures of any size: {@link #grid4} with one anchor on each
 * cell of a grid of 4×4, and {@link #multiScale} with nine on each cell of 4×4, 2×2 and 1×1. How many blocks halve the body's grid
 * until it is that coarse depends on the body and on the size of the pictures. On a ResNet-34 and pictures of 224×224 the heads
 * have the lessons' 1,828,633 and 4,508,067 parameters; an output on the first block, which the lesson's code builds and does not use, is
 * not built.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, channels, H, W]</td></tr>
 * <tr><td>output</td><td>[N, anchors, 4 + classes + 1], the box first, background last</td></tr>
 * </table>
 *
 * <pre>{@code
 * var ssd = Ssd.multiScale(Body.of(ResNet.resnet34()), data.classes().size(), Size.square(224));
 * VisionLearner.of(data, ssd)                                   // with the loss of the net; or .loss(ssd.loss().focal(.25, 2))
 * }</pre>
 */
public final class Ssd extends Module implements Detector, Rebuildable {
    private static final double[][] RATIOS = {{1, 1}, {1, .5}, {.5, 1}};

    /**
     * What can be chosen.
     *
     * @param classes without background
     * @param firstDropout behind the body
     * @param dropout in blocks
     * @param bias with which classes start
     * @param finest most cells of a side of a grid that is said something about
     * @param downToOne whether something is said about all coarser grids, too
     * @param shapes of the anchors on each cell; their grids do not matter
     */
    record Plan(
            int classes,
            double firstDropout,
            double dropout,
            double bias,
            int finest,
            boolean downToOne,
            Anchors shapes) {
        Plan {
            Bounds.require(classes, shapes);
            Bounds.require("cells on a side of the finest grid", finest, Bounds.MOST_CELLS);
        }
    }

    private final Body body;
    private final Plan plan;
    private final Size shown;
    private final SsdHead head;
    private final KnownAnchors known;

    private Ssd(Body body, Plan plan, Size shown) {
        this.body = body;
        this.plan = plan;
        this.shown = shown;
        known = new KnownAnchors(plan.shapes);
        Features features = Features.of(body, shown);
        child("body", body.net());
        head = child("head", new SsdHead(plan, features.channels(), features.grid()));
    }

    /**
     * {@return the first lesson's net: one anchor, as large as its cell, on each cell of the finest grid of at most 4×4}
     *
     * @param body from pictures to features
     * @param classes without background
     * @param shown size of the pictures as the net will see them
     */
    public static Ssd grid4(Body body, int classes, Size shown) {
        return new Ssd(body, new Plan(classes, 0.25, 0.1, -3, 4, false, Anchors.grids(4)), shown);
    }

    /**
     * {@return the second lesson's net: nine anchors on each cell of the finest grid of at most 4×4 and of all coarser ones}
     *
     * @param body from pictures to features
     * @param classes without background
     * @param shown size of the pictures as the net will see them
     */
    public static Ssd multiScale(Body body, int classes, Size shown) {
        Anchors nine = Anchors.grids(4).zooms(.7, 1, 1.3).ratios(RATIOS);
        return new Ssd(body, new Plan(classes, 0.4, 0.4, -4, 4, true, nine), shown);
    }

    /**
     * {@return a new net, without values, with other anchors on each cell}
     *
     * @param shapes whose zooms and ratios are taken; their grids do not matter
     */
    public Ssd anchors(Anchors shapes) {
        return new Ssd(
                body,
                new Plan(plan.classes, plan.firstDropout, plan.dropout, plan.bias, plan.finest, plan.downToOne, shapes),
                shown);
    }

    /**
     * {@return a new net, without values, with other dropout}
     *
     * @param first behind the body
     * @param blocks in blocks
     */
    public Ssd dropout(double first, double blocks) {
        return new Ssd(
                body,
                new Plan(plan.classes, first, blocks, plan.bias, plan.finest, plan.downToOne, plan.shapes),
                shown);
    }

    /**
     * {@return a new net, without values, whose finest grid is another}
     *
     * @param cells most cells of a side, 1 to 64
     */
    public Ssd finest(int cells) {
        return new Ssd(
                body,
                new Plan(plan.classes, plan.firstDropout, plan.dropout, plan.bias, cells, plan.downToOne, plan.shapes),
                shown);
    }

    static Ssd of(Body body, Plan plan, Size shown) {
        return new Ssd(body, plan, shown);
    }

    @Override
    public @Nullable Architecture architecture() {
        Architecture a = DetectionNets.of(DetectionNets.SSD, body, shown, plan.classes, plan.shapes);
        return a == null
                ? null
                : a.with("first_dropout", plan.firstDropout)
                        .with("dropout", plan.dropout)
                        .with("bias", plan.bias)
                        .with("finest", plan.finest)
                        .with("down_to_one", plan.downToOne);
    }

    @Override
    public int classes() {
        return plan.classes;
    }

    @Override
    public Body body() {
        return body;
    }

    @Override
    public List<Module> head() {
        return List.of(head);
    }

    @Override
    public Anchors anchors(Size shown) {
        return known.on(shown, () -> head.grids(Features.of(body, shown).grid()));
    }

    @Override
    protected Tensor compute(Tensor x) {
        Tensor seen = body.net().forward(x);
        known.on(KnownAnchors.sizeOf(x), () -> head.grids(KnownAnchors.sizeOf(seen)));
        Tensor said = head.forward(seen);
        seen.closeUnlessKept();
        return said;
    }
}
