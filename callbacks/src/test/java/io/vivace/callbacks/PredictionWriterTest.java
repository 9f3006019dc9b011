package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.vivace.data.TensorBunch;
import io.vivace.learn.Learner;
import io.vivace.learn.LossFunction;
import io.vivace.nn.Linear;
import io.vivace.optim.Sgd;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionWriterTest {
    @TempDir
    Path folder;

    private static TensorBunch data() {
        var rng = new Rng(1);
        try (var scope = Scope.open()) {
            return TensorBunch.of(Tensor.randn(rng, 60, 3), Tensor.of(new long[60]))
                    .valid(Tensor.randn(rng, 5, 3), Tensor.of(new long[] {0, 1, 0, 1, 1}))
                    .classes(List.of("cat", "dog, big"))
                    .batch(2)
                    .build();
        }
    }

    private static List<NamedCsvRecord> read(Path file) throws Exception {
        try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file)) {
            return csv.stream().toList();
        }
    }

    @Test
    void writesWhatGetPredsSays() throws Exception {
        Path file = folder.resolve("new/predictions.csv");
        try (var data = data();
                var learn = Tiny.learner(data, PredictionWriter.to(file).names(List.of("a", "b", "c", "d", "e")))) {
            learn.fit(1, 0.1);
            try (var expected = learn.getPreds()) {
                List<NamedCsvRecord> rows = read(file);
                assertThat(rows).hasSize(5);
                float[] p = expected.outputs().toFloatArray();
                float[] loss = expected.losses().toFloatArray();
                for (int i = 0; i < 5; i++) {
                    var row = rows.get(i);
                    assertThat(row.getHeader())
                            .containsExactly("item", "name", "actual", "predicted", "loss", "cat", "dog, big");
                    assertThat(row.getFields())
                            .containsExactly(
                                    Integer.toString(i),
                                    "abcde".substring(i, i + 1),
                                    i == 0 || i == 2 ? "cat" : "dog, big",
                                    p[2 * i] >= p[2 * i + 1] ? "cat" : "dog, big",
                                    Float.toString(loss[i]),
                                    Float.toString(p[2 * i]),
                                    Float.toString(p[2 * i + 1]));
                }
            }
            Files.delete(file);
            learn.validate();
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void keepsEveryEpoch() throws Exception {
        try (var data = data();
                var learn = Tiny.learner(
                        data, PredictionWriter.to(folder.resolve("p.csv")).keepAll())) {
            learn.fit(2, 0.1);
        }
        assertThat(folder.resolve("p-000.csv")).exists();
        assertThat(folder.resolve("p-001.csv")).exists();
        assertThat(folder.resolve("p.csv")).doesNotExist();
        assertThat(Files.readString(folder.resolve("p-000.csv")))
                .isNotEqualTo(Files.readString(folder.resolve("p-001.csv")));
    }

    private Path numbers(LossFunction loss, List<String> classes, float[] targets) {
        Path file = folder.resolve("numbers.csv");
        var rng = new Rng(1);
        try (var scope = Scope.open();
                var data = TensorBunch.of(
                                Tensor.randn(rng, 3, 2), Tensor.of(targets).reshape(3, 2))
                        .valid(Tensor.zeros(3, 2), Tensor.of(targets).reshape(3, 2))
                        .classes(classes)
                        .batch(2)
                        .build();
                var learn = Learner.of(data, Linear.of(2, 2).init(new Rng(2)))
                        .optimizer(Sgd.plain())
                        .loss(loss)
                        .callbacks(PredictionWriter.to(file))
                        .silent()
                        .build()) {
            learn.fit(1, 1e-9);
        }
        return file;
    }

    @Test
    void numbersAndSeveralClassesHaveTheirForms() throws Exception {
        float[] targets = {1, 0, 1, 1, 0, 0};
        var rows = read(numbers(LossFunction.mse(), List.of(), targets));
        assertThat(rows.get(0).getHeader())
                .containsExactly("item", "actual", "predicted", "loss", "output_0", "output_1");
        assertThat(rows.get(1).getField("actual")).isEqualTo("1.0;1.0");
        assertThat(rows.get(1).getField("predicted"))
                .isEqualTo(rows.get(1).getField("output_0") + ";" + rows.get(1).getField("output_1"));

        rows = read(numbers(LossFunction.bceWithLogits(), List.of("x", "y"), targets));
        assertThat(rows.stream().map(r -> r.getField("actual"))).containsExactly("x", "x;y", "");
        for (var r : rows) {
            String said = (Float.parseFloat(r.getField("x")) >= 0.5 ? "x" : "")
                    + (Float.parseFloat(r.getField("x")) >= 0.5 && Float.parseFloat(r.getField("y")) >= 0.5 ? ";" : "")
                    + (Float.parseFloat(r.getField("y")) >= 0.5 ? "y" : "");
            assertThat(r.getField("predicted")).isEqualTo(said);
        }
    }

    /** A loss of whole batches has no numbers for single items. */
    @Test
    void lossesThatAreNotKnownAreEmpty() throws Exception {
        float[] targets = {1, 0, 1, 1, 0, 0};
        var rows = read(numbers(LossFunction.of((a, b) -> a.sub(b).square().mean()), List.of(), targets));
        assertThat(rows.stream().map(r -> r.getField("loss"))).containsOnly("");
    }

    @Test
    void refusesNamesThatAreMissing() {
        try (var data = data();
                var learn = Tiny.learner(
                        data, PredictionWriter.to(folder.resolve("p.csv")).names(List.of("a")))) {
            assertThatThrownBy(() -> learn.fit(1, 0.1)).hasStackTraceContaining("5 validation items, but 1 names");
        }
    }
}
