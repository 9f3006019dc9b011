package io.vivace.learn;

import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** The bar that moves while an epoch runs, if a person is looking. It leaves nothing behind. */
final class ProgressLine implements AutoCloseable {
    private final @Nullable ProgressBar bar;
    private final long start = System.nanoTime();

    /**
     * Starts a bar.
     *
     * @param shown whether to show it, if there is a terminal
     * @param task what is done
     * @param batches how much there is to do
     */
    ProgressLine(boolean shown, String task, long batches) {
        bar = shown && hasTerminal()
                ? new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(batches)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(200)
                        .clearDisplayOnFinish()
                        .build()
                : null;
    }

    /** JDK 22 to 24 have a console even where output goes to a file; there a bar may be drawn that nobody sees. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean hasTerminal() {
        return System.console() != null;
    }

    /**
     * One batch is done.
     *
     * @param loss the loss to show, NaN for none
     * @param secondsWaited how long was waited for data so far
     */
    void step(double loss, double secondsWaited) {
        if (bar != null) {
            double seconds = (System.nanoTime() - start) * 1e-9;
            String text = Double.isNaN(loss) ? "" : String.format(Locale.ROOT, "loss %.4f, ", loss);
            bar.setExtraMessage(text + String.format(Locale.ROOT, "data wait %.0f %%", 100 * secondsWaited / seconds));
            bar.step();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
