package io.vivace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A training that was interrupted leaves what it has learnt. */
@Timeout(180)
class InterruptedClassifyTest {
    private static final Pattern FIRST_ROW = Pattern.compile("\\s*0\\s+\\d.*");

    @TempDir
    Path folder;

    @Test
    void anInterruptedClassifyWritesModelAndReport() throws Exception {
        Path kill = Path.of("/bin/kill");
        assumeThat(Files.isExecutable(kill)).as("a program that sends signals").isTrue();
        Path data = Run.pictures(folder.resolve("pictures"), 16, 6);
        Path out = folder.resolve("out");
        Process classify = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Vivace.class.getName(),
                        "classify",
                        "--data=" + data,
                        "--out=" + out,
                        "--size=24",
                        "--arch=simple_cnn",
                        "--batch=8",
                        "--epochs=10000",
                        "--lr=1e-3")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = classify.inputReader()) {
            StringBuilder seen = new StringBuilder();
            String line = next(lines, seen);
            while (!FIRST_ROW.matcher(line).matches()) {
                line = next(lines, seen);
            }
            // SIGTERM is never ignored, SIGINT is in background jobs of a shell
            new ProcessBuilder(kill.toString(), "-TERM", Long.toString(classify.pid()))
                    .start()
                    .waitFor();
            for (line = lines.readLine(); line != null; line = lines.readLine()) {
                seen.append(line).append('\n');
            }
            assertThat(classify.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(classify.exitValue()).isEqualTo(128 + 15);
            assertThat(seen).contains("stopping after this batch", "batches: interrupted", "Model: " + out);
        } finally {
            classify.destroyForcibly();
        }
        JsonNode report = new ObjectMapper().readTree(out.resolve("report.json").toFile());
        assertThat(report.path("interrupted").asBoolean()).isTrue();
        assertThat(report.path("epochs").size()).isBetween(1, 9_999);
        assertThat(report.path("result").path("valid_loss").isNumber()).isTrue();
        Run said = Run.of("predict", "--model", out.resolve("model.vivace"), data.resolve("valid/moon/0016.png"));
        assertThat(said.exit()).isZero();
    }

    private static String next(BufferedReader lines, StringBuilder seen) throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new AssertionError("the program ended early:\n" + seen);
        }
        seen.append(line).append('\n');
        return line;
    }
}
