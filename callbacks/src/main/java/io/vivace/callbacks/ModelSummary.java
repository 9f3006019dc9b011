package io.vivace.callbacks;

import io.vivace.io.AtomicFile;
import io.vivace.learn.Callback;
import io.vivace.learn.Fit;
import io.vivace.learn.Step;
import io.vivace.nn.Summary;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prints the table of the net's layers with the shapes of their outputs and their parameters, and the hyper-parameters of the fit. It
 * looks on while the first training batch passes, so nothing is computed for it.
 *
 * <pre>{@code learner.callbacks(ModelSummary.toConsole())}</pre>
 */
public final class ModelSummary implements Callback {
    private final @Nullable PrintStream out;
    private final @Nullable Path file;
    private boolean done;
    private @Nullable Summary seen;

    private ModelSummary(@Nullable PrintStream out, @Nullable Path file) {
        this.out = out;
        this.file = file;
    }

    /** {@return a summary on standard output} */
    @SuppressWarnings("SystemOut") // where the table of epochs goes, too
    public static ModelSummary toConsole() {
        return printTo(System.out);
    }

    /**
     * {@return a summary on a stream}
     *
     * @param out where to
     */
    public static ModelSummary printTo(PrintStream out) {
        return new ModelSummary(out, null);
    }

    /**
     * {@return a summary in a file, which is replaced}
     *
     * @param file where to
     */
    public static ModelSummary to(Path file) {
        return new ModelSummary(null, file);
    }

    @Override
    public void beforeFit(Fit fit) {
        done = false;
        if (file != null) {
            AtomicFile.requireWritable(file);
        }
    }

    @Override
    public void beforeBatch(Step step) {
        if (!done && step.isTraining()) {
            done = true;
            seen = Summary.watch(step.model());
        }
    }

    @Override
    public void afterForward(Step step) {
        show(step.fit());
    }

    /** A step of one's own need not tell of its forward pass. */
    @Override
    public void afterBatch(Step step) {
        show(step.fit());
    }

    private void show(Fit fit) {
        Summary summary = seen;
        if (summary == null) {
            return;
        }
        seen = null;
        summary.close();
        String text = summary + "\n\n" + chosen(fit) + "\n";
        if (file != null) {
            AtomicFile.writeText(file, text);
        }
        if (out != null) {
            out.print(text);
            out.flush();
        }
    }

    private static String chosen(Fit fit) {
        Map<String, Object> all = HyperParameters.of(fit);
        int width = all.keySet().stream().mapToInt(String::length).max().orElse(0);
        StringBuilder text = new StringBuilder();
        all.forEach((name, v) -> text.append(name)
                .append(" ".repeat(width - name.length() + 2))
                .append(v)
                .append('\n'));
        return text.toString();
    }
}
