package io.vivace.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people read when a native library is missing: always the dependency to add, never a bare linkage error. */
class MissingNativeExceptionTest {
    @Test
    void aLibraryThatIsThereButDoesNotLoadIsExplained() {
        var e = MissingNativeException.of(
                "the cpu backend",
                new UnsatisfiedLinkError("libgomp.so.1: cannot open shared object"),
                NativePart.JAVACPP);
        assertThat(e)
                .hasMessageStartingWith(
                        "the cpu backend cannot start: the libraries of JavaCPP for " + NativePart.platform())
                .hasMessageContaining("libgomp.so.1: cannot open shared object")
                .hasMessageContaining("cachedir");
    }

    @Test
    void theDependencyNamesThisRelease() {
        assertThat(NativePart.DNNL.dependency())
                .startsWith("org.bytedeco:dnnl:3.")
                .contains(":" + NativePart.platform())
                .contains("<classifier>" + NativePart.platform() + "</classifier>");
        for (NativePart p : NativePart.values()) {
            assertThat(p.expectedVersion()).as(p.title()).doesNotContain("$").isNotEqualTo("unknown");
        }
        for (NativePart p : List.of(NativePart.JAVACPP, NativePart.OPENCL, NativePart.DNNL, NativePart.ND4J)) {
            assertThat(p.isPresent()).as(p.title()).isTrue();
            assertThat(p.foundVersions()).as(p.title()).containsExactly(p.expectedVersion());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dnnl, add, org.bytedeco:dnnl:",
        "opencl, add, org.bytedeco:opencl:",
        "javacpp, add, org.bytedeco:javacpp:",
        "nd4j-native, nd, org.nd4j:nd4j-native:",
        "openblas, nd, org.bytedeco:openblas:"
    })
    void aMissingLibraryIsNamedWithItsDependency(String artifact, String work, String dependency) throws Exception {
        String out = withoutNatives(artifact, work);
        assertThat(out)
                .contains("MissingNativeException")
                .contains("for " + NativePart.platform() + " is not on the class path")
                .contains(dependency)
                .contains("again: MissingNativeException");
        String dependencyOfOther = artifact.equals("dnnl") ? "org.bytedeco:opencl:" : "org.bytedeco:dnnl:";
        assertThat(out).doesNotContain(dependencyOfOther);
    }

    @Test
    void theDoctorReportsInsteadOfFailing() throws Exception {
        assertThat(withoutNatives("dnnl", "doctor"))
                .contains("! oneDNN")
                .contains("no library for " + NativePart.platform())
                .contains("What to do")
                .contains("org.bytedeco:dnnl:");
    }

    private static String withoutNatives(String artifact, String work) throws Exception {
        String classPath = Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .filter(jar -> !(Path.of(jar).getFileName().toString().startsWith(artifact + "-")
                        && jar.contains("-" + NativePart.platform())))
                .collect(Collectors.joining(java.io.File.pathSeparator));
        Process p = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dorg.nd4j.log.initialization=false",
                        "-cp",
                        classPath,
                        Work.class.getName(),
                        work)
                .redirectErrorStream(true)
                .start();
        try (var out = p.getInputStream()) {
            String text = new String(out.readAllBytes());
            assertThat(p.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return text;
        }
    }

    /** Runs in a JVM of its own, whose class path lacks a library. */
    static final class Work {
        public static void main(String[] arguments) {
            if (arguments[0].equals("doctor")) {
                System.out.println(io.vivace.doctor.Doctor.examine());
                return;
            }
            attempt(arguments[0], "");
            attempt(arguments[0], "again: ");
        }

        private static void attempt(String work, String prefix) {
            try {
                var x = io.vivace.tensor.Tensor.ones(2).add(1);
                Object nd = work.equals("nd") ? x.nd() : x;
                System.out.println("worked: " + nd);
            } catch (Throwable t) {
                System.out.println(prefix + t.getClass().getSimpleName() + " " + t.getMessage());
            }
        }
    }
}
