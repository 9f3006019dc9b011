package io.vivace.benchmarks;

import io.vivace.benchmarks.work.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * What stands beside the time of a work in the results: its arithmetic operations, bytes and items, what its first step
 * returned, and the most memory that the process ever had resident.
 */
public final class Facts implements InternalProfiler {
    /** Name of the arithmetic operations of a step. */
    public static final String FLOP = "flop";
    /** Name of the bytes a step must move. */
    public static final String BYTES = "bytes";
    /** Name of the items a step handles. */
    public static final String ITEMS = "items";
    /** Name of what the first step returned. */
    public static final String FIRST = "first";
    /** Name of the peak resident memory, in MB. */
    public static final String RESIDENT = "resident";

    private static final Path STATUS = Path.of("/proc/self/status");
    private static volatile List<Result<?>> ofWork = List.of();

    /** Called by JMH. */
    public Facts() {}

    static void of(Work work, float first) {
        ofWork = List.of(
                result(FLOP, work.flop(), "flop"),
                result(BYTES, work.bytes(), "B"),
                result(ITEMS, work.items(), "items"),
                result(FIRST, first, ""));
    }

    private static ScalarResult result(String name, double value, String unit) {
        return new ScalarResult(name, value, unit, AggregationPolicy.MAX);
    }

    @Override
    public String getDescription() {
        return "arithmetic operations, bytes, first result, peak resident memory";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        // facts are read afterwards
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        List<Result<?>> all = new ArrayList<>(ofWork);
        all.add(result(RESIDENT, peakResident(), "MB"));
        return all;
    }

    /** {@return the most memory resident so far in MB; 0 where the system does not tell} */
    private static double peakResident() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("VmHWM:")) {
                    return Double.parseDouble(line.replaceAll("\\D", "")) * 1024 / 1e6;
                }
            }
        } catch (IOException e) {
            return 0; // not Linux
        }
        return 0;
    }
}
