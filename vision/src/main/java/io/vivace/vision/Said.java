package io.vivace.vision;

import io.vivace.data.LoadException;
import io.vivace.learn.Interpretation;
import io.vivace.learn.Learner;
import io.vivace.learn.Predictions;
import io.vivace.metric.ConfusionMatrix;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.VisionInterpretation.Case;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Sketch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a net says about the validation pictures, beside what is known. Of classes and numbers all outputs are kept; of targets as large as
 * pictures, what they mean.
 *
 * @param <V> what is said about one picture
 */
final class Said<V> implements AutoCloseable {
    private final ImageDataBunch data;
    private final ImageLabels<V> known;
    private final @Nullable Interpretation base;
    private final @Nullable Readings<V> readings;
    private final Map<Integer, V> byItem = new HashMap<>();

    private Said(
            ImageDataBunch data, ImageLabels<V> known, @Nullable Interpretation base, @Nullable Readings<V> readings) {
        this.data = data;
        this.known = known;
        this.base = base;
        this.readings = readings;
        if (readings != null) {
            readings.all().forEach(r -> byItem.put(r.item(), r.said()));
        }
    }

    static <V> Said<V> of(ImageDataBunch data, Learner learner, ImageLabels<V> known) {
        Target<V> target = known.target();
        if (isPlain(target)) {
            return new Said<>(data, known, learner.interpret(), null);
        }
        return new Said<>(data, known, null, Readings.of(learner, data, target, Task.meaning(learner.model(), target)));
    }

    /** {@return whether outputs are a few numbers for each picture that mean themselves} */
    static boolean isPlain(Target<?> target) {
        return target instanceof CategoryTarget
                || target instanceof ManyCategoriesTarget
                || target instanceof NumbersTarget;
    }

    /** {@return the outputs, where they are kept} */
    @Nullable
    Interpretation base() {
        return base;
    }

    /** {@return how often pixels of each class were taken for each class; nothing where pixels have no classes} */
    ConfusionMatrix pixels() {
        return readings == null ? new ConfusionMatrix() : readings.pixels();
    }

    List<Case> cases() {
        return readings == null ? ofOutputs() : ofReadings(readings);
    }

    private List<Case> ofReadings(Readings<V> some) {
        return some.all().stream()
                .map(r -> at(r.item(), r.said(), r.loss(), Double.NaN, Double.NaN))
                .toList();
    }

    private List<Case> ofOutputs() {
        Predictions p = java.util.Objects.requireNonNull(base).predictions();
        Tensor losses = p.losses();
        float[] loss = losses == null ? new float[p.size()] : losses.toFloatArray();
        long[] items = p.items().toLongArray();
        List<Case> all = new ArrayList<>();
        for (int row = 0; row < items.length; row++) {
            all.add(ofOutput((int) items[row], p.outputs(), row, loss[row]));
        }
        return all;
    }

    private Case ofOutput(int item, Tensor outputs, int row, double loss) {
        try (var scope = Scope.open()) {
            V value = known.target().decode(outputs.select(0, row), Size.square(1));
            double actual = Double.NaN;
            double best = Double.NaN;
            if (value instanceof Prediction p) {
                best = p.probability();
                actual = known.target() instanceof CategoryTarget
                        ? p.probabilities().getOrDefault(known.text(item), Double.NaN)
                        : Double.NaN;
            }
            return at(item, value, loss, best, actual);
        }
    }

    private Case at(int item, V value, double loss, double best, double actual) {
        Target<V> target = known.target();
        V is = truth(item);
        return new Case(
                item,
                data.validItems().get(item).name(),
                target.text(is),
                target.text(value),
                loss,
                best,
                actual,
                target.agrees(value, is));
    }

    private V truth(int item) {
        try {
            return known.values().get(item).read();
        } catch (IOException e) {
            throw unreadable(item, e);
        }
    }

    private LoadException unreadable(int item, IOException e) {
        return new LoadException(
                "what is known about " + data.validItems().get(item).origin() + " cannot be read: " + e.getMessage(),
                e);
    }

    /** Draws what is known and, beside it, what is said. */
    void drawPair(Case c, Image picture, ImageGrid grid) {
        Sketch sketch = Task.of(data).sketch(picture);
        Image shown = sketch.render(picture).image();
        var is = new Canvas(shown);
        var says = new Canvas(shown);
        String truth;
        try {
            V value = known.shown(c.item(), sketch);
            known.target().draw(is, value);
            truth = known.target().text(value);
        } catch (IOException e) {
            throw unreadable(c.item(), e);
        }
        V value = byItem.get(c.item());
        if (value != null) {
            known.target().draw(says, value);
        }
        String loss = String.format(Locale.ROOT, "%nloss %.3f", c.loss());
        grid.add(is, "is " + truth + "\n" + c.name(), ImageGrid.Mark.NONE);
        grid.add(says, "says " + c.predicted() + loss, VisionInterpretation.mark(c));
    }

    @Override
    public void close() {
        if (base != null) {
            base.close();
        }
    }
}
