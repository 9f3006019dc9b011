package io.vivace.vision;

import io.vivace.learn.Interpretation;
import io.vivace.learn.Predictions;
import io.vivace.metric.ConfusionMatrix;
import io.vivace.vision.image.Image;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Where a net goes wrong, with the pictures it is about. */
public final class VisionInterpretation implements AutoCloseable {
    private final ImageDataBunch data;
    private final Said<?> said;
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
     * @param right whether the net is right; null where that is no question of yes or no
     */
    public record Case(
            int item,
            String name,
            String actual,
            String predicted,
            double loss,
            double probability,
            double actualProbability,
            @Nullable Boolean right) {
        /** {@return whether the net is right; false where that is no question of yes or no} */
        public boolean isRight() {
            return Boolean.TRUE.equals(right);
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

    VisionInterpretation(ImageDataBunch data, Said<?> said, Explainer explainer) {
        this.data = data;
        this.said = said;
        this.explainer = explainer;
        cases = said.cases();
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
        Comparator<Case> rising = Comparator.comparingDouble(Case::loss);
        return new TopLosses(cases.stream()
                .sorted(largest ? rising.reversed() : rising)
                .limit(Math.max(0, k))
                .toList());
    }

    /**
     * {@return where pictures can have several labels, those whose likeliest label is wrong, the net being surest first} The cases have
     * that label, its probability and its loss.
     *
     * @param k how many at most
     * @throws IllegalStateException if pictures have one class or numbers
     */
    public TopLosses topWrongLabels(int k) {
        return new TopLosses(base().topWrongLabels(k).stream()
                .map(w -> {
                    Case c = cases.get(w.row());
                    String label = data.classes().get(w.label());
                    return new Case(c.item, c.name, c.actual, label, w.loss(), w.probability(), Double.NaN, false);
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
        int wanted = data.target() instanceof CategoryTarget ? number(c.actual) : likeliest(c);
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
        Predictions p = base().predictions();
        float[] outputs = p.outputs().toFloatArray();
        int width = outputs.length / p.size();
        int from = cases.indexOf(c) * width;
        return IntStream.range(0, width)
                .reduce((a, b) -> outputs[from + b] > outputs[from + a] ? b : a)
                .orElse(0);
    }

    /**
     * {@return how often pictures, or their pixels, of each class were taken for each class}
     *
     * @throws IllegalStateException if neither has one class
     */
    public ConfusionMatrix confusionMatrix() {
        Interpretation whole = said.base();
        ConfusionMatrix matrix = whole == null ? said.pixels() : whole.confusionMatrix();
        if (matrix.classes() == 0) {
            throw new IllegalStateException(
                    "there is nothing to confuse: neither pictures nor their pixels have one class each");
        }
        return matrix;
    }

    /**
     * {@return the mistakes by name, most frequent first}
     *
     * @param least only those made at least so often
     */
    public List<Interpretation.Confused> mostConfused(int least) {
        List<String> names = data.classes();
        return confusionMatrix().mostConfused(least).stream()
                .map(c -> new Interpretation.Confused(names.get(c.actual()), names.get(c.predicted()), c.count()))
                .toList();
    }

    /**
     * Draws the confusion matrix.
     *
     * @param png where to
     */
    public void plotConfusionMatrix(Path png) {
        plotConfusionMatrix(png, false);
    }

    /**
     * Draws the confusion matrix.
     *
     * @param png where to
     * @param normalize whether to show parts of the actual class rather than counts
     */
    public void plotConfusionMatrix(Path png, boolean normalize) {
        Interpretation.plot(confusionMatrix(), data.classes(), png, normalize);
    }

    /**
     * {@return the same without pictures}
     *
     * @throws IllegalStateException if the outputs were not kept, as those for masks and boxes are not
     */
    public Interpretation base() {
        Interpretation whole = said.base();
        if (whole == null) {
            throw new IllegalStateException(
                    "outputs are kept for classes and numbers only; read single ones by getPreds(...)");
        }
        return whole;
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
        var grid = said.base() == null ? new ImageGrid().columns(some.size() < 2 ? 2 : 4) : new ImageGrid();
        for (Case c : some) {
            Image picture = data.validImage(c.item);
            if (said.base() == null) {
                said.drawPair(c, picture, grid);
            } else {
                Image shown = Task.of(data).render(picture).image();
                HeatMap heat = map.apply(c);
                grid.add(heat == null ? shown : heat.over(shown), caption(c), mark(c));
            }
        }
        return grid;
    }

    static ImageGrid.Mark mark(Case c) {
        if (c.right == null) {
            return ImageGrid.Mark.NONE;
        }
        return c.right ? ImageGrid.Mark.RIGHT : ImageGrid.Mark.WRONG;
    }

    private String caption(Case c) {
        String loss = String.format(Locale.ROOT, "loss %.2f", Math.abs(c.loss) < 0.005 ? 0 : c.loss);
        double known = data.target() instanceof ManyCategoriesTarget ? c.probability : c.actualProbability;
        String p = Double.isNaN(known) ? "" : String.format(Locale.ROOT, ", p %.2f", known);
        return "says " + c.predicted + "\nis " + c.actual + "\n" + loss + p;
    }

    /** Gives the memory of the predictions back. */
    @Override
    public void close() {
        said.close();
    }
}
