package io.vivace.benchmarks.report;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How many times faster than a peer's best variant Vivace means to be.
 *
 * @param peer what the names of the peer's variants start with
 * @param ratio its time / ours, at least
 */
record Goal(String peer, double ratio) {
    private static final String TORCH = "pytorch";

    /** By number of the workload and precision. */
    private static final Map<String, Goal> ALL = Map.ofEntries(
            Map.entry("W1 f32", new Goal(TORCH, 1.10)),
            Map.entry("W1 bf16", new Goal(TORCH, 1.10)),
            Map.entry("W2 f32", new Goal(TORCH, 1.15)),
            Map.entry("W2 bf16", new Goal(TORCH, 1.15)),
            Map.entry("W3 f32", new Goal(TORCH, 1.10)),
            Map.entry("W3 bf16", new Goal(TORCH, 1.10)),
            Map.entry("W4 f32", new Goal(TORCH, 1.25)),
            Map.entry("W4 bf16", new Goal(TORCH, 1.5)),
            Map.entry("W5 f32", new Goal(TORCH, 2)),
            Map.entry("W5 bf16", new Goal(TORCH, 1.5)),
            Map.entry("W6 f32", new Goal(TORCH, 1.15)),
            Map.entry("W6 bf16", new Goal(TORCH, 1.15)),
            Map.entry("W7 f32", new Goal(TORCH, 1.8)),
            Map.entry("W7 bf16", new Goal(TORCH, 1.10)),
            Map.entry("W8 f32", new Goal(TORCH, 1)),
            Map.entry("W9 f32", new Goal(TORCH, 1)),
            Map.entry("W10 f32", new Goal("djl", 1.5)),
            Map.entry("Inference f32", new Goal(TORCH, 1.2)),
            Map.entry("Inference bf16", new Goal(TORCH, 1.2)));

    /** {@return the goal of a work, if there is one; workloads' classes are named W1..., W2... and so on} */
    static Optional<Goal> of(Comparison c) {
        String number = c.benchmark().replaceFirst("^(W\\d+).*", "$1");
        return Optional.ofNullable(ALL.get(number + " " + c.precision()));
    }

    /** {@return the goal for people} */
    String text() {
        return String.format(Locale.ROOT, "≥ %.2f×", ratio);
    }
}
