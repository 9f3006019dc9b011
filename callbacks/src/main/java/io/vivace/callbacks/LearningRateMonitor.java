package io.vivace.callbacks;

import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Fit;
import io.vivace.learn.SavedState;
import io.vivace.learn.Step;
import io.vivace.optim.ParameterGroup;
import io.vivace.optim.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Notes the learning rates of all layer groups and the momentum of the last one: those of the last batch of each epoch as columns of
 * the table that loggers take over ({@code lr}, or {@code lr_0} to {@code lr_n} with several groups, and {@code momentum}), and if
 * wanted those of every batch in a CSV file.
 *
 * <pre>{@code learner.callbacks(LearningRateMonitor.ofEpochs().batchesTo(Path.of("rates.csv")))}</pre>
 *
 * A file of an earlier program is replaced; later fits with the same monitor go on in it.
 */
public final class LearningRateMonitor implements Callback {
    private final @Nullable RunLog log;
    private List<Settings> now = List.of();

    private LearningRateMonitor(@Nullable RunLog log) {
        this.log = log;
    }

    /** {@return a monitor that adds columns to the table} */
    public static LearningRateMonitor ofEpochs() {
        return new LearningRateMonitor(null);
    }

    /**
     * {@return writing a line for each training batch, too: {@code epoch,batch}, rates, {@code momentum}}
     *
     * @param file where to
     */
    public LearningRateMonitor batchesTo(Path file) {
        return new LearningRateMonitor(new RunLog(file, false));
    }

    @Override
    public void beforeFit(Fit fit) {
        if (log != null) {
            log.check();
        }
    }

    /** What the batch was trained with, before anybody changes it for the next one. */
    @Override
    public void afterStep(Step step) {
        note(step);
    }

    @Override
    public void afterBatch(Step step) {
        if (!step.isTraining()) {
            return;
        }
        if (step.isSkipped()) {
            note(step);
        }
        if (log != null) {
            if (log.lines().length() == 0) {
                List<String> header = new ArrayList<>(List.of("epoch", "batch"));
                header.addAll(names());
                log.lines().write(CsvLogger.line(header));
            }
            List<String> cells = new ArrayList<>(List.of(
                    Integer.toString(step.epoch().number()),
                    Long.toString(step.fit().batch())));
            values().forEach(v -> cells.add(Double.toString(v)));
            log.lines().write(CsvLogger.line(cells));
        }
    }

    private void note(Step step) {
        now = step.optimizer().groups().stream().map(ParameterGroup::settings).toList();
    }

    private List<String> names() {
        List<String> all = new ArrayList<>(
                now.size() == 1
                        ? List.of("lr")
                        : IntStream.range(0, now.size())
                                .mapToObj(g -> "lr_" + g)
                                .toList());
        all.add("momentum");
        return all;
    }

    private List<Double> values() {
        List<Double> all = new ArrayList<>(now.stream().map(Settings::lr).toList());
        all.add(now.get(now.size() - 1).momentum());
        return all;
    }

    @Override
    public void afterTrain(Epoch epoch) {
        if (!now.isEmpty()) {
            List<Double> values = values();
            List<String> names = names();
            for (int i = 0; i < names.size(); i++) {
                epoch.metric(names.get(i), values.get(i));
            }
        }
    }

    @Override
    public void afterFit(Fit fit) {
        if (log != null) {
            log.close();
        }
    }

    @Override
    public void save(SavedState to) {
        if (log != null) {
            log.save(to);
        }
    }

    @Override
    public void load(SavedState from) {
        if (log != null) {
            log.load(from);
        }
    }
}
