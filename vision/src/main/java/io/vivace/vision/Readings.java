package io.vivace.vision;

import io.vivace.learn.Learner;
import io.vivace.learn.LossFunction;
import io.vivace.learn.Step;
import io.vivace.metric.ConfusionMatrix;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a net says about pictures, read batch by batch, so that outputs of the size of pictures need not be kept.
 *
 * @param <V> what is said about one picture
 */
final class Readings<V> implements Consumer<Step> {
    private final Target<V> target;
    private final Decoder<V> decoder;
    private final ConfusionMatrix pixels = new ConfusionMatrix();
    private final List<Reading<V>> all = new ArrayList<>();

    /**
     * One picture.
     *
     * @param item its position in the data
     * @param said what the net says
     * @param loss of the picture
     */
    record Reading<V>(int item, V said, double loss) {}

    private Readings(Target<V> target, Decoder<V> decoder) {
        this.target = target;
        this.decoder = decoder;
    }

    static <V> Readings<V> of(Learner learner, ImageDataBunch data, Target<V> target, Decoder<V> decoder) {
        var readings = new Readings<>(target, decoder);
        learner.validate(data.valid(), readings);
        return readings;
    }

    @Override
    public void accept(Step step) {
        try (var scope = Scope.open()) {
            Autograd.noGrad(() -> read(step));
        }
    }

    private void read(Step step) {
        LossFunction loss = step.learner().loss();
        Tensor output = step.output();
        Tensor said = loss.activate(output);
        float[] losses = loss.ofItems(output, step.batch().targets()).toFloatArray();
        Tensor x = step.batch().x();
        Size shown = Size.of((int) x.size(2), (int) x.size(3));
        int[] items = step.batch().items();
        for (int i = 0; i < items.length; i++) {
            all.add(new Reading<>(items[i], decoder.decode(said.select(0, i), shown), losses[i]));
        }
        target.count(pixels, said, step.batch().targets());
    }

    List<Reading<V>> all() {
        return all;
    }

    /** {@return how often pixels of each class were taken for each class} */
    ConfusionMatrix pixels() {
        return pixels;
    }
}
