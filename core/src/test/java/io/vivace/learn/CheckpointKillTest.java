package io.vivace.learn;

import static io.vivace.metric.Metrics.accuracy;
import static io.vivace.nn.Layers.relu;
import static io.vivace.nn.Layers.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vivace.nn.BatchNorm1d;
import io.vivace.nn.Dropout;
import io.vivace.nn.LayerGroups;
import io.vivace.nn.Linear;
import io.vivace.optim.Adam;
import io.vivace.schedule.Lr;
import io.vivace.schedule.Schedules;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a program that trains, as a system does that needs its memory or its power: without a word before. */
@Timeout(600)
class CheckpointKillTest {
    private static final int KILLS = 20;
    private static final String BATCH = "batch";
    private static final String RESULT = "result ";

    @TempDir
    Path folder;

    /** Two fits of a net that draws random numbers, with a checkpoint after each of their 320 batches. */
    static final class Child {
        public static void main(String[] arguments) {
            var net = sequential(
                    Linear.of(2, 128),
                    BatchNorm1d.of(128),
                    relu(),
                    Dropout.of(0.2),
                    Linear.of(128, 128),
                    relu(),
                    Linear.of(128, 3));
            var layers = List.copyOf(net.children().values());
            try (var data = Spiral.data(250, 30);
                    var learn = Learner.of(data, net)
                            .groups(new LayerGroups(List.of(layers.subList(0, 4), layers.subList(4, 7))))
                            .optimizer(Adam.defaults())
                            .metrics(accuracy())
                            .callbacks(new Callback() {
                                @Override
                                public void beforeBatch(Step step) {
                                    if (step.isTraining()) {
                                        System.out.println(BATCH);
                                    }
                                }
                            })
                            .checkpoint(Checkpoint.in(Path.of(arguments[0]))
                                    .everyBatches(1)
                                    .keep(2)
                                    .resume())
                            .silent()
                            .build()) {
                learn.freeze();
                learn.fit(Schedules.oneCycle(6, 1e-2).momentum(0.95, 0.85));
                learn.unfreeze();
                learn.fit(Schedules.cosineOneCycle(10, Lr.slice(1e-3, 1e-2)));
                System.out.println(RESULT + digest(learn));
            }
        }

        /** {@return a sum over all bits of the outcome: weights, statistics, memory of the optimizer, losses, metrics} */
        private static String digest(Learner learn) {
            var crc = new CRC32C();
            try (var scope = Scope.open()) {
                Map<String, float[]> all = new TreeMap<>();
                LearnerFile.tensors(learn).forEach((name, t) -> all.put(name, t.toFloatArray()));
                all.forEach((name, values) ->
                        crc.update((name + Arrays.toString(values)).getBytes(StandardCharsets.UTF_8)));
            }
            learn.recorder().batches().forEach(b -> crc.update(b.toString().getBytes(StandardCharsets.UTF_8)));
            learn.recorder()
                    .epochs()
                    .forEach(e -> crc.update(
                            (e.trainLoss() + " " + e.validLoss() + e.metrics()).getBytes(StandardCharsets.UTF_8)));
            return learn.recorder().batches().size() + " batches, " + Long.toHexString(crc.getValue());
        }
    }

    /** Starts the program, and kills it after so many batches and some microseconds; null for never. */
    private List<String> start(String name, long kilobytes, int batches, int micros)
            throws IOException, InterruptedException {
        Path runs = folder.resolve(name);
        String limit = kilobytes == 0 ? "" : "ulimit -f " + kilobytes + "; ";
        var builder = new ProcessBuilder(
                        "/bin/bash",
                        "-c",
                        limit + "exec \"$@\"",
                        "-",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        runs.toString())
                .redirectError(folder.resolve(name + ".err").toFile());
        builder.environment().put("OMP_NUM_THREADS", "1");
        Process p = builder.start();
        List<String> lines = new ArrayList<>();
        try (var out = new BufferedReader(new InputStreamReader(p.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                if (lines.size() == batches) {
                    p.waitFor(micros, TimeUnit.MICROSECONDS);
                    p.toHandle().destroyForcibly(); // SIGKILL; the process's own method would close the stream, too
                }
            }
        } finally {
            p.destroyForcibly();
        }
        p.waitFor();
        return lines;
    }

    private String finish(String name) throws IOException, InterruptedException {
        List<String> lines = start(name, 0, Integer.MAX_VALUE, 0);
        assertThat(lines).as(() -> read(folder.resolve(name + ".err"))).isNotEmpty();
        String last = lines.get(lines.size() - 1);
        assertThat(last).startsWith(RESULT);
        return last;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void killedAtTwentyMomentsItEndsWithTheSameBits() throws Exception {
        assumeTrue(Files.exists(Path.of("/bin/bash")), "signals and limits are set by bash");
        String whole = finish("whole");
        assertThat(whole).contains("320 batches");

        Rng rng = new Rng(System.nanoTime());
        List<String> moments = new ArrayList<>();
        int writing = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            // at every fifth start the disk is full: no file may grow beyond some kilobytes
            boolean full = kill % 5 == 4;
            int batches = 1 + rng.nextInt(24);
            int micros = rng.nextInt(30_000);
            int seen = start("killed", full ? 40 : 0, batches, micros).size();
            moments.add(seen + (full ? " full" : ""));
            writing += halfWritten();
        }
        assertThat(finish("killed")).isEqualTo(whole);
        System.out.println("killed " + KILLS + " times after these batches: " + moments + ", " + writing
                + " of them while a file was written; ended with " + whole);
        assertThat(halfWritten()).as("files written half, swept up").isZero();
    }

    private int halfWritten() throws IOException {
        try (var files = Files.list(folder.resolve("killed"))) {
            return (int) files.filter(f -> f.toString().endsWith(".tmp")).count();
        }
    }
}
