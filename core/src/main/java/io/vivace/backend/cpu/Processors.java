package io.vivace.backend.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The processors this process may run on, and how many cores they are: two threads of one core share its arithmetic. */
final class Processors {
    private final Path root;
    private final int available;

    /**
     * Looks at files below a folder.
     *
     * @param root {@code /}, or what a test put in its place
     * @param available processors for Java, which knows a container's share of time
     */
    Processors(Path root, int available) {
        this.root = root;
        this.available = available;
    }

    static Processors ofThisMachine() {
        return new Processors(Path.of("/"), Runtime.getRuntime().availableProcessors());
    }

    /** {@return how many processors the system lets this process run on, which is what OpenMP starts with} */
    int allowed() {
        List<Integer> numbers = numbers();
        return numbers.isEmpty() ? available : numbers.size();
    }

    /** {@return how many threads can compute at once: cores, at most what a container allows} */
    int cores() {
        Set<String> cores = new HashSet<>();
        for (int n : numbers()) {
            cores.add(line("sys/devices/system/cpu/cpu" + n + "/topology/thread_siblings_list")
                    .orElse("processor " + n));
        }
        return cores.isEmpty() ? available : Math.max(1, Math.min(cores.size(), available));
    }

    /** {@return the numbers in a list such as 0-3,8; none where the system does not tell} */
    private List<Integer> numbers() {
        List<Integer> all = new ArrayList<>();
        for (String line : lines("proc/self/status")) {
            if (line.startsWith("Cpus_allowed_list:")) {
                for (String range :
                        line.substring(line.indexOf(':') + 1).strip().split(",", -1)) {
                    String[] ends = range.split("-", 2);
                    int first = Integer.parseInt(ends[0].strip());
                    int last = ends.length == 1 ? first : Integer.parseInt(ends[1].strip());
                    for (int n = first; n <= last; n++) {
                        all.add(n);
                    }
                }
            }
        }
        return all;
    }

    private Optional<String> line(String file) {
        return lines(file).stream().findFirst();
    }

    private List<String> lines(String file) {
        try {
            Path path = root.resolve(file);
            return Files.isReadable(path) ? Files.readAllLines(path) : List.of();
        } catch (IOException e) {
            return List.of(); // the file system of a kernel that does not tell: as on systems without these files
        }
    }
}
