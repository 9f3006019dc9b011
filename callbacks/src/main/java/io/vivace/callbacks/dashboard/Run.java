package io.vivace.callbacks.dashboard;

import io.vivace.callbacks.LayerWatch;
import io.vivace.plot.Picture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known about one learner's training so far. The thread that trains writes; others take copies, so that it waits for no longer than
 * a copy takes.
 */
final class Run {
    /** Epochs of the table that are kept. */
    private static final int MOST_EPOCHS = 1000;

    /** How training stands. */
    enum State {
        RUNNING,
        FINISHED,
        STOPPED,
        FAILED
    }

    /**
     * A chart's line.
     *
     * @param chart title of the chart
     * @param name of the line
     */
    record Line(String chart, String name) {}

    /**
     * Where something began.
     *
     * @param batch number of the first batch
     * @param label what
     */
    record Mark(int batch, String label) {}

    /**
     * The latest pictures.
     *
     * @param source what they are of, in words
     * @param pictures with what the net says
     */
    record Shown(String source, List<Picture> pictures) {}

    /** All that was known at some moment. */
    record Copy(
            String id,
            String title,
            long started,
            State state,
            String message,
            double seconds,
            int batches,
            long planned,
            double epoch,
            int epochs,
            int version,
            int layersVersion,
            int picturesVersion,
            Clock clock,
            Map<Line, Series> lines,
            List<Mark> marks,
            List<Map<String, Double>> rows) {}

    private final String id;
    private final String title;
    private final long started;
    private final Map<Line, Series> lines = new LinkedHashMap<>();
    private final List<Mark> marks = new ArrayList<>();
    private final List<Map<String, Double>> rows = new ArrayList<>();
    private Clock clock = new Clock();
    private LayerHistory layers = new LayerHistory(List.of());
    private Shown shown = new Shown("", List.of());
    private State state = State.RUNNING;
    private String message = "";
    private String note = "";
    private double seconds;
    private double epoch;
    private long planned;
    private int batches;
    private int epochs;
    private int version;
    private int layersVersion;
    private int picturesVersion;

    Run(String id, String title) {
        this.id = id;
        this.title = title;
        started = System.currentTimeMillis();
    }

    String id() {
        return id;
    }

    String title() {
        return title;
    }

    // ---------------------------------------------------------------------------------------------- the trainer's side

    /** {@return the number of the next batch, from 0 over all fits} */
    synchronized int batches() {
        return batches;
    }

    synchronized void begin(long batchesInAll, int epochsInAll) {
        state = State.RUNNING;
        message = "";
        planned = batchesInAll;
        epochs = epochsInAll;
        version++;
    }

    synchronized void mark(String label) {
        marks.add(new Mark(batches, label));
    }

    /** Forgets curves and epochs, which will be told anew. */
    synchronized void clear() {
        lines.clear();
        marks.clear();
        rows.clear();
        clock = new Clock();
        batches = 0;
        epoch = 0;
        version++;
    }

    synchronized void add(String chart, String name, double value) {
        lines.computeIfAbsent(new Line(chart, name), l -> new Series()).add(batches, value);
    }

    synchronized void trained(double now, double epochsNow) {
        seconds = now;
        epoch = epochsNow;
        clock.add(batches, now, epochsNow);
        batches++;
        version++;
    }

    synchronized void row(Map<String, Double> cells) {
        if (rows.size() == MOST_EPOCHS) {
            rows.remove(0);
        }
        rows.add(new LinkedHashMap<>(cells));
        version++;
    }

    synchronized void end(State how, String why, double now) {
        state = how;
        message = why;
        seconds = now;
        version++;
    }

    /** Something to be seen whatever comes. */
    synchronized void note(String words) {
        note = words;
        version++;
    }

    synchronized void layers(List<String> names, LayerWatch watch) {
        if (!layers.names().equals(names)) {
            layers = new LayerHistory(names);
        }
        layers.add(batches, watch);
        layersVersion++;
        version++;
    }

    synchronized void pictures(String source, List<Picture> pictures) {
        shown = new Shown(source, List.copyOf(pictures));
        picturesVersion++;
        version++;
    }

    // ---------------------------------------------------------------------------------------------- the readers' side

    synchronized boolean isRunning() {
        return state == State.RUNNING;
    }

    synchronized int version() {
        return version;
    }

    synchronized Copy copy() {
        Map<Line, Series> copies = new LinkedHashMap<>();
        lines.forEach((line, series) -> copies.put(line, series.copy()));
        return copy(clock.copy(), copies, List.copyOf(marks), List.copyOf(rows));
    }

    /** {@return how it stands, without curves and epochs} */
    synchronized Copy headline() {
        return copy(new Clock(), Map.of(), List.of(), List.of());
    }

    private Copy copy(Clock time, Map<Line, Series> curves, List<Mark> starts, List<Map<String, Double>> table) {
        return new Copy(
                id,
                title,
                started,
                state,
                note.isEmpty() || message.isEmpty() ? message + note : message + "; " + note,
                seconds,
                batches,
                planned,
                epoch,
                epochs,
                version,
                layersVersion,
                picturesVersion,
                time,
                curves,
                starts,
                table);
    }

    synchronized LayerHistory layers() {
        return layers.copy();
    }

    synchronized Shown shown() {
        return shown;
    }
}
