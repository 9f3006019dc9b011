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
                .contains(
                        "| W1 | f32 | 1.00 ms | 2000 GFLOP/s |  | 100 MB | **1.50×** | ≥ 1.10× | 1.50 ms (1.50×), 100 MB |");
    }

    @Test
    void sharesAreOfThePeakOfTheSameRun() {
        assertThat(table(of("MachinePeak", "peak", "vivace", 500, 0), of("W1", "W1", "vivace", 1000, 2)))
                .startsWith("Peak of the machine in this run: 4000 GFLOP/s in f32.")
                .contains("| 50 % |");
    }

    @Test
    void theFastestVariantOfPyTorchCountsUnlessItComputesSomethingElse() {
        Measurement ours = of("W1ResNet34", "W1", "vivace", 1000, 2);
        Measurement slow = of("W1ResNet34", "W1", "pytorch", 3000, 2);
        Measurement fast = of("W1ResNet34", "W1", "pytorch-channels-last", 2000, 2);
        Measurement other = of("W1ResNet34", "W1", "pytorch-wrong", 500, 7);
        assertThat(table(ours, slow, fast)).contains("| **2.00×** | ≥ 1.10× |");
        assertThat(table(ours, slow, other)).contains("| **3.00×** |");
    }

    @Test
    void costsOfGrowingWorksAreShownByTheItem() {
        assertThat(table(
                        growing("W4 35x32", "vivace", 1000, 10),
                        growing("W4 35x32", "pytorch", 2000, 10),
                        growing("W4 70x32", "vivace", 2000, 20),
                        growing("W4 70x32", "pytorch", 8000, 20)))
                .contains("| W4 35x32 | 100 µs | 200 µs | 2.00× |")
                .contains("| W4 70x32 | 100 µs | 400 µs | 4.00× |")
                .contains("to the power of | 1.00 | 2.00 |");
    }

    private static Measurement growing(String work, String library, double micros, double items) {
        return new Measurement("Scaling", work, "f32", library, micros, 2e9, 0, items, 3, 100);
    }

    @Test
    void anotherResultIsNotCompared() {
        assertThat(table(of("MatrixProduct", "W1", "vivace", 1000, 2), of("MatrixProduct", "W1", "pytorch", 100, 3)))
                .contains("another result: 3.0 against 2.0")
                .doesNotContain("×");
    }
}
