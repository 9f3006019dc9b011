package io.vivace.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts {@link Main} on the class path of the build, in the environment that all libraries share. Native libraries read
 * it when they are loaded, so that it must be there before Java starts. What one of them wants for itself is added by
 * {@link OwnEnvironment}.
 */
public final class Launcher {
    /** Environment variables, unless they are set already, and why. */
    private static final Map<String, String> ENVIRONMENT = Map.of(
            // PyTorch takes its memory from malloc and returns it after each tensor. Without these, every large tensor
            // comes from the system anew, page by page; with them memory is reused, which makes its steps faster.
            "MALLOC_ARENA_MAX", "1",
            "MALLOC_MMAP_MAX_", "0",
            "MALLOC_TRIM_THRESHOLD_", "17179869184",
            "MALLOC_TOP_PAD_", "67108864");

    private Launcher() {}

    /**
     * Starts the benchmarks.
     *
     * @param args {@code --threads N}, and what {@link Main} takes
     * @throws Exception if Java cannot be started
     */
    public static void main(String[] args) throws Exception {
        List<String> rest = new ArrayList<>(List.of(args));
        int at = rest.indexOf("--threads");
        String threads = Integer.toString(Runtime.getRuntime().availableProcessors());
        if (at >= 0) {
            if (at + 1 >= rest.size()) {
                throw new IllegalArgumentException("--threads needs a number, such as --threads 2");
            }
            threads = rest.remove(at + 1);
            rest.remove(at);
        }
        var process = new ProcessBuilder(command(threads, rest)).inheritIO();
        ENVIRONMENT.forEach(process.environment()::putIfAbsent);
        process.environment().put("OMP_NUM_THREADS", threads);
        System.exit(process.start().waitFor());
    }

    private static List<String> command(String threads, List<String> args) throws IOException {
        Path jar = jar();
        Path list = jar.resolveSibling("classpath");
        if (!Files.exists(list)) {
            throw new IllegalStateException(list + " is missing: build with mvn -Dquick -pl benchmarks -am package");
        }
        String classPath = jar
                + System.getProperty("path.separator")
                + Files.readString(list).strip();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dvivace.benchmarks.threads=" + threads,
                "-cp",
                classPath,
                "io.vivace.benchmarks.Main"));
        command.addAll(args);
        return command;
    }

    private static Path jar() {
        try {
            return Path.of(Launcher.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException("the place of the benchmarks' jar cannot be found", e);
        }
    }
}
