package io.vivace.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private static Measurement of(String benchmark, String work, String library, double micros, double first) {
        return new Measurement(benchmark, work, "f32", library, micros, 2e9, 0, 0, first, 100);
    }

    private static String table(Measurement... measurements) {
        return new Table(Comparison.of(List.of(measurements))).markdown();
    }

    @Test
    void aRatioSaysHowManyTimesFasterVivaceIs() {
        assertThat(table(of("W1", "W1", "vivace", 1000, 2), of("W1", "W1", "pytorch", 1500, 2)))
                .contains("| W1 | f32 | 1.00 ms | 2000 GFLOP/s |  | 100 MB | 1.50 ms (**1.50×**), 100 MB |");
    }

    @Test
    void sharesAreOfThePeakOfTheSameRun() {
        assertThat(table(of("MachinePeak", "peak", "vivace", 500, 0), of("W1", "W1", "vivace", 1000, 2)))
                .startsWith("Peak of the machine in this run: 4000 GFLOP/s in f32.")
                .contains("| 50 % |");
    }

    @Test
    void anotherResultIsNotCompared() {
        assertThat(table(of("W1", "W1", "vivace", 1000, 2), of("W1", "W1", "pytorch", 100, 3)))
                .contains("another result: 3.0 against 2.0")
                .doesNotContain("×");
    }
}
