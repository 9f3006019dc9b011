package io.vivace.vision;

import io.vivace.data.DataBunch;
import io.vivace.data.Labels;
import io.vivace.learn.Step;
import io.vivace.plot.Picture;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
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
        Labels labels = step.isTraining() ? data.trainLabels() : data.validLabels();
        int size = step.batch().size();
        float[] says = Autograd.noGrad(() -> {
            try (var scope = Scope.open()) {
                return step.learner().loss().activate(step.output()).toFloatArray();
            }
        });
        List<Picture> all = new ArrayList<>();
        for (int i = 0; i < Math.min(MOST, size); i++) {
            float[] own = Arrays.copyOfRange(says, i * (says.length / size), (i + 1) * (says.length / size));
            BufferedImage image = data.stats().picture(step.batch().x(), i).toBufferedImage();
            boolean known = !step.batch().targets().isEmpty();
            all.add(captioned(
                    image, labels, own, known ? labels.text(step.batch().items()[i]) : null));
        }
        return all;
    }

    private static Picture captioned(BufferedImage image, Labels labels, float[] says, @Nullable String is) {
        int best = IntStream.range(0, says.length)
                .reduce((a, b) -> says[b] > says[a] ? b : a)
                .orElse(0);
        String said = VisionInterpretation.predicted(labels, says, best);
        String sure = labels instanceof Labels.Categories
                ? String.format(Locale.ROOT, ", %.0f\u00a0%%", 100 * says[best])
                : "";
        if (is == null) {
            return Picture.of(image, "says " + said + sure);
        }
        Picture.Verdict verdict = labels instanceof Labels.Numbers
                ? Picture.Verdict.OPEN
                : said.equals(is) ? Picture.Verdict.RIGHT : Picture.Verdict.WRONG;
        return new Picture(image, "says " + said + sure + "\nis " + is, verdict);
    }
}
