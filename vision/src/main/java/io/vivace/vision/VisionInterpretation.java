package io.vivace.vision;

import io.vivace.data.Item;
import io.vivace.data.Labels;
import io.vivace.learn.Interpretation;
import io.vivace.learn.Predictions;
import io.vivace.metric.ConfusionMatrix;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Image;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Where a net goes wrong, with the pictures it is about. */
public final class VisionInterpretation implements AutoCloseable {
    private final ImageDataBunch data;
    private final Interpretation base;
    private final List<Case> cases;

    /**
     * A validation picture and what the net says about it.
     *
     * @param item its position among the validation items
     * @param name its path below the source's folder
     * @param actual its label
     * @param predicted what the net says
     * @param loss of the item
     * @param probability of what the net says
     * @param actualProbability of its label; NaN if that is not one class
     */
    public record Case(
            int item,
            String name,
            String actual,
            String predicted,
            double loss,
            double probability,
            double actualProbability) {
        /** {@return whether the net is right} */
        public boolean isRight() {
            return actual.equals(predicted);
        }
    }

    /** Pictures the net is most wrong about, worst first. */
    public final class TopLosses {
        private final List<Case> worst;

        private TopLosses(List<Case> worst) {
            this.worst = worst;
        }

        /** {@return what they are} */
        public List<Case> cases() {
            return worst;
        }

        /**
         * Draws them, with what the net says, what they are, the loss, and the probability of what they are.
         *
         * @param png where to; missing folders are made
         * @throws io.vivace.io.FileException if it cannot be written
         */
        public void plot(Path png) {
            draw(worst).writePng(png);
        }
    }

    VisionInterpretation(ImageDataBunch data, Interpretation base) {
        this.data = data;
        this.base = base;
        cases = cases(data, base.predictions());
    }

    private static List<Case> cases(ImageDataBunch data, Predictions p) {
        Labels labels = data.validLabels();
        Tensor losses = p.losses();
        int n = p.size();
        float[] loss = losses == null ? new float[n] : losses.toFloatArray();
        float[] outputs = p.outputs().toFloatArray();
        long[] items = p.items().toLongArray();
        int width = n == 0 ? 0 : outputs.length / n;
        List<Case> all = new ArrayList<>();
        for (int r = 0; r < n; r++) {
            int item = (int) items[r];
            float[] own = Arrays.copyOfRange(outputs, r * width, (r + 1) * width);
            int best = IntStream.range(0, width)
                    .reduce((a, b) -> own[b] > own[a] ? b : a)
                    .orElse(0);
            double actual = labels instanceof Labels.Categories c ? own[c.index()[item]] : Double.NaN;
            Item<ImageSource> source = data.validItems().get(item);
            all.add(new Case(
                    item, source.name(), labels.text(item), predicted(labels, own, best), loss[r], own[best], actual));
        }
        return all;
    }

    private static String predicted(Labels labels, float[] outputs, int best) {
        if (labels instanceof Labels.Categories c) {
            return c.classes().get(best);
        }
        if (labels instanceof Labels.ManyCategories m) {
            return IntStream.range(0, outputs.length)
                    .filter(i -> outputs[i] > 0.5f)
                    .mapToObj(m.classes()::get)
                    .collect(Collectors.joining(" "));
        }
        return Arrays.toString(outputs);
    }

    // ---------------------------------------------------------------------------------------------- looking

    /** {@return all validation pictures that could be read, in the order of the data} */
    public List<Case> cases() {
        return cases;
    }

    /**
     * {@return the pictures with the largest losses, worst first}
     *
     * @param k how many at most
     */
    public TopLosses topLosses(int k) {
        return new TopLosses(
                base.topLosses(k).stream().map(l -> cases.get(l.row())).toList());
    }

    /** {@return how often pictures of each class were taken for each class} */
    public ConfusionMatrix confusionMatrix() {
        return base.confusionMatrix();
    }

    /**
     * {@return the mistakes by name, most frequent first}
     *
     * @param least only those made at least so often
     */
    public List<Interpretation.Confused> mostConfused(int least) {
        return base.mostConfused(least);
    }

    /**
     * Draws the confusion matrix.
     *
     * @param png where to
     */
    public void plotConfusionMatrix(Path png) {
        base.plotConfusionMatrix(png);
    }

    /** {@return the same without pictures} */
    public Interpretation base() {
        return base;
    }

    // ---------------------------------------------------------------------------------------------- drawing

    /** {@return some cases, evenly spread} */
    List<Case> spread(int k) {
        int n = Math.min(k, cases.size());
        return IntStream.range(0, n)
                .mapToObj(i -> cases.get((int) ((long) i * cases.size() / n)))
                .toList();
    }

    ImageGrid draw(List<Case> some) {
        var grid = new ImageGrid();
        Task task = Task.of(data);
        for (Case c : some) {
            Image shown = task.render(data.validImage(c.item)).image();
            grid.add(shown, caption(c), c.isRight() ? ImageGrid.Mark.RIGHT : ImageGrid.Mark.WRONG);
        }
        return grid;
    }

    private static String caption(Case c) {
        String loss = String.format(Locale.ROOT, "loss %.2f", Math.abs(c.loss) < 0.005 ? 0 : c.loss);
        String p = Double.isNaN(c.actualProbability) ? "" : String.format(Locale.ROOT, ", p %.2f", c.actualProbability);
        return "says " + c.predicted + "\nis " + c.actual + "\n" + loss + p;
    }

    /** Gives the memory of the predictions back. */
    @Override
    public void close() {
        base.close();
    }
}
