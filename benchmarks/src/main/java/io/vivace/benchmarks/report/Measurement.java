package io.vivace.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.vivace.benchmarks.Facts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One library doing one work.
 *
 * @param benchmark simple name of the class
 * @param work id of the work
 * @param precision number format
 * @param library who did it
 * @param micros the median time of a step in microseconds
 * @param flop arithmetic operations of a step, or 0
 * @param bytes bytes that a step must move, or 0
 * @param items items that a step handles, or 0
 * @param first what the first step returned
 * @param resident the most memory resident, in MB, or 0
 */
record Measurement(
        String benchmark,
        String work,
        String precision,
        String library,
        double micros,
        double flop,
        double bytes,
        double items,
        double first,
        double resident) {

    /** {@return what an entry of JMH's results says} */
    static Measurement of(JsonNode entry) {
        String[] path = entry.path("benchmark").asText().split("\\.");
        JsonNode parameters = entry.path("params");
        JsonNode metric = entry.path("primaryMetric");
        if (path.length < 2 || parameters.path("work").isMissingNode() || metric.isMissingNode()) {
            throw new IllegalArgumentException("this is no result of these benchmarks: " + entry.path("benchmark"));
        }
        return new Measurement(
                path[path.length - 2],
                parameters.path("work").asText(),
                parameters.path("precision").asText(),
                parameters.path("library").asText(),
                median(metric.path("rawData")),
                fact(entry, Facts.FLOP),
                fact(entry, Facts.BYTES),
                fact(entry, Facts.ITEMS),
                fact(entry, Facts.FIRST),
                fact(entry, Facts.RESIDENT));
    }

    private static double fact(JsonNode entry, String name) {
        return entry.path("secondaryMetrics").path(name).path("score").asDouble(0);
    }

    private static double median(JsonNode forks) {
        List<Double> all = new ArrayList<>();
        forks.forEach(fork -> fork.forEach(v -> all.add(v.asDouble())));
        if (all.isEmpty()) {
            throw new IllegalArgumentException("a result without measurements");
        }
        Collections.sort(all);
        int middle = all.size() / 2;
        return all.size() % 2 == 1 ? all.get(middle) : (all.get(middle - 1) + all.get(middle)) / 2;
    }

    /** {@return billions of arithmetic operations in a second, or 0} */
    double gflops() {
        return flop / micros / 1e3;
    }

    /** {@return billions of bytes in a second, or 0} */
    double gigabytes() {
        return bytes / micros / 1e3;
    }

    /** {@return the time for people, such as {@code 12.3 ms}} */
    String time() {
        return time(micros);
    }

    /** {@return microseconds for people} */
    static String time(double micros) {
        if (micros < 1000) {
            return digits(micros) + " µs";
        }
        return micros < 1e7 ? digits(micros / 1e3) + " ms" : digits(micros / 1e6) + " s";
    }

    /** {@return three digits, without zeros after the point} */
    static String digits(double v) {
        String format = v >= 100 ? "%.0f" : v >= 10 ? "%.1f" : "%.2f";
        return String.format(java.util.Locale.ROOT, format, v);
    }
}
