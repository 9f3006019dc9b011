package io.vivace.benchmarks;

import io.vivace.benchmarks.library.Libraries;
import io.vivace.benchmarks.work.Works;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.ExternalProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;

/** Starts the measured process in the environment in which its library does the work best, by the command {@code env}. */
public final class OwnEnvironment implements ExternalProfiler {
    private static final Path ENV = Path.of("/usr/bin/env");

    /** Called by JMH. */
    public OwnEnvironment() {}

    @Override
    public Collection<String> addJVMInvokeOptions(BenchmarkParams params) {
        if (!Files.isExecutable(ENV)) {
            return List.of(); // not a Unix: the environment stays that of all
        }
        String[] path = params.getBenchmark().split("\\.");
        var work = Works.named(path[path.length - 2], params.getParam("work"));
        Map<String, String> wanted = Libraries.named(params.getParam("library")).environment(work);
        List<String> command = new ArrayList<>(List.of(ENV.toString()));
        wanted.forEach((name, value) -> {
            if (System.getenv(name) == null) {
                command.add(name + "=" + value);
            }
        });
        return command;
    }

    @Override
    public Collection<String> addJVMOptions(BenchmarkParams params) {
        return List.of();
    }

    @Override
    public void beforeTrial(BenchmarkParams params) {
        // nothing to prepare
    }

    @Override
    public Collection<? extends Result<?>> afterTrial(BenchmarkResult result, long pid, File out, File err) {
        return List.of();
    }

    @Override
    public boolean allowPrintOut() {
        return true;
    }

    @Override
    public boolean allowPrintErr() {
        return true;
    }

    @Override
    public String getDescription() {
        return "environment variables of the library";
    }
}
