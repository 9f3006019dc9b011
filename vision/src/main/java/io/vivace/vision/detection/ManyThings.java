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
 * All things of a picture, for nets with anchors ({@link Detector}), which bring loss and decoder with them.
 *
 * <table>
 * <caption>Targets of a batch in which no picture has more than M things; rows that fill it up stand in front</caption>
 * <tr><td>boxes</td><td>f32 [N, M, 4]</td><td>top, left, bottom, right as parts of the picture; zeros fill up</td></tr>
 * <tr><td>classes</td><td>i64 [N, M]</td><td>from 0; −1 fills up</td></tr>
 * <tr><td>notes</td><td>i64 [N, M]</td><td>0 usual, 1 difficult, 2 crowd; only usual things are trained on</td></tr>
 * <tr><td>sizes</td><td>f32 [N, 2]</td><td>height and width of the picture as the net sees it</td></tr>
 * </table>
 *
 * <pre>{@code
 * var data = ImageList.fromFolder(images).splitRandom(0.2, 42).label(Detection.voc(annotations)) ...
 * }</pre>
 */
public final class ManyThings implements Target<Boxes> {
    private final List<String> classes;
    private final Following following;

    private ManyThings(List<String> classes, Following following) {
        this.classes = List.copyOf(classes);
        this.following = following;
    }

    /**
     * {@return a target whose boxes follow their pictures as the lessons' do; those without height are gone}
     *
     * @param classes names by number
     */
    public static ManyThings painted(List<String> classes) {
        return new ManyThings(classes, Following.PAINTED);
    }

    /**
     * {@return a target whose boxes are cut at the edges of their pictures}
     *
     * @param classes names by number
     * @param leastShare a box of which a smaller part is left is gone; 0 to 1
     */
    public static ManyThings clipped(List<String> classes, double leastShare) {
        return new ManyThings(classes, Following.clipped(leastShare));
    }

    @Override
    public int outputs() {
        return 4 + classes.size() + 1;
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public Boxes transform(Boxes value, Sketch sketch) {
        return following.transform(value, sketch, false);
    }

    @Override
    public List<Tensor> collate(List<Boxes> values) {
        return Truths.collate(values);
    }

    @Override
    public Boxes decode(Tensor said, Size shown) {
        throw new IllegalStateException("only the net knows its anchors: use a net that is a Detector, such as Ssd");
    }

    @Override
    public LossFunction loss() {
        throw new IllegalStateException(
                "the loss of detectors depends on the net's anchors: give the learner that of the net, .loss(net.loss())");
    }

    @Override
    public List<Metric> metrics() {
        return List.of();
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
    public TargetPlan plan() {
        return TargetPlan.of(DetectionKinds.THINGS, classes);
    }
}
