package io.vivace.callbacks;

import io.vivace.io.AtomicFile;
import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Fit;
import io.vivace.learn.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the net says about the validation items as CSV, one line for each in item order: position, name if names are given, what
 * it is, what it was taken for, loss, and the outputs as people read them, such as probabilities under the names of the classes. It
 * takes what validation computes anyway. The file is replaced in one step after each validation, so it holds the last whole one.
 *
 * <pre>{@code learner.callbacks(PredictionWriter.to(Path.of("predictions.csv")))}</pre>
 */
public final class PredictionWriter implements Callback {
    private final Path file;
    private final boolean keepAll;
    private final List<String> names;
    private boolean fitting;
    private @Nullable PredictionTable table;

    private PredictionWriter(Path file, boolean keepAll, List<String> names) {
        this.file = file;
        this.keepAll = keepAll;
        this.names = names;
    }

    /**
     * {@return a writer of the newest predictions}
     *
     * @param file where to
     */
    public static PredictionWriter to(Path file) {
        return new PredictionWriter(file, false, List.of());
    }

    /** {@return keeping one file for each epoch, its number before the ending: {@code predictions-003.csv}} */
    public PredictionWriter keepAll() {
        return new PredictionWriter(file, true, names);
    }

    /**
     * {@return with a column of names}
     *
     * @param ofItems names of the validation items by position
     */
    public PredictionWriter names(List<String> ofItems) {
        return new PredictionWriter(file, keepAll, List.copyOf(ofItems));
    }

    @Override
    public void beforeFit(Fit fit) {
        AtomicFile.requireWritable(file);
        int items = fit.learner().data().valid().items();
        if (!names.isEmpty() && names.size() < items) {
            throw new IllegalArgumentException(
                    "there are " + items + " validation items, but " + names.size() + " names; give one name for each");
        }
        fitting = true;
    }

    @Override
    public void beforeValidate(Epoch epoch) {
        table = fitting ? new PredictionTable(epoch.data().classes(), names) : null;
    }

    @Override
    public void afterBatch(Step step) {
        if (table != null && !step.isTraining() && !step.isSkipped()) {
            table.add(step);
        }
    }

    @Override
    public void afterValidate(Epoch epoch) {
        if (table != null && epoch.fit().failure() == null) {
            AtomicFile.writeText(fileOf(epoch), table.csv());
        }
        table = null;
    }

    private Path fileOf(Epoch epoch) {
        if (!keepAll) {
            return file;
        }
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.') > 0 ? name.lastIndexOf('.') : name.length();
        return file.resolveSibling(
                name.substring(0, dot) + String.format(Locale.ROOT, "-%03d", epoch.number()) + name.substring(dot));
    }

    @Override
    public void afterFit(Fit fit) {
        fitting = false;
    }
}
