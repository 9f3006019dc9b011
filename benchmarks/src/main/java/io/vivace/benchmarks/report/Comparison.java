package io.vivace.benchmarks.report;

import io.vivace.benchmarks.library.Libraries;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All libraries at one work in one precision.
 *
 * @param work id of the work
 * @param precision number format
 * @param by measurements by library
 */
record Comparison(String work, String precision, Map<String, Measurement> by) {
    /** Results further apart than this are not results of the same work. */
    private static final Map<String, Double> TOLERANCE = Map.of("f32", 5e-3, "bf16", 5e-2);

    /** {@return a comparison for each work and precision, in the order of the measurements} */
    static List<Comparison> of(List<Measurement> measurements) {
        Map<String, Comparison> all = new LinkedHashMap<>();
        for (Measurement m : measurements) {
            all.computeIfAbsent(
                            m.benchmark() + m.work() + m.precision(),
                            k -> new Comparison(m.work(), m.precision(), new LinkedHashMap<>()))
                    .by
                    .put(m.library(), m);
        }
        return List.copyOf(all.values());
    }

    /** {@return Vivace's measurement} */
    Optional<Measurement> ours() {
        return Optional.ofNullable(by.get(Libraries.OURS));
    }

    /**
     * {@return how many times faster Vivace is than a library, if both were measured}
     *
     * @param library which
     */
    Optional<Double> ratio(String library) {
        Measurement peer = by.get(library);
        return peer == null ? Optional.empty() : ours().map(o -> peer.micros() / o.micros());
    }

    /** {@return the benchmark class that measured them} */
    String benchmark() {
        return by.values().iterator().next().benchmark();
    }

    /**
     * {@return how many times faster Vivace is than the fastest variant of a library that does the same}
     *
     * @param family what the names of its variants start with
     */
    Optional<Double> ratioToBest(String family) {
        return by.keySet().stream()
                .filter(l -> l.startsWith(family) && agrees(l))
                .flatMap(l -> ratio(l).stream())
                .min(Double::compare);
    }

    /**
     * {@return whether a library's first result is Vivace's}
     *
     * @param library which
     */
    boolean agrees(String library) {
        Measurement peer = by.get(library);
        if (peer == null || ours().isEmpty()) {
            return true;
        }
        double a = ours().get().first();
        double b = peer.first();
        double tolerance = TOLERANCE.getOrDefault(precision, 5e-3);
        return Math.abs(a - b) <= tolerance * Math.max(1e-2, Math.max(Math.abs(a), Math.abs(b)));
    }
}
