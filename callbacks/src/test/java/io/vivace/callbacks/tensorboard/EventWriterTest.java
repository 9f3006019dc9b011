package io.vivace.callbacks.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.callbacks.tensorboard.EventFile.Message;
import io.vivace.io.FileException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventWriterTest {
    @TempDir
    Path folder;

    /** {@return the events after the first one, which names the format} */
    private List<Message> written(Consumer<EventWriter> work) throws Exception {
        double before = System.currentTimeMillis() / 1000.0;
        try (EventWriter events = EventWriter.open(folder.resolve("run"))) {
            work.accept(events);
            List<Message> all = EventFile.read(events.file());
            double after = System.currentTimeMillis() / 1000.0;
            assertThat(all.get(0).text(3)).isEqualTo("brain.Event:2");
            all.forEach(e -> assertThat((Double) e.get(1)).isBetween(before, after));
            assertThat(events.file().getFileName().toString()).matches("events\\.out\\.tfevents\\.\\d{10}\\..+");
            return all.subList(1, all.size());
        }
    }

    @Test
    void numbers() throws Exception {
        List<Message> all = written(w -> {
            w.scalar("train/löss", 0.1, 0);
            w.scalar("b", Double.NaN, 1L << 40);
            w.scalar("c", -2, -1);
        });
        assertThat(all).hasSize(3);
        assertThat(all.get(0).tag()).isEqualTo("train/löss");
        assertThat(all.get(0).scalar()).isEqualTo(0.1f);
        assertThat(all.get(0).step()).isZero();
        assertThat(all.get(1).scalar()).isNaN();
        assertThat(all.get(1).step()).isEqualTo(1L << 40);
        assertThat(all.get(2).scalar()).isEqualTo(-2f);
        assertThat(all.get(2).step()).isEqualTo(-1);
    }

    @Test
    void pictures() throws Exception {
        var image = new BufferedImage(5, 3, BufferedImage.TYPE_INT_RGB);
        image.setRGB(4, 2, 0xff8040);
        Message e = written(w -> w.image("worst", image, 7)).get(0);
        Message picture = e.value().message(4);
        assertThat(e.tag()).isEqualTo("worst");
        assertThat(e.step()).isEqualTo(7);
        assertThat(picture.get(1)).isEqualTo(3L);
        assertThat(picture.get(2)).isEqualTo(5L);
        assertThat(picture.get(3)).isEqualTo(3L);
        var again = ImageIO.read(new ByteArrayInputStream((byte[]) picture.get(4)));
        assertThat(again.getWidth()).isEqualTo(5);
        assertThat(again.getRGB(4, 2) & 0xffffff).isEqualTo(0xff8040);
    }

    @Test
    void histograms() throws Exception {
        float[] values = {0, 1, -1, 1.05f, 2.5f, 1e-30f, Float.NaN, Float.POSITIVE_INFINITY, -3e38f};
        List<Message> all = written(w -> {
            w.histogram("h", values, 3);
            w.histogram("nothing finite", new float[] {Float.NaN}, 3);
            w.histogram("one", new float[] {2}, 4);
        });
        assertThat(all).hasSize(2);
        Message h = all.get(0).value().message(5);
        assertThat(all.get(0).tag()).isEqualTo("h");
        assertThat(h.get(1)).isEqualTo((double) -3e38f);
        assertThat(h.get(2)).isEqualTo(2.5);
        assertThat(h.get(3)).isEqualTo(7.0);
        assertThat(h.get(4)).isEqualTo((double) -3e38f + 0 + 1 - 1 + 1.05f + 2.5 + 1e-30f);
        double squares = 0;
        for (float v : values) {
            squares += Float.isFinite(v) ? (double) v * v : 0;
        }
        assertThat(h.get(5)).isEqualTo(squares);
        double[] limits = h.packed(6);
        double[] counts = h.packed(7);
        assertThat(counts).hasSameSizeAs(limits);
        assertThat(counts[0]).isEqualTo(1);
        assertThat(counts[counts.length - 1]).isEqualTo(1);
        double count = 0;
        for (int i = 0; i < limits.length; i++) {
            int inside = 0;
            for (float v : values) {
                double low = i == 0 ? Double.NEGATIVE_INFINITY : limits[i - 1];
                inside += Float.isFinite(v) && v >= low && v < limits[i] ? 1 : 0;
            }
            assertThat(counts[i]).as("bucket below %s", limits[i]).isEqualTo(inside);
            count += counts[i];
        }
        assertThat(count).isEqualTo(7);
        Message one = all.get(1).value().message(5);
        assertThat(one.packed(7)).containsExactly(1);
        assertThat(one.packed(6)[0]).isBetween(2.0, 2.2);
    }

    @Test
    void texts() throws Exception {
        Message e = written(w -> w.text("notes", "**ä**", 9)).get(0);
        assertThat(e.tag()).isEqualTo("notes/text_summary");
        assertThat(e.step()).isEqualTo(9);
        Message tensor = e.value().message(8);
        assertThat(tensor.get(1)).as("a tensor of strings").isEqualTo(7L);
        assertThat(tensor.message(2).message(2).get(1)).isEqualTo(1L);
        assertThat(tensor.text(8)).isEqualTo("**ä**");
        Message plugin = e.value().message(9).message(1);
        assertThat(plugin.text(1)).isEqualTo("text");
        assertThat(plugin.message(2).get(1)).isEqualTo(0L);
    }

    @Test
    void hyperParameters() throws Exception {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("lr", 0.25);
        values.put("batch", 64);
        values.put("bf16", true);
        values.put("net", "resnet18");
        List<Message> all = written(w -> {
            w.hyperParameters(values, List.of("valid/loss", "metrics/accuracy"));
            w.end(true);
            w.end(false);
        });
        assertThat(all).hasSize(4);
        for (Message e : all) {
            assertThat(e.value().message(9).message(1).text(1)).isEqualTo("hparams");
            assertThat(content(e).get(1)).as("version").isEqualTo(0L);
            assertThat(e.value().message(8).get(1)).isEqualTo(1L);
        }
        assertThat(all.get(0).tag()).isEqualTo("_hparams_/experiment");
        Message experiment = content(all.get(0)).message(2);
        assertThat(experiment.messages(4).stream().map(m -> m.text(1) + m.get(4)))
                .containsExactly("lr3", "batch3", "bf162", "net1");
        assertThat(experiment.messages(5).stream().map(m -> m.message(1).text(2)))
                .containsExactly("valid/loss", "metrics/accuracy");
        assertThat((Double) experiment.get(3)).isPositive();

        assertThat(all.get(1).tag()).isEqualTo("_hparams_/session_start_info");
        Message start = content(all.get(1)).message(3);
        List<Message> given = start.messages(1);
        assertThat(given.stream().map(m -> m.text(1))).containsExactly("lr", "batch", "bf16", "net");
        assertThat(given.get(0).message(2).get(2)).isEqualTo(0.25);
        assertThat(given.get(1).message(2).get(2)).isEqualTo(64.0);
        assertThat(given.get(2).message(2).get(4)).isEqualTo(1L);
        assertThat(given.get(3).message(2).text(3)).isEqualTo("resnet18");
        assertThat((Double) start.get(5)).isPositive();

        assertThat(all.get(2).tag()).isEqualTo("_hparams_/session_end_info");
        assertThat(content(all.get(2)).message(4).get(1)).as("success").isEqualTo(1L);
        assertThat(content(all.get(3)).message(4).get(1)).as("failure").isEqualTo(2L);
        assertThat((Double) content(all.get(3)).message(4).get(2)).isPositive();
    }

    private static Message content(Message e) {
        return e.value().message(9).message(1).message(2);
    }

    @Test
    void restarts() throws Exception {
        Message e = written(w -> w.restart(5)).get(0);
        assertThat(e.step()).isEqualTo(5);
        assertThat(e.message(7).get(1)).as("start").isEqualTo(1L);
    }

    /** Others read while we write, and several writers of one second do not meet. */
    @Test
    void filesGrowAndNeverMeet() throws Exception {
        try (var a = EventWriter.open(folder);
                var b = EventWriter.open(folder)) {
            assertThat(a.file()).isNotEqualTo(b.file());
            for (int i = 0; i < 3; i++) {
                a.scalar("x", i, i);
                assertThat(EventFile.read(a.file())).hasSize(i + 2);
            }
            assertThat(EventFile.read(b.file())).hasSize(1);
        }
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> EventWriter.open(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("cannot be written");
    }
}
