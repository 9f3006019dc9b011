package io.vivace.doctor;

import io.vivace.backend.Backend;
import io.vivace.backend.MissingNativeException;
import io.vivace.backend.NativePart;
import io.vivace.memory.MemoryStats;
import io.vivace.tensor.Nd4jFacts;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the machine, the JVM and the class path, tries the native libraries out, and says what to do about what is
 * missing. It never throws because of something missing.
 */
public final class Doctor {
    private final Container container;
    private final Map<String, String> environment;

    Doctor(Container container, Map<String, String> environment) {
        this.container = container;
        this.environment = environment;
    }

    /**
     * {@return what was found}
     *
     * @param more libraries of other modules to try
     */
    public static Report examine(Probe... more) {
        var doctor = new Doctor(new Container(Path.of("/")), System.getenv());
        var sections = new ArrayList<Section>();
        sections.add(doctor.machine());
        sections.add(doctor.java());
        sections.add(doctor.threads());
        sections.add(doctor.memory());
        sections.add(tried(
                new Probe("Backend", backendParts(), () -> Backend.current().facts())));
        sections.add(tried(new Probe("ND4J border", List.of(NativePart.OPENBLAS, NativePart.ND4J), Nd4jFacts::read)));
        for (Probe p : more) {
            sections.add(tried(p));
        }
        return new Report(List.copyOf(sections));
    }

    private static List<NativePart> backendParts() {
        return NativePart.platform().startsWith("linux")
                ? List.of(NativePart.JAVACPP, NativePart.OPENCL, NativePart.DNNL)
                : List.of(NativePart.JAVACPP, NativePart.DNNL);
    }

    private Section machine() {
        var f = new ArrayList<Finding>();
        f.add(Finding.fine("vivace", NativePart.vivaceVersion()));
        f.add(Finding.fine(
                "system",
                property("os.name") + " " + property("os.version") + ", " + property("os.arch") + " ("
                        + NativePart.platform() + ")"));
        container.processor().ifPresent(p -> f.add(Finding.fine("processor", p)));
        return new Section("Machine", f);
    }

    private Section java() {
        return new Section(
                "Java",
                List.of(
                        Finding.fine("version", property("java.version") + ", " + property("java.vendor")),
                        Finding.fine("machine", property("java.vm.name")),
                        Finding.fine("home", property("java.home"))));
    }

    /**
     * Vivace computes with as many threads as a container allows. ND4J's own operations and other libraries use OpenMP as it
     * is, which starts a thread for every core it may run on and knows nothing of a container's share of time.
     */
    Section threads() {
        var f = new ArrayList<Finding>();
        int available = Runtime.getRuntime().availableProcessors();
        f.add(Finding.fine("cores for Java", Integer.toString(available)));
        OptionalLong cores = container.cores();
        cores.ifPresent(n -> f.add(Finding.fine("cores allowed by the system", Long.toString(n))));
        OptionalDouble share = container.cpus();
        f.add(Finding.fine(
                "container's share",
                share.isPresent() ? String.format(Locale.ROOT, "%.1f cores", share.getAsDouble()) : "no limit"));
        String omp = environment.get("OMP_NUM_THREADS");
        f.add(new Finding(
                "OMP_NUM_THREADS",
                omp == null ? "not set: one thread for each core that the container allows" : omp,
                share.isPresent() ? tooMany(omp, cores.orElse(available), (int) Math.ceil(share.getAsDouble())) : ""));
        return new Section("Threads", f);
    }

    private static String tooMany(@Nullable String omp, long cores, int share) {
        if (omp == null) {
            return cores <= share
                    ? ""
                    : "Vivace computes with " + share
                            + " threads, but ND4J's operations and other libraries would start "
                            + cores + " for the time of " + share
                            + " cores and wait for each other; set OMP_NUM_THREADS="
                            + share + " before Java starts";
        }
        boolean more = omp.matches("[0-9]{1,6}") && Integer.parseInt(omp) > share;
        return more
                ? omp + " threads wait for each other in the time of " + share + " cores; set OMP_NUM_THREADS=" + share
                        + " before Java starts"
                : "";
    }

    Section memory() {
        var f = new ArrayList<Finding>();
        long heap = Runtime.getRuntime().maxMemory();
        MemoryStats stats = MemoryStats.now();
        long physical = physical();
        container.memory().ifPresent(b -> f.add(Finding.fine("container's limit", MemoryStats.human(b))));
        f.add(Finding.fine("memory for this process", physical == 0 ? "unknown" : MemoryStats.human(physical)));
        f.add(Finding.fine("Java heap, at most", MemoryStats.human(heap)));
        boolean beyond = physical > 0 && heap + stats.limit() > 1.25 * physical; // the defaults make 1.1 of it
        f.add(new Finding(
                "tensors, at most",
                MemoryStats.human(stats.limit()),
                beyond
                        ? "heap and tensors may together ask for more than there is; lower one of them with -Xmx or"
                                + " -Dvivace.memory.limit"
                        : ""));
        f.add(Finding.fine("tensors now", stats.toString()));
        return new Section("Memory", f);
    }

    private static long physical() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getTotalMemorySize()
                : 0;
    }

    /** Tries a library and lists its parts. */
    static Section tried(Probe probe) {
        var f = new ArrayList<Finding>();
        for (NativePart part : probe.parts()) {
            f.add(part(part));
        }
        Map<String, String> facts = new LinkedHashMap<>();
        try {
            facts.putAll(probe.facts().get());
        } catch (LinkageError | RuntimeException e) {
            f.add(new Finding(probe.title(), "does not work", advice(probe, e)));
        }
        facts.forEach((name, value) -> f.add(Finding.fine(name, value)));
        return new Section(probe.title(), f);
    }

    private static String advice(Probe probe, Throwable failure) {
        if (probe.parts().stream().anyMatch(p -> !p.isPresent())) {
            return "it will once the libraries above are there";
        }
        MissingNativeException explained = failure instanceof MissingNativeException m
                ? m
                : MissingNativeException.of(
                        probe.title(), failure, probe.parts().toArray(NativePart[]::new));
        return String.valueOf(explained.getMessage());
    }

    private static Finding part(NativePart part) {
        SortedSet<String> found = part.foundVersions();
        String versions = found.isEmpty() ? "none" : String.join(" and ", found);
        if (!part.isPresent()) {
            return new Finding(
                    part.title(),
                    "no library for " + NativePart.platform() + " (Java part: " + versions + ")",
                    "add " + part.dependency());
        }
        return new Finding(
                part.title(),
                versions,
                found.equals(Set.of(part.expectedVersion()))
                        ? ""
                        : "this release of Vivace was built with " + part.expectedVersion()
                                + "; other versions, and several at once, may fail strangely. Let vivace-bom decide.");
    }

    private static String property(String name) {
        return String.valueOf(System.getProperty(name));
    }
}
