package io.vivace.callbacks.dashboard;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vivace.plot.Picture;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;

/** A run as the page reads it. The same three parts are served, kept in files and put into reports. */
final class RunJson {
    /** Pictures that are shown at once. */
    static final int MOST_PICTURES = 36;

    private static final int LONGEST_SIDE = 256;

    private RunJson() {}

    static void whole(JsonGenerator to, Run run) throws IOException {
        to.writeStartObject();
        to.writeFieldName("run");
        run(to, run.copy());
        to.writeFieldName("layers");
        run.layers().write(to);
        to.writeFieldName("pictures");
        pictures(to, run.shown());
        to.writeEndObject();
    }

    /** What a list of runs says about one. */
    static void headline(JsonGenerator to, Run.Copy run) throws IOException {
        to.writeStringField("id", run.id());
        to.writeStringField("title", run.title());
        to.writeNumberField("started", run.started());
        to.writeStringField("state", run.state().name().toLowerCase(Locale.ROOT));
        to.writeStringField("message", run.message());
        to.writeNumberField("seconds", (float) run.seconds());
        to.writeNumberField("batches", run.batches());
        to.writeNumberField("planned", run.planned());
        to.writeNumberField("epoch", (float) run.epoch());
        to.writeNumberField("epochs", run.epochs());
        to.writeNumberField("version", run.version());
        to.writeNumberField("layersVersion", run.layersVersion());
        to.writeNumberField("picturesVersion", run.picturesVersion());
    }

    static void run(JsonGenerator to, Run.Copy run) throws IOException {
        to.writeStartObject();
        headline(to, run);
        to.writeObjectFieldStart("clock");
        Json.numbers(to, "batch", run.clock().batches());
        Json.numbers(to, "seconds", run.clock().seconds());
        Json.numbers(to, "epoch", run.clock().epochs());
        to.writeEndObject();
        to.writeArrayFieldStart("lines");
        for (Map.Entry<Run.Line, Series> e : run.lines().entrySet()) {
            line(to, e.getKey(), e.getValue());
        }
        to.writeEndArray();
        to.writeArrayFieldStart("marks");
        for (Run.Mark m : run.marks()) {
            to.writeStartObject();
            to.writeNumberField("batch", m.batch());
            to.writeStringField("label", m.label());
            to.writeEndObject();
        }
        to.writeEndArray();
        table(to, run.rows());
        to.writeEndObject();
    }

    private static void line(JsonGenerator to, Run.Line line, Series s) throws IOException {
        to.writeStartObject();
        to.writeStringField("chart", line.chart());
        to.writeStringField("name", line.name());
        Json.numbers(to, "x", s.batches());
        Json.numbers(to, "y", s.means());
        if (s.stride() > 1) {
            Json.numbers(to, "low", s.lows());
            Json.numbers(to, "high", s.highs());
        }
        to.writeEndObject();
    }

    private static void table(JsonGenerator to, List<Map<String, Double>> rows) throws IOException {
        Set<String> columns = new LinkedHashSet<>();
        rows.forEach(r -> columns.addAll(r.keySet()));
        to.writeArrayFieldStart("columns");
        for (String c : columns) {
            to.writeString(c);
        }
        to.writeEndArray();
        to.writeArrayFieldStart("rows");
        for (Map<String, Double> row : rows) {
            to.writeStartArray();
            for (String c : columns) {
                Json.number(to, row.getOrDefault(c, Double.NaN));
            }
            to.writeEndArray();
        }
        to.writeEndArray();
    }

    static void pictures(JsonGenerator to, Run.Shown shown) throws IOException {
        to.writeStartObject();
        to.writeStringField("source", shown.source());
        to.writeArrayFieldStart("pictures");
        for (Picture p : shown.pictures().stream().limit(MOST_PICTURES).toList()) {
            BufferedImage image = small(p.image());
            to.writeStartObject();
            to.writeNumberField("width", image.getWidth());
            to.writeNumberField("height", image.getHeight());
            to.writeStringField("caption", p.caption());
            to.writeStringField("verdict", p.verdict().name().toLowerCase(Locale.ROOT));
            to.writeFieldName("png");
            to.writeBinary(png(image));
            to.writeEndObject();
        }
        to.writeEndArray();
        to.writeEndObject();
    }

    private static BufferedImage small(BufferedImage image) {
        int longer = Math.max(image.getWidth(), image.getHeight());
        if (longer <= LONGEST_SIDE) {
            return image;
        }
        int width = Math.max(1, (int) ((long) image.getWidth() * LONGEST_SIDE / longer));
        int height = Math.max(1, (int) ((long) image.getHeight() * LONGEST_SIDE / longer));
        var out = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = out.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        g.drawImage(image, 0, 0, width, height, null);
        g.dispose();
        return out;
    }

    private static byte[] png(BufferedImage image) throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageIO.setUseCache(false);
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
