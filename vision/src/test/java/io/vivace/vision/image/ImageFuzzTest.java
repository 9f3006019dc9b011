package io.vivace.vision.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged pictures, with 128 MB of heap. What native decoders say to standard error is noted in a file, as there is much of it. */
class ImageFuzzTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "other pictures", "masks", "idx"})
    void damagedPictures(String format) throws IOException, InterruptedException {
        Path noise = folder.resolve("noise");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-Djava.awt.headless=true",
                        "-Dvivace.fuzz=" + Integer.getInteger("vivace.fuzz", 10_000),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ImageFuzz.class.getName(),
                        format,
                        folder.toString())
                .redirectError(noise.toFile())
                .start();
        String said;
        try (var out = process.getInputStream()) {
            said = new String(out.readAllBytes());
        }
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        System.out.print(said);
        assertThat(process.exitValue())
                .as(() -> "the reader of " + format + " ended badly: " + last(noise))
                .isZero();
        assertThat(said).contains("damaged files").contains("peak memory");
        long peak = Long.parseLong(said.replaceAll("(?s).*process (\\d+) MB.*", "$1"));
        assertThat(peak).as("MB at the peak").isLessThan(1024);
    }

    private static String last(Path noise) {
        try {
            String all = Files.readString(noise, java.nio.charset.StandardCharsets.ISO_8859_1);
            return all.substring(Math.max(0, all.length() - 3000));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
