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
 * What and where the one thing of a picture is. Nets give 4 + classes numbers: the box before a sigmoid, as parts of the picture, and a
 * score for each class. Collated to boxes f32 [N, 4] in pixels of the picture as the net sees it, classes i64 [N], and heights and
 * widths of the pictures f32 [N, 2]. The loss is {@link JointLoss}.
 *
 * <pre>{@code
 * .label(Detection.voc(annotations).largestThing())
 * }</pre>
 */
public final class OneThing implements Target<Boxes> {
    private final List<String> classes;
    private final Following following;

    private OneThing(List<String> classes, Following following) {
        this.classes = List.copyOf(classes);
        this.following = following;
    }

    /**
     * {@return a target whose boxes follow their pictures as the lessons' do}
     *
     * @param classes names by number
     */
    public static OneThing painted(List<String> classes) {
        return new OneThing(classes, Following.PAINTED);
    }

    /**
     * {@return a target whose boxes are cut at the edges of their pictures}
     *
     * @param classes names by number
     */
    public static OneThing clipped(List<String> classes) {
        return new OneThing(classes, Following.clipped(0));
    }

    @Override
    public int outputs() {
        return 4 + classes.size();
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public Boxes transform(Boxes value, Sketch sketch) {
        return following.transform(value, sketch, true);
    }

    @Override
    public List<Tensor> collate(List<Boxes> values) {
        float[] sizes = new float[2 * values.size()];
        for (int i = 0; i < values.size(); i++) {
            sizes[2 * i] = values.get(i).picture().height();
            sizes[2 * i + 1] = values.get(i).picture().width();
        }
        return List.of(
                OneBox.edges(values),
                Tensor.of(
                        values.stream().mapToLong(v -> OneBox.first(v).label()).toArray()),
                Tensor.of(sizes, values.size(), 2));
    }

    /** {@return the thing said; none if the net says what is no number} */
    @Override
    public Boxes decode(Tensor said, Size shown) {
        float[] n = said.toFloatArray();
        if (!OneBox.finite(n)) {
            return Boxes.of(shown);
        }
        double[] sides = {shown.height(), shown.width(), shown.height(), shown.width()};
        double[] e = new double[4];
        for (int k = 0; k < 4; k++) {
            e[k] = sides[k] / (1 + Math.exp(-n[k]));
        }
        int best = 4;
        double all = 0;
        for (int c = 4; c < n.length; c++) {
            best = n[c] > n[best] ? c : best;
        }
        for (int c = 4; c < n.length; c++) {
            all += Math.exp(n[c] - n[best]);
        }
        return Boxes.of(shown, Thing.found(new Box(e[0], e[1], e[2], e[3]), best - 4, 1 / all));
    }

    @Override
    public LossFunction loss() {
        return new JointLoss(JointLoss.LESSON);
    }

    @Override
    public List<Metric> metrics() {
        return List.of(JointLoss.accuracy(), JointLoss.pixels());
    }

    @Override
    public String text(Boxes value) {
        return Shown.text(value, classes);
    }

    @Override
    public void draw(Canvas canvas, Boxes value) {
        Shown.draw(canvas, value, classes);
    }

    @Override
    public Boxes placed(Boxes value, Sketch sketch) {
        return Following.placed(value, sketch);
    }

    @Override
    public Boolean agrees(Boxes said, Boxes is) {
        return !said.things().isEmpty()
                && OneBox.first(said).label() == OneBox.first(is).label();
    }

    @Override
    public TargetPlan plan() {
        return TargetPlan.of(DetectionKinds.THING, classes);
    }
}
