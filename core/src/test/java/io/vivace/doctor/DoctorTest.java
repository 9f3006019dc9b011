package io.vivace.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.backend.NativePart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @TempDir
    Path root;

    @Test
    void tellsWhatIsHere() {
        Report report = Doctor.examine(new Probe("Own", List.of(), () -> Map.of("answer", "42")));
        assertThat(report.sections().stream().map(Section::title))
                .containsExactly("Machine", "Java", "Threads", "Memory", "Backend", "ND4J border", "Own");
        assertThat(report.toString())
                .contains(System.getProperty("java.version"))
                .contains("kernels")
                .contains("oneDNN 3.")
                .containsPattern("answer +42")
                .contains(NativePart.platform());
        assertThat(report.sections().stream()
                        .filter(s -> s.title().equals("Backend"))
                        .flatMap(s -> s.findings().stream()))
                .noneMatch(Finding::isProblem);
    }

    @Test
    void aProbeThatFailsIsAProblemAndNotAnException() {
        Section section = Doctor.tried(new Probe("Broken", List.of(NativePart.JAVACPP), () -> {
            throw new UnsatisfiedLinkError("no jnibroken in java.library.path");
        }));
        assertThat(section.findings()).hasSize(2);
        Finding broken = section.findings().get(1);
        assertThat(broken.isProblem()).isTrue();
        assertThat(broken.advice()).contains("Broken cannot start").contains("no jnibroken");
        assertThat(new Report(List.of(section)).toString())
                .contains("What to do")
                .contains("! Broken: Broken cannot start");
    }

    @Test
    void aContainerWithLessTimeThanCoresGetsAdvice() throws IOException {
        Files.createDirectories(root.resolve("sys/fs/cgroup"));
        Files.createDirectories(root.resolve("proc/self"));
        Files.writeString(root.resolve("sys/fs/cgroup/cpu.max"), "200000 100000");
        Files.writeString(root.resolve("proc/self/status"), "Cpus_allowed_list:\t0-63\n");
        var container = new Container(root);
        assertThat(new Doctor(container, Map.of()).threads().findings())
                .anyMatch(f -> f.advice().contains("set OMP_NUM_THREADS=2"));
        assertThat(new Doctor(container, Map.of("OMP_NUM_THREADS", "2"))
                        .threads()
                        .findings())
                .noneMatch(Finding::isProblem);
        assertThat(new Doctor(container, Map.of("OMP_NUM_THREADS", "8"))
                        .threads()
                        .findings())
                .anyMatch(f -> f.advice().contains("8 threads wait for each other in the time of 2 cores"));
    }
}
