package io.vivace.vision;

import io.vivace.data.DataBunch;
import io.vivace.learn.Step;
import io.vivace.plot.Picture;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Image;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Pictures of a batch, as the net sees them, with what it says about them.
 *
 * <pre>{@code learner.callbacks(Dashboard.at(7007).predictions(PredictionPictures::of))}</pre>
 */
public final class PredictionPictures {
    private static final int MOST = 36;

    private PredictionPictures() {}

    /**
     * {@return the first pictures of a batch, at most 36; where pictures have labels, with whether the net is right}
     *
     * @param step whose output is there
     * @throws IllegalArgumentException if the data are not pictures
     */
    public static List<Picture> of(Step step) {
        DataBunch bunch = step.epoch().data();
        if (!(bunch instanceof ImageDataBunch data)) {
            throw new IllegalArgumentException(
                    "the data are a " + bunch.getClass().getSimpleName()
                            + ", not an ImageDataBunch: give a function of your own that makes pictures of a step");
        }
        return pictures(step, data.target(), step.isTraining() ? data.trainTargets() : data.validTargets(), data);
    }

    private static <V> List<Picture> pictures(Step step, Target<V> target, ImageLabels<?> labels, ImageDataBunch data) {
        Meaning<V> meaning = Task.meaning(step.learner().model(), target);
        boolean known = !step.batch().targets().isEmpty();
        List<Picture> all = new ArrayList<>();
        try (var scope = Scope.open()) {
            Tensor says = Autograd.noGrad(
                    () -> step.learner().loss().activate(step.output().detach()));
            for (int i = 0; i < Math.min(MOST, step.batch().size()); i++) {
                Image image = data.stats().picture(step.batch().x(), i);
                V said = meaning.decode(says.select(0, i), image.size());
                all.add(captioned(
                        drawn(image, target, said),
                        target,
                        said,
                        known ? labels.text(step.batch().items()[i]) : null));
            }
        }
        return all;
    }

    /** Pictures over which nothing is drawn stay as small as they are. */
    private static <V> BufferedImage drawn(Image image, Target<V> target, V said) {
        if (Said.isPlain(target)) {
            return image.toBufferedImage();
        }
        var canvas = new Canvas(image);
        target.draw(canvas, said);
        return canvas.drawn();
    }

    private static <V> Picture captioned(BufferedImage image, Target<V> target, V said, @Nullable String is) {
        String sure = said instanceof Prediction p && target instanceof CategoryTarget
                ? String.format(Locale.ROOT, ", %.0f\u00a0%%", 100 * p.probability())
                : "";
        String says = "says " + target.text(said) + sure;
        if (is == null) {
            return Picture.of(image, says);
        }
        Picture.Verdict verdict = !(said instanceof Prediction)
                ? Picture.Verdict.OPEN
                : target.text(said).equals(is) ? Picture.Verdict.RIGHT : Picture.Verdict.WRONG;
        return new Picture(image, says + "\nis " + is, verdict);
    }
}
