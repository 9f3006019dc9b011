package io.vivace.learn;

import io.vivace.metric.ConfusionMatrix;
import io.vivace.plot.MatrixChart;
import io.vivace.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Where a net goes wrong. */
public final class Interpretation implements AutoCloseable {
    /**
     * An item and its loss.
     *
     * @param item its position in the data set
     * @param row its position among the predictions
     * @param loss its loss
     */
    public record ItemLoss(int item, int row, double loss) {}

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
        Tensor losses = predictions.losses();
        if (losses == null) {
            throw new IllegalStateException("the losses of single items are not known: the data has no targets");
        }
        float[] loss = losses.toFloatArray();
        long[] items = predictions.items().toLongArray();
        return IntStream.range(0, loss.length)
                .mapToObj(i -> new ItemLoss((int) items[i], i, loss[i]))
                .sorted(Comparator.comparingDouble(ItemLoss::loss).reversed())
                .limit(Math.max(0, k))
                .toList();
    }

    /**
     * {@return how often items of each class were taken for each class}
     *
     * @throws IllegalStateException if the targets are unknown
     */
    public ConfusionMatrix confusionMatrix() {
        Tensor targets = predictions.targets();
        if (targets == null) {
            throw new IllegalStateException("there is no confusion matrix: the data has no targets");
        }
        ConfusionMatrix matrix = new ConfusionMatrix();
        matrix.add(predictions.outputs(), targets);
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
        ConfusionMatrix matrix = confusionMatrix();
        double[][] values = matrix.normalized();
        if (!normalize) {
            long[][] counts = matrix.counts();
            for (int i = 0; i < values.length; i++) {
                for (int j = 0; j < values.length; j++) {
                    values[i][j] = counts[i][j];
                }
            }
        }
        List<String> names =
                IntStream.range(0, values.length).mapToObj(this::name).toList();
        new MatrixChart("Confusion matrix", "actual", "predicted", names, values, normalize ? 2 : 0).save(file);
    }

    /** Gives the memory of the predictions back. */
    @Override
    public void close() {
        predictions.close();
    }
}
