package io.vivace.learn;

import io.vivace.metric.ConfusionMatrix;
import io.vivace.plot.MatrixChart;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Where a net goes wrong. */
public final class Interpretation implements AutoCloseable {
    /** No label weighs more, as in PyTorch's binary cross-entropy. */
    private static final double MOST_LOSS = 100;

    /**
     * An item and its loss.
     *
     * @param item its position in the data set
     * @param row its position among the predictions
     * @param loss its loss
     */
    public record ItemLoss(int item, int row, double loss) {}

    /**
     * A label that an item does not have, but that the net finds likeliest.
     *
     * @param item its position in the data set
     * @param row its position among the predictions
     * @param label the label
     * @param probability that the net gives it
     * @param loss of the label: −ln(1 − probability), at most 100
     */
    public record WrongLabel(int item, int row, int label, double probability, double loss) {}

    /**
     * Items of one class that were taken for another.
     *
     * @param actual name of their class
     * @param predicted name of what they were taken for
     * @param count how many
     */
    public record Confused(String actual, String predicted, long count) {}

    private final Predictions predictions;
    private final List<String> classes;

    Interpretation(Predictions predictions, List<String> classes) {
        this.predictions = predictions;
        this.classes = classes;
    }

    /** {@return what the net says about all items} */
    public Predictions predictions() {
        return predictions;
    }

    /** {@return the names of the classes} */
    public List<String> classes() {
        return classes;
    }

    /**
     * {@return the items with the largest losses, worst first}
     *
     * @param k how many at most
     */
    public List<ItemLoss> topLosses(int k) {
        return topLosses(k, true);
    }

    /**
     * {@return the items with the largest or the smallest losses, that one first; losses that are NaN are the largest}
     *
     * @param k how many at most
     * @param largest whether the largest
     * @throws IllegalStateException if the losses are unknown
     */
    public List<ItemLoss> topLosses(int k, boolean largest) {
        Tensor losses = predictions.losses();
        if (losses == null) {
            throw new IllegalStateException("the losses of single items are not known: the data has no targets");
        }
        float[] loss = losses.toFloatArray();
        long[] items = predictions.items().toLongArray();
        Comparator<ItemLoss> rising = Comparator.comparingDouble(ItemLoss::loss);
        return IntStream.range(0, loss.length)
                .mapToObj(i -> new ItemLoss((int) items[i], i, loss[i]))
                .sorted(largest ? rising.reversed() : rising)
                .limit(Math.max(0, k))
                .toList();
    }

    /**
     * {@return of items that can have several labels those whose likeliest one is wrong, the net being surest first} As in fastai's
     * multi-label top losses, items count by the loss of that label alone.
     *
     * @param k how many at most
     * @throws IllegalStateException if the targets are not ones and zeros for each output, or unknown
     */
    public List<WrongLabel> topWrongLabels(int k) {
        Tensor targets = predictions.targets();
        if (targets == null || !targets.shape().equals(predictions.outputs().shape()) || targets.rank() != 2) {
            throw new IllegalStateException("wrong labels are found where items can have several: the outputs are "
                    + predictions.outputs().shape() + ", the targets "
                    + (targets == null ? "unknown" : targets.shape()));
        }
        float[] probability = predictions.outputs().toFloatArray();
        float[] marks = targets.toFloatArray();
        long[] items = predictions.items().toLongArray();
        int labels = items.length == 0 ? 0 : probability.length / items.length;
        List<WrongLabel> wrong = new ArrayList<>();
        for (int row = 0; row < items.length; row++) {
            int from = row * labels;
            int best = IntStream.range(0, labels)
                    .reduce((a, b) -> probability[from + b] > probability[from + a] ? b : a)
                    .orElse(0);
            if (labels > 0 && marks[from + best] <= 0.5f) {
                double p = probability[from + best];
                wrong.add(new WrongLabel((int) items[row], row, best, p, Math.min(MOST_LOSS, -Math.log1p(-p))));
            }
        }
        wrong.sort(Comparator.comparingDouble(WrongLabel::probability).reversed());
        return List.copyOf(wrong.subList(0, Math.min(Math.max(0, k), wrong.size())));
    }

    /**
     * {@return how often items of each class were taken for each class}
     *
     * @throws IllegalStateException if the targets are unknown
     */
    public ConfusionMatrix confusionMatrix() {
        return confusionMatrix(predictions.outputs(), targets());
    }

    /**
     * {@return how often pixels of each class were taken for each class in one item, where pixels have classes} Its
     * {@linkplain ConfusionMatrix#normalized normalized} rows tell what became of the pixels of a class.
     *
     * @param row position among the predictions, such as that of one of the {@link #topLosses}
     * @throws IllegalStateException if the targets are unknown
     */
    public ConfusionMatrix confusionMatrix(int row) {
        Tensor targets = targets();
        try (var scope = Scope.open()) {
            return confusionMatrix(predictions.outputs().narrow(0, row, 1), targets.narrow(0, row, 1));
        }
    }

    private Tensor targets() {
        Tensor targets = predictions.targets();
        if (targets == null) {
            throw new IllegalStateException("there is no confusion matrix: the data has no targets");
        }
        return targets;
    }

    private static ConfusionMatrix confusionMatrix(Tensor outputs, Tensor targets) {
        ConfusionMatrix matrix = new ConfusionMatrix();
        matrix.add(outputs, targets);
        return matrix;
    }

    /**
     * {@return the mistakes by name, most frequent first}
     *
     * @param least only those made at least so often
     */
    public List<Confused> mostConfused(int least) {
        List<Confused> named = new ArrayList<>();
        for (ConfusionMatrix.Confusion c : confusionMatrix().mostConfused(least)) {
            named.add(new Confused(name(c.actual()), name(c.predicted()), c.count()));
        }
        return named;
    }

    private String name(int c) {
        return name(classes, c);
    }

    private static String name(List<String> classes, int c) {
        return c < classes.size() ? classes.get(c) : Integer.toString(c);
    }

    /**
     * Draws the confusion matrix to a PNG file, with counts.
     *
     * @param file where to
     */
    public void plotConfusionMatrix(Path file) {
        plotConfusionMatrix(file, false);
    }

    /**
     * Draws the confusion matrix to a PNG file.
     *
     * @param file where to
     * @param normalize whether to show parts of the actual class rather than counts
     */
    public void plotConfusionMatrix(Path file, boolean normalize) {
        plot(confusionMatrix(), classes, file, normalize);
    }

    /**
     * Draws a confusion matrix to a PNG file.
     *
     * @param matrix what to draw
     * @param classes their names; classes without a name get their number
     * @param file where to
     * @param normalize whether to show parts of the actual class rather than counts
     */
    public static void plot(ConfusionMatrix matrix, List<String> classes, Path file, boolean normalize) {
        double[][] values = matrix.normalized();
        if (!normalize) {
            long[][] counts = matrix.counts();
            for (int i = 0; i < values.length; i++) {
                for (int j = 0; j < values.length; j++) {
                    values[i][j] = counts[i][j];
                }
            }
        }
        List<String> names = IntStream.range(0, values.length)
                .mapToObj(i -> name(classes, i))
                .toList();
        new MatrixChart("Confusion matrix", "actual", "predicted", names, values, normalize ? 2 : 0).save(file);
    }

    /** Gives the memory of the predictions back. */
    @Override
    public void close() {
        predictions.close();
    }
}
