package io.vivace.learn;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints a line for each epoch, as fastai does: losses, metrics, time. */
final class EpochTable {
    private static final int LEAST_WIDTH = 10;

    private final @Nullable PrintStream out;
    private @Nullable List<String> columns;

    /** Prints to a stream, or nothing. */
    EpochTable(@Nullable PrintStream out) {
        this.out = out;
    }

    void row(EpochRecord e) {
        if (out == null) {
            return;
        }
        List<String> names = new ArrayList<>(List.of("epoch", "train_loss", "valid_loss"));
        names.addAll(e.metrics().keySet());
        names.add("time");
        if (!names.equals(columns)) {
            columns = names;
            print(out, names, names);
        }
        List<String> cells =
                new ArrayList<>(List.of(Integer.toString(e.epoch()), number(e.smoothedLoss()), number(e.validLoss())));
        e.metrics().values().forEach(v -> cells.add(number(v)));
        cells.add(time(e.seconds()));
        print(out, names, cells);
    }

    void line(String text) {
        if (out != null) {
            out.println(text);
            out.flush();
        }
    }

    private static void print(PrintStream out, List<String> names, List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            int width = i == 0
                    ? "epoch".length()
                    : Math.max(LEAST_WIDTH, names.get(i).length());
            line.append(i == 0 ? "" : "  ")
                    .append(" ".repeat(Math.max(0, width - cells.get(i).length())));
            line.append(cells.get(i));
        }
        out.println(line);
        out.flush();
    }

    private static String number(double v) {
        return Double.isNaN(v) ? "#na#" : String.format(Locale.ROOT, "%.6f", v);
    }

    static String time(double seconds) {
        long s = Math.round(seconds);
        return s < 3600
                ? String.format(Locale.ROOT, "%02d:%02d", s / 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
    }
}
