package io.vivace.vision.detection;

import io.vivace.nn.Conv2d;
import io.vivace.nn.Layers;
import io.vivace.nn.Module;
import io.vivace.tensor.Resize;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.models.Body;
import io.vivace.vision.models.Rebuildable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A detector for small things, too, beyond the lessons: a feature pyramid (Lin et al. 2017, "Feature Pyramid Networks"). What the body
 * knows on its fine grids is joined, by 1×1 convolutions and from the top down, with what it knows on coarse ones, enlarged by
 * repeating pixels; coarser grids down to 1×1 are added by convolutions with stride 2. Anchors stand on all of them. Every grid has outputs of
 * its own, or all share theirs, as in RetinaNet (Lin et al. 2017, "Focal Loss"), which then go without batch norm, because grids differ in
 * their statistics.
 *
 * <pre>{@code
 * var net = PyramidSsd.on(Body.of(SqueezeNet.squeezenet11()), 3, Size.square(128));    // grids 15, 7, 4, 2, 1
 * }</pre>
 */
public final class PyramidSsd extends Module implements Detector, Rebuildable {
    private static final double[][] RATIOS = {{1, 1}, {1, .5}, {.5, 1}};

    /** What can be chosen. */
    record Plan(int classes, int finest, int width, double dropout, double bias, boolean shared, Anchors shapes) {
        Plan {
            Bounds.require(classes, shapes);
            Bounds.require("cells on a side of the finest grid", finest, Bounds.MOST_CELLS);
            Bounds.require("channels on a grid", width, Bounds.MOST_WIDTH);
        }
    }

    private final Body body;
    private final Size shown;
    private final Plan plan;
    private final Levels levels;
    private final List<Module> sides = new ArrayList<>();
    private final List<Module> smooth = new ArrayList<>();
    private final List<Module> coarser = new ArrayList<>();
    private final List<Module> outputs = new ArrayList<>();
    private final KnownAnchors known;

    private PyramidSsd(Body body, Size shown, Plan plan, Levels levels) {
        this.body = body;
        this.shown = shown;
        this.plan = plan;
        this.levels = levels;
        known = new KnownAnchors(plan.shapes);
        child("body", body.net());
        for (int i = 0; i < levels.count(); i++) {
            sides.add(child("side" + i, Conv2d.of(levels.channels(i), plan.width, 1)));
            smooth.add(child("smooth" + i, Conv2d.of(plan.width, plan.width, 3)));
        }
        Size at = levels.grid(levels.count() - 1);
        while (Math.max(at.height(), at.width()) > 1) {
            at = SsdHead.half(at);
            coarser.add(child("coarser" + coarser.size(), Blocks.normed(plan.width, plan.width, 2, plan.dropout)));
        }
        int grids = levels.count() + coarser.size();
        Module one = plan.shared ? child("out", output()) : null;
        for (int i = 0; i < grids; i++) {
            outputs.add(one != null ? one : child("out" + i, output()));
        }
    }

    private Module output() {
        Module before = plan.shared
                ? Layers.sequential(Conv2d.of(plan.width, plan.width, 3), Layers.relu())
                : Blocks.normed(plan.width, plan.width, 1, plan.dropout);
        return Layers.sequential(before, new AnchorOutputs(plan.width, plan.shapes.perCell(), plan.classes, plan.bias));
    }

    /**
     * {@return a net whose finest grid has at most 16 cells on a side, with nine anchors on each cell}
     *
     * @param body from pictures to features
     * @param classes without background
     * @param shown size of the pictures as the net will see them
     */
    public static PyramidSsd on(Body body, int classes, Size shown) {
        Anchors nine = Anchors.grids(1).zooms(.7, 1, 1.3).ratios(RATIOS);
        return of(body, shown, new Plan(classes, 16, 128, 0.1, -4, false, nine));
    }

    static PyramidSsd of(Body body, Size shown, Plan plan) {
        return new PyramidSsd(body, shown, plan, Levels.of(body, shown, plan.finest));
    }

    /**
     * {@return a new net, without values, whose finest grid is another}
     *
     * @param cells most cells of a side, 1 to 64; the body's coarsest grid is there in any case
     */
    public PyramidSsd finest(int cells) {
        return of(
                body,
                shown,
                new Plan(plan.classes, cells, plan.width, plan.dropout, plan.bias, plan.shared, plan.shapes));
    }

    /**
     * {@return a new net, without values, with more or fewer channels on all grids}
     *
     * @param channels 128 at first; the paper's are 256; at most 4096
     */
    public PyramidSsd width(int channels) {
        return of(
                body,
                shown,
                new Plan(plan.classes, plan.finest, channels, plan.dropout, plan.bias, plan.shared, plan.shapes));
    }

    /** {@return a new net, without values, whose grids share their outputs} */
    public PyramidSsd shared() {
        return of(
                body,
                shown,
                new Plan(plan.classes, plan.finest, plan.width, plan.dropout, plan.bias, true, plan.shapes));
    }

    /**
     * {@return a new net, without values, with other anchors on each cell}
     *
     * @param shapes whose zooms and ratios are taken; their grids do not matter
     */
    public PyramidSsd anchors(Anchors shapes) {
        return of(
                body,
                shown,
                new Plan(plan.classes, plan.finest, plan.width, plan.dropout, plan.bias, plan.shared, shapes));
    }

    @Override
    public @Nullable Architecture architecture() {
        Architecture a = DetectionNets.of(DetectionNets.PYRAMID, body, shown, plan.classes, plan.shapes);
        return a == null
                ? null
                : a.with("finest", plan.finest)
                        .with("width", plan.width)
                        .with("dropout", plan.dropout)
                        .with("bias", plan.bias)
                        .with("shared", plan.shared);
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
        return children().entrySet().stream()
                .filter(e -> !e.getKey().equals("body"))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public Anchors anchors(Size size) {
        return known.on(size, () -> {
            Levels there = Levels.at(body, size, levels);
            return withCoarser(
                    IntStream.range(0, there.count()).mapToObj(there::grid).toList());
        });
    }

    /** {@return all grids where these are those of the body} */
    private List<Size> withCoarser(List<Size> ofBody) {
        List<Size> grids = new ArrayList<>(ofBody);
        for (int i = 0; i < coarser.size(); i++) {
            grids.add(SsdHead.half(grids.get(grids.size() - 1)));
        }
        return grids;
    }

    @Override
    protected Tensor compute(Tensor x) {
        List<Tensor> seen = levels.run(x);
        known.on(
                KnownAnchors.sizeOf(x),
                () -> withCoarser(seen.stream().map(KnownAnchors::sizeOf).toList()));
        List<Tensor> grids = down(seen);
        Tensor last = grids.get(grids.size() - 1);
        for (Module m : coarser) {
            last = m.forward(last);
            grids.add(last);
        }
        List<Tensor> said = new ArrayList<>();
        for (int i = 0; i < grids.size(); i++) {
            said.add(outputs.get(i).forward(grids.get(i)));
            grids.get(i).closeUnlessKept();
        }
        return SsdHead.joined(said);
    }

    /** {@return the grids of the body, fine ones first, each with what is known on all coarser ones} */
    private List<Tensor> down(List<Tensor> seen) {
        Tensor[] grids = new Tensor[seen.size()];
        Tensor above = null;
        for (int i = seen.size() - 1; i >= 0; i--) {
            Tensor own = sides.get(i).forward(seen.get(i));
            seen.get(i).closeUnlessKept();
            if (above != null) {
                Tensor side = own;
                Tensor enlarged = Resize.nearest(above, side.size(2), side.size(3));
                own = side.add(enlarged);
                side.closeUnlessKept();
                enlarged.closeUnlessKept();
                above.closeUnlessKept();
            }
            grids[i] = smooth.get(i).forward(own);
            above = own;
        }
        if (above != null) {
            above.closeUnlessKept();
        }
        return new ArrayList<>(List.of(grids));
    }
}
