package io.vivace.callbacks.tensorboard;

import io.vivace.io.ProtoMessage;
import io.vivace.plot.Png;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes what TensorBoard shows to a new event file: records of TensorFlow's framing that hold messages {@code Event}. Each event goes
 * to the system whole and at once, so that a TensorBoard that runs can follow, and nothing is lost when the program is killed.
 *
 * <pre>{@code
 * try (EventWriter events = EventWriter.open(Path.of("runs/first"))) {
 *     events.scalar("loss", 0.25, 1);
 * }
 * // tensorboard --logdir runs
 * }</pre>
 *
 * A folder is a run; slashes in tags make groups. Not for several threads at once.
 */
public final class EventWriter implements AutoCloseable {
    private static final int DT_STRING = 7;
    private static final int SESSION_START = 1;

    private final RecordFile records;

    private EventWriter(RecordFile records) {
        this.records = records;
    }

    /**
     * {@return a writer to a new file; files of that folder that are there already stay and are shown with it}
     *
     * @param folder of the run; made if missing
     * @throws io.vivace.io.FileException if nothing can be written there
     */
    public static EventWriter open(Path folder) {
        double now = now();
        String name = String.format(
                Locale.ROOT,
                "events.out.tfevents.%010d.vivace.%d",
                (long) now,
                ProcessHandle.current().pid());
        EventWriter writer =
                new EventWriter(RecordFile.create(folder, n -> String.format(Locale.ROOT, "%s.%04d", name, n)));
        writer.records.write(
                new ProtoMessage().number(1, now).text(3, "brain.Event:2").toBytes());
        return writer;
    }

    /** {@return the file} */
    public Path file() {
        return records.file();
    }

    private static double now() {
        return System.currentTimeMillis() / 1000.0;
    }

    /**
     * Writes a number, a point of a curve.
     *
     * @param tag name of the curve
     * @param value the number; kept as a float
     * @param step place on the time axis
     */
    public void scalar(String tag, double value, long step) {
        summary(new ProtoMessage().text(1, tag).floating(2, (float) value), step);
    }

    /**
     * Writes a picture.
     *
     * @param tag its name
     * @param image the picture
     * @param step place on the time axis
     */
    public void image(String tag, BufferedImage image, long step) {
        ProtoMessage picture = new ProtoMessage()
                .whole(1, image.getHeight())
                .whole(2, image.getWidth())
                .whole(3, image.getColorModel().getNumComponents())
                .bytes(4, Png.encode(image));
        summary(new ProtoMessage().text(1, tag).message(4, picture), step);
    }

    /**
     * Writes how values are spread. Those that are not finite are not counted; nothing is written if none is.
     *
     * @param tag name of the histogram
     * @param values in any order
     * @param step place on the time axis
     */
    public void histogram(String tag, float[] values, long step) {
        Histogram counts = Histogram.of(values);
        if (counts != null) {
            summary(new ProtoMessage().text(1, tag).message(5, counts.proto()), step);
        }
    }

    /**
     * Writes a text, which is shown as Markdown.
     *
     * @param tag its name
     * @param markdown the text
     * @param step place on the time axis
     */
    public void text(String tag, String markdown, long step) {
        ProtoMessage shape = new ProtoMessage().message(2, new ProtoMessage().whole(1, 1));
        ProtoMessage tensor = new ProtoMessage()
                .whole(1, DT_STRING)
                .message(2, shape)
                .bytes(8, markdown.getBytes(StandardCharsets.UTF_8));
        summary(
                new ProtoMessage()
                        .text(1, tag + "/text_summary")
                        .message(8, tensor)
                        .message(9, plugin("text", new ProtoMessage().whole(1, 0))),
                step);
    }

    /**
     * Writes the hyper-parameters of this run, for the table that compares runs. Once in a run.
     *
     * @param values numbers, booleans and texts by name
     * @param metricTags scalars to show beside them
     */
    public void hyperParameters(Map<String, ?> values, List<String> metricTags) {
        double now = now();
        summary(HyperParameterEvents.experiment(values, metricTags, now), 0);
        summary(HyperParameterEvents.start(values, now), 0);
    }

    /**
     * Says that the run with these hyper-parameters is over.
     *
     * @param success whether it went well
     */
    public void end(boolean success) {
        summary(HyperParameterEvents.end(success, now()), 0);
    }

    /**
     * Says that a program goes on here after a checkpoint: what was written before for this step and later ones does not count.
     *
     * @param step the next one
     */
    public void restart(long step) {
        records.write(event(step)
                .message(7, new ProtoMessage().whole(1, SESSION_START))
                .toBytes());
    }

    static ProtoMessage plugin(String name, ProtoMessage content) {
        return new ProtoMessage().message(1, new ProtoMessage().text(1, name).message(2, content));
    }

    private void summary(ProtoMessage value, long step) {
        records.write(
                event(step).message(5, new ProtoMessage().message(1, value)).toBytes());
    }

    private static ProtoMessage event(long step) {
        return new ProtoMessage().number(1, now()).whole(2, step);
    }

    /** Closes the file. */
    @Override
    public void close() {
        records.close();
    }
}
