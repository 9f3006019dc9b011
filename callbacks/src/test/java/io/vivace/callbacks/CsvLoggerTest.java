package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.FitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvLoggerTest {
    private static final String HEADER = "epoch,train_loss,valid_loss,accuracy,time";

    @TempDir
    Path folder;

    private static FitResult fit(int epochs, Callback... callbacks) {
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, callbacks)) {
            return learn.fit(epochs, 0.1);
        }
    }

    private static List<String> lines(Path file) throws Exception {
        assertThat(Files.readString(file)).endsWith("\n");
        return Files.readAllLines(file);
    }

    @Test
    void writesALineForEachEpoch() throws Exception {
        Path file = folder.resolve("new/history.csv");
        FitResult result = fit(2, CsvLogger.to(file));
        List<String> lines = lines(file);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo(HEADER);
        for (int i = 0; i < 2; i++) {
            var e = result.epochs().get(i);
            assertThat(lines.get(i + 1))
                    .matches(String.format(
                            Locale.ROOT,
                            "%d,%.6f,%.6f,%.6f,\\d\\d:\\d\\d",
                            i,
                            e.smoothedLoss(),
                            e.validLoss(),
                            e.metrics().get("accuracy")));
        }
    }

    /** What callbacks add is a column; what is not measured is empty; a name with a comma is quoted. */
    @Test
    void takesOverWhatCallbacksMeasure() throws Exception {
        Path file = folder.resolve("history.csv");
        fit(2, CsvLogger.to(file), new Callback() {
            @Override
            public void afterEpoch(Epoch epoch) {
                epoch.metric("a,b", epoch.number() == 0 ? Double.NaN : 2);
                if (epoch.number() == 1) {
                    epoch.metric("late", 1);
                }
            }
        });
        List<String> lines = lines(file);
        assertThat(lines.get(0)).isEqualTo("epoch,train_loss,valid_loss,accuracy,\"a,b\",time");
        assertThat(lines.get(1)).matches(".*,,\\d\\d:\\d\\d");
        assertThat(lines.get(2)).matches(".*,2.000000,\\d\\d:\\d\\d");
    }

    @Test
    void whatWasLoggedIsInTheFileWhenTheProgramDies() throws Exception {
        Path file = folder.resolve("history.csv");
        fit(2, CsvLogger.to(file), new Callback() {
            @Override
            public void beforeEpoch(Epoch epoch) {
                if (epoch.number() == 1) {
                    assertThat(file).content().startsWith(HEADER + "\n0,").endsWith("\n");
                }
            }
        });
        assertThatThrownBy(() -> fit(2, CsvLogger.to(file), new Callback() {
                    @Override
                    public void beforeTrain(Epoch epoch) {
                        if (epoch.number() == 1) {
                            throw new IllegalStateException("killed");
                        }
                    }
                }))
                .hasStackTraceContaining("killed");
        assertThat(lines(file)).hasSize(2);
    }

    @Test
    void appendsWithoutAnotherHeader() throws Exception {
        Path file = folder.resolve("history.csv");
        fit(1, CsvLogger.to(file).append());
        Files.writeString(file, Files.readString(file) + "1,0.5,0."); // a line that a power failure cut
        fit(1, CsvLogger.to(file).append());
        assertThat(lines(file))
                .hasSize(3)
                .startsWith(HEADER)
                .filteredOn(HEADER::equals)
                .hasSize(1);

        fit(1, CsvLogger.to(file));
        assertThat(lines(file)).hasSize(2);
    }

    @Test
    void laterFitsOfOneLoggerGoOn() throws Exception {
        Path file = folder.resolve("history.csv");
        Files.writeString(file, "of an earlier program\n");
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, CsvLogger.to(file))) {
            learn.fit(1, 0.1);
            learn.fit(2, 0.1);
        }
        assertThat(lines(file)).hasSize(4).startsWith(HEADER);
    }

    @Test
    void refusesOtherColumnsBeforeTraining() throws Exception {
        Path file = folder.resolve("history.csv");
        Files.writeString(file, "epoch,train_loss,valid_loss,time\n0,1,1,00:00\n");
        assertThatThrownBy(() -> fit(1, CsvLogger.to(file).append(), new Callback() {
                    @Override
                    public void beforeEpoch(Epoch epoch) {
                        throw new AssertionError("training has begun");
                    }
                }))
                .hasStackTraceContaining("has the columns [epoch, train_loss, valid_loss, time]")
                .hasStackTraceContaining("accuracy")
                .hasStackTraceContaining("write to another file");
        Files.writeString(file, "epoch,train_loss,valid_loss,accuracy,kappa,time\n");
        assertThatThrownBy(() -> fit(1, CsvLogger.to(file).append())).hasStackTraceContaining("kappa");
        assertThatThrownBy(() -> fit(1, CsvLogger.to(folder))).hasStackTraceContaining("it is a folder");
    }

    /** The second epoch was logged after the checkpoint and is trained again. */
    @Test
    void goesOnAtTheCheckpoint() throws Exception {
        Path file = folder.resolve("history.csv");
        var first = CsvLogger.to(file);
        var checkpoint = Resumed.saving(first);
        fit(2, first, checkpoint);
        String before = lines(file).get(1);

        var again = CsvLogger.to(file);
        fit(1, again, Resumed.loading(again, checkpoint.saved));
        assertThat(lines(file)).hasSize(3).startsWith(HEADER, before);
        assertThat(lines(file).get(2)).startsWith("0,");
    }
}
