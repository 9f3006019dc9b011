package io.vivace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.benchmarks.report.Report;
import io.vivace.benchmarks.work.Precision;
import io.vivace.benchmarks.work.Works;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every benchmark runs once in its small size in this process, and the results can be reported. No time is asserted. */
class SmokeTest {
    @TempDir
    Path folder;

    @Test
    void everyBenchmarkRunsAndIsReported() throws Exception {
        Path out = folder.resolve("results.json");
        Settings settings = Settings.parse("--small", "--libraries", "vivace,nd4j", "--out", out.toString());
        var results = Main.run(settings, 0);

        long expected = Works.benchmarks().stream()
                .flatMap(b -> Works.of(b, true).stream()
                        .flatMap(w -> settings.libraries().stream()
                                .filter(l -> Main.takesPart(b, w, Precision.F32, l))
                                .filter(l -> l.does(w, Precision.F32))))
                .count();
        assertThat(results).hasSizeGreaterThanOrEqualTo((int) expected);

        Report.main(out.toString(), "--to", folder.toString());
        String table = Files.readString(folder.resolve("benchmarks.md"));
        assertThat(table).contains("W1 ResNet-34").contains("GB/s").doesNotContain("another result");
        assertThat(folder.resolve("benchmarks.png")).isNotEmptyFile();
    }

    @Test
    void everyBenchmarkHasItsClass() {
        assertThat(Works.benchmarks()).allSatisfy(b -> Class.forName("io.vivace.benchmarks." + b));
    }

    @Test
    void aWorkloadIsChosenByItsNumber() {
        assertThat(Settings.parse("W1").benchmarks()).containsExactly("MachinePeak", "W1ResNet34");
        assertThat(Settings.parse("ConvolutionForward").benchmarks())
                .containsExactly("MachinePeak", "ConvolutionForward");
        assertThat(Settings.parse().benchmarks()).isEqualTo(Works.benchmarks());
    }

    @Test
    void whatMeansNothingIsSaid() {
        assertThatThrownBy(() -> Settings.parse("W99")).hasMessageContaining("no benchmark");
        assertThatThrownBy(() -> Settings.parse("--libraries", "tensorflow")).hasMessageContaining("-Ppeers");
        assertThatThrownBy(() -> Settings.parse("--out")).hasMessageContaining("needs a value");
    }
}
