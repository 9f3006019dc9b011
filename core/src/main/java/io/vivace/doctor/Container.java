package io.vivace.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What Linux lets this process have: limits of a container (control groups, versions 2 and 1) and the cores it may run on.
 */
final class Container {
    /** Version 1 writes this and near values for "no limit". */
    private static final long NO_LIMIT = 1L << 60;

    private final Path root;

    /**
     * Looks at files below a folder.
     *
     * @param root {@code /}, or what a test put in its place
     */
    Container(Path root) {
        this.root = root;
    }

    /** {@return cores' worth of time a container may use} */
    OptionalDouble cpus() {
        Optional<String[]> v2 = words("sys/fs/cgroup/cpu.max");
        if (v2.isPresent() && v2.get().length == 2) {
            return share(v2.get()[0], v2.get()[1]);
        }
        Optional<String[]> quota = words("sys/fs/cgroup/cpu/cpu.cfs_quota_us");
        Optional<String[]> period = words("sys/fs/cgroup/cpu/cpu.cfs_period_us");
        return quota.isPresent() && period.isPresent()
                ? share(quota.get()[0], period.get()[0])
                : OptionalDouble.empty();
    }

    private static OptionalDouble share(String quota, String period) {
        OptionalLong q = number(quota);
        OptionalLong p = number(period);
        return q.isPresent() && p.isPresent() && q.getAsLong() > 0 && p.getAsLong() > 0
                ? OptionalDouble.of((double) q.getAsLong() / p.getAsLong())
                : OptionalDouble.empty();
    }

    /** {@return bytes of memory a container may use} */
    OptionalLong memory() {
        for (String file : List.of("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory/memory.limit_in_bytes")) {
            OptionalLong bytes = words(file).map(w -> number(w[0])).orElse(OptionalLong.empty());
            if (bytes.isPresent() && bytes.getAsLong() < NO_LIMIT) {
                return bytes;
            }
        }
        return OptionalLong.empty();
    }

    /** {@return how many cores the scheduler may use: what OpenMP starts threads for, whatever a container's limit is} */
    OptionalLong cores() {
        return line("proc/self/status", "Cpus_allowed_list:")
                .map(Container::count)
                .orElse(OptionalLong.empty());
    }

    /** {@return the processor's name} */
    Optional<String> processor() {
        return line("proc/cpuinfo", "model name")
                .map(l -> l.replaceFirst("^\\s*:", "").trim());
    }

    private static OptionalLong count(String list) {
        long n = 0;
        for (String range : list.trim().split(",")) {
            String[] ends = range.split("-");
            OptionalLong first = number(ends[0]);
            OptionalLong last = number(ends[ends.length - 1]);
            if (first.isEmpty() || last.isEmpty()) {
                return OptionalLong.empty();
            }
            n += last.getAsLong() - first.getAsLong() + 1;
        }
        return OptionalLong.of(n);
    }

    private Optional<String[]> words(String file) {
        return lines(file).stream().findFirst().map(l -> l.trim().split("\\s+"));
    }

    private Optional<String> line(String file, String start) {
        return lines(file).stream().filter(l -> l.startsWith(start)).findFirst().map(l -> l.substring(start.length()));
    }

    /** Other systems have none of these files, and a container may hide them: then nothing is known. */
    private List<String> lines(String file) {
        Path path = root.resolve(file);
        try {
            return Files.isReadable(path) ? Files.readAllLines(path) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static OptionalLong number(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty(); // "max"
        }
    }
}
