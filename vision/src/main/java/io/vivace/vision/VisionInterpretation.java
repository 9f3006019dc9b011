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
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Where a net goes wrong, with the pictures it is about. */
public final class VisionInterpretation implements AutoCloseable {
    private final ImageDataBunch data;
    private final Interpretation base;
    private final Explainer explainer;
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

    /** Pictures the net is most wrong or most right about, in order. */
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

        /**
         * Draws them with {@linkplain #gradCam Grad-CAM} over them, for what they are: what should have spoken for it. Pictures whose
         * map has fewer than {@value HeatMap#FEWEST_CELLS} cells stand as they are.
         *
         * @param png where to; missing folders are made
         * @throws io.vivace.io.FileException if it cannot be written
         * @throws IllegalArgumentException if it is not clear where the net's body ends
         */
        public void plotHeatMaps(Path png) {
            draw(worst, VisionInterpretation.this::gradCam).writePng(png);
        }

        /**
         * Draws them with maps of your choice over them.
         *
         * @param png where to; missing folders are made
         * @param map of a case, such as {@code c -> seen.gradCam(c, c.predicted())} or {@code c -> seen.cam(c, c.actual())}
         */
        public void plotHeatMaps(Path png, Function<? super Case, HeatMap> map) {
            draw(worst, map).writePng(png);
        }
    }

    VisionInterpretation(ImageDataBunch data, Interpretation base, Explainer explainer) {
        this.data = data;
        this.base = base;
        this.explainer = explainer;
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

    /** {@return what a model says, for people} */
    static String predicted(Labels labels, float[] outputs, int best) {
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
        return topLosses(k, true);
    }

    /**
     * {@return the pictures with the largest or the smallest losses, that one first}
     *
     * @param k how many at most
     * @param largest whether the largest
     */
    public TopLosses topLosses(int k, boolean largest) {
        return new TopLosses(
                base.topLosses(k, largest).stream().map(l -> cases.get(l.row())).toList());
    }

    /**
     * {@return where pictures can have several labels, those whose likeliest label is wrong, the net being surest first} The cases have
     * that label, its probability and its loss.
     *
     * @param k how many at most
     * @throws IllegalStateException if pictures have one class or numbers
     */
    public TopLosses topWrongLabels(int k) {
        return new TopLosses(base.topWrongLabels(k).stream()
                .map(w -> {
                    Case c = cases.get(w.row());
                    String label = data.classes().get(w.label());
                    return new Case(c.item, c.name, c.actual, label, w.loss(), w.probability(), Double.NaN);
                })
                .toList());
    }

    /**
     * {@return what in a picture speaks for its class, by Grad-CAM over the features that the net's body gives} Where a picture can have
     * several labels, for what the net finds likeliest.
     *
     * @param c one of the {@link #cases}
     * @throws IllegalArgumentException if it is not clear where the net's body ends
     */
    public HeatMap gradCam(Case c) {
        Labels labels = data.validLabels();
        int wanted = labels instanceof Labels.Categories one ? one.index()[c.item] : likeliest(c);
        return explainer.map(data.validImage(c.item), wanted, Explainer.GRAD_CAM);
    }

    /**
     * {@return what in a picture speaks for a class, by Grad-CAM over the features that the net's body gives}
     *
     * @param c one of the {@link #cases}
     * @param className one of the classes, such as {@code c.predicted()}
     */
    public HeatMap gradCam(Case c, String className) {
        return explainer.map(data.validImage(c.item), number(className), Explainer.GRAD_CAM);
    }

    /**
     * {@return what in a picture speaks for and against a class, as a class activation map} For nets whose head is global average
     * pooling and a linear layer, such as {@code Head.standard().hidden(0.5).withAveragePool()}, or a whole ResNet.
     *
     * @param c one of the {@link #cases}
     * @param className one of the classes
     * @throws IllegalArgumentException if the net's head is another
     */
    public HeatMap cam(Case c, String className) {
        return explainer.map(data.validImage(c.item), number(className), Explainer.CAM);
    }

    private int number(String className) {
        int n = data.classes().indexOf(className);
        if (n < 0) {
            throw new IllegalArgumentException("no class is named \"" + className + "\"; there are " + data.classes());
        }
        return n;
    }

    /** The output that is largest. */
    private int likeliest(Case c) {
        int n = data.classes().indexOf(c.predicted);
        if (n >= 0) {
            return n;
        }
        Predictions p = base.predictions();
        float[] outputs = p.outputs().toFloatArray();
        int width = outputs.length / p.size();
        int from = cases.indexOf(c) * width;
        return IntStream.range(0, width)
                .reduce((a, b) -> outputs[from + b] > outputs[from + a] ? b : a)
                .orElse(0);
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

    /**
     * Draws the confusion matrix.
     *
     * @param png where to
     * @param normalize whether to show parts of the actual class rather than counts
     */
    public void plotConfusionMatrix(Path png, boolean normalize) {
        base.plotConfusionMatrix(png, normalize);
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
        return draw(some, c -> null);
    }

    private ImageGrid draw(List<Case> some, Function<? super Case, @Nullable HeatMap> map) {
        var grid = new ImageGrid();
        Task task = Task.of(data);
        for (Case c : some) {
            Image shown = task.render(data.validImage(c.item)).image();
            HeatMap heat = map.apply(c);
            grid.add(
                    heat == null ? shown : heat.over(shown),
                    caption(c),
                    c.isRight() ? ImageGrid.Mark.RIGHT : ImageGrid.Mark.WRONG);
        }
        return grid;
    }

    private String caption(Case c) {
        String loss = String.format(Locale.ROOT, "loss %.2f", Math.abs(c.loss) < 0.005 ? 0 : c.loss);
        double known = data.validLabels() instanceof Labels.ManyCategories ? c.probability : c.actualProbability;
        String p = Double.isNaN(known) ? "" : String.format(Locale.ROOT, ", p %.2f", known);
        return "says " + c.predicted + "\nis " + c.actual + "\n" + loss + p;
    }

    /** Gives the memory of the predictions back. */
    @Override
    public void close() {
        base.close();
    }
}
