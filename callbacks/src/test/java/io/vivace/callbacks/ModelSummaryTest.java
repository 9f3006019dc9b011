package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.learn.Callback;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelSummaryTest {
    @TempDir
    Path folder;

    private static float[] trained(Callback... callbacks) {
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, callbacks)) {
            learn.fit(2, 0.5);
            return Tiny.weights(learn);
        }
    }

    @Test
    void showsLayersAndChoices() throws Exception {
        var bytes = new ByteArrayOutputStream();
        Path file = folder.resolve("summary.txt");
        float[] with = trained(
                ModelSummary.printTo(new PrintStream(bytes, true, StandardCharsets.UTF_8)), ModelSummary.to(file));
        String text = bytes.toString(StandardCharsets.UTF_8);
        assertThat(text)
                .contains("input [16, 3]")
                .contains("[16, 2]")
                .contains("parameters 8: 8 trained, 0 frozen")
                .containsPattern("\noptimizer +Sgd\n")
                .containsPattern("\nlr +0.5\n")
                .containsPattern("\ntrain_items +48\n")
                .containsPattern("\nvalid_items +12\n")
                .containsPattern("\nbatches_per_epoch +3\n")
                .containsPattern("\nepochs +2\n")
                .containsPattern("\nloss +cross-entropy\n");
        assertThat(text.split("parameters 8:", -1)).as("once in a fit").hasSize(2);
        assertThat(Files.readString(file)).isEqualTo(text);
        assertThat(with).isEqualTo(trained());
    }

    @Test
    void looksAtTheFileBeforeTraining() {
        assertThatThrownBy(() -> trained(ModelSummary.to(folder))).hasStackTraceContaining("it is a folder");
    }
}
