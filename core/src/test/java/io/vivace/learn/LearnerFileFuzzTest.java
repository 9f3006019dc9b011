package io.vivace.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.io.FileException;
import io.vivace.io.Fuzz;
import io.vivace.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A learner takes a file or refuses it, and a refused one has changed nothing. */
class LearnerFileFuzzTest {
    @TempDir
    Path folder;

    @Test
    void learners() throws IOException {
        try (var data = Spiral.data(20, 10);
                var learn = Learner.of(data, Spiral.netWithDropoutAndNorm())
                        .silent()
                        .build()) {
            learn.fit(1, 1e-2);
            Path file = folder.resolve("whole");
            learn.save(file);
            byte[] whole = Files.readAllBytes(file);
            byte[] plain = Fuzz.withoutChecksum(whole);
            Fuzz.of("learner", folder, FileException.class)
                    .orBy(IllegalArgumentException.class)
                    .run(
                            f -> {
                                int before = bits(learn);
                                try {
                                    learn.load(f);
                                    learn.load(file);
                                } catch (FileException | IllegalArgumentException e) {
                                    assertThat(bits(learn)).as("after " + e).isEqualTo(before);
                                    throw e;
                                }
                            },
                            whole,
                            plain,
                            plain);
        }
    }

    private static int bits(Learner learn) {
        try (var scope = Scope.open()) {
            int hash = 0;
            for (var t : learn.model().state().values()) {
                hash = 31 * hash + Arrays.hashCode(t.toFloatArray());
            }
            for (var t : learn.optimizer().state().values()) {
                hash = 31 * hash + Arrays.hashCode(t.toFloatArray());
            }
            return hash;
        }
    }
}
