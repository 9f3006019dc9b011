package io.vivace.vision.detection;

import io.vivace.learn.LossFunction;
import io.vivace.metric.Metric;
import io.vivace.tensor.Tensor;
import io.vivace.vision.Canvas;
import io.vivace.vision.Target;
import io.vivace.vision.TargetPlan;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Sketch;
import java.util.List;

/**
 * Where the one thing of a picture is: four numbers, top, left, bottom and right, in pixels of the picture as the net sees it. Collated to
 * f32 [N, 4]; a box that left the picture is four zeros. The loss is the mean distance of edges.
 *
 * <pre>{@code
 * .label(Detection.voc(annotations).largestBox())
 * }</pre>
 */
public final class OneBox implements Target<Boxes> {
    private static final int NUMBERS = 4;

    private final Following following;

    private OneBox(Following following) {
        this.following = following;
    }

    /** {@return a target whose boxes follow their pictures as the lessons' do} */
    public static OneBox painted() {
        return new OneBox(Following.PAINTED);
    }

    /** {@return a target whose boxes are cut at the edges of their pictures} */
    public static OneBox clipped() {
        return new OneBox(Following.clipped(0));
    }

    @Override
    public int outputs() {
        return NUMBERS;
    }

    @Override
    public Boxes transform(Boxes value, Sketch sketch) {
        return following.transform(value, sketch, true);
    }

    @Override
    public List<Tensor> collate(List<Boxes> values) {
        return List.of(edges(values));
    }

    /** {@return the first box of each picture, [N, 4]} */
    static Tensor edges(List<Boxes> values) {
        float[] all = new float[NUMBERS * values.size()];
        for (int i = 0; i < values.size(); i++) {
            Box b = first(values.get(i)).box();
            all[NUMBERS * i] = (float) b.top();
            all[NUMBERS * i + 1] = (float) b.left();
            all[NUMBERS * i + 2] = (float) b.bottom();
            all[NUMBERS * i + 3] = (float) b.right();
        }
        return Tensor.of(all, values.size(), NUMBERS);
    }

    static Thing first(Boxes of) {
        if (of.things().isEmpty()) {
            throw new IllegalArgumentException("a picture of " + of.picture()
                    + " has no thing, and exactly one is to be found: leave it out, or label by things()");
        }
        return of.things().get(0);
    }

    /** {@return the box said; none if the net says what is no number} */
    @Override
    public Boxes decode(Tensor said, Size shown) {
        float[] n = said.toFloatArray();
        if (!finite(n)) {
            return Boxes.of(shown);
        }
        return Boxes.of(shown, Thing.of(new Box(n[0], n[1], n[2], n[3]), 0));
    }

    /** {@return whether a net says numbers; where training failed they may be infinite, or none} */
    static boolean finite(float[] said) {
        for (float v : said) {
            if (!Float.isFinite(v)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public LossFunction loss() {
        return LossFunction.l1();
    }

    @Override
    public List<Metric> metrics() {
        return List.of();
    }

    @Override
    public String text(Boxes value) {
        if (value.things().isEmpty()) {
            return Shown.text(value, List.of());
        }
        Box b = first(value).box();
        return String.format(java.util.Locale.ROOT, "%.0f %.0f %.0f %.0f", b.top(), b.left(), b.bottom(), b.right());
    }

    @Override
    public void draw(Canvas canvas, Boxes value) {
        Shown.draw(canvas, value, List.of());
    }

    @Override
    public Boxes placed(Boxes value, Sketch sketch) {
        return Following.placed(value, sketch);
    }

    @Override
    public TargetPlan plan() {
        return TargetPlan.of(DetectionKinds.BOX, List.of());
    }
}
