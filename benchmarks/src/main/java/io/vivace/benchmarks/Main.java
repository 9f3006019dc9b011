package io.vivace.benchmarks;

import io.vivace.benchmarks.library.Libraries;
import io.vivace.benchmarks.library.Library;
import io.vivace.benchmarks.report.Report;
import io.vivace.benchmarks.work.Classification;
import io.vivace.benchmarks.work.Operation;
import io.vivace.benchmarks.work.OptimizerStep;
import io.vivace.benchmarks.work.Precision;
import io.vivace.benchmarks.work.Work;
import io.vivace.benchmarks.work.Works;
import io.vivace.io.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs benchmarks for every library, work after work, so that those compared run within minutes of each other. */
public final class Main {
    private Main() {}

    /**
     * Runs benchmarks, or writes a report of results.
     *
     * @param args see {@link Settings#USAGE}
     * @throws Exception if a file cannot be written or JMH fails
     */
    public static void main(String[] args) throws Exception {
        try {
            if (Arrays.asList(args).contains("--help")) {
                System.out.print(Settings.USAGE);
            } else if (args.length > 0 && args[0].equals("report")) {
                Report.main(Arrays.copyOfRange(args, 1, args.length));
            } else {
                run(Settings.parse(args), 1);
            }
        } catch (IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.exit(2);
        }
    }

    /** {@return the results, which are also written to the file of the settings, one after another} */
    static Collection<RunResult> run(Settings settings, int forks) throws RunnerException {
        List<RunResult> results = new ArrayList<>();
        for (String benchmark : settings.benchmarks()) {
            for (Work work : Works.of(benchmark, settings.small())) {
                for (Precision precision : settings.precisions()) {
                    for (Library library : settings.libraries()) {
                        if (takesPart(benchmark, work, precision, library) && library.does(work, precision)) {
                            results.addAll(measure(benchmark, work, precision, library, settings, forks));
                            write(results, settings.out());
                        }
                    }
                }
            }
        }
        System.out.println("results: " + settings.out().toAbsolutePath());
        return results;
    }

    /** After every measurement, so that a run that is stopped loses nothing. */
    private static void write(List<RunResult> results, Path out) {
        var json = new ByteArrayOutputStream();
        ResultFormatFactory.getInstance(ResultFormatType.JSON, new PrintStream(json, true, StandardCharsets.UTF_8))
                .writeOut(results);
        AtomicFile.writeText(out.toAbsolutePath(), json.toString(StandardCharsets.UTF_8));
    }

    /**
     * The peak of the machine is measured by one library: it is no contest. How cost grows is measured for Vivace and one
     * variant of PyTorch.
     */
    static boolean takesPart(String benchmark, Work work, Precision precision, Library library) {
        boolean ours = library.name().equals(Libraries.OURS);
        return switch (benchmark) {
            case "MachinePeak" -> ours;
            case "Scaling" ->
                precision == Precision.F32
                        && (ours
                                || library.name()
                                        .equals(work instanceof Classification ? "pytorch-channels-last" : "pytorch"));
            default -> true;
        };
    }

    private static Collection<RunResult> measure(
            String benchmark, Work work, Precision precision, Library library, Settings settings, int forks)
            throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(Pattern.quote("io.vivace.benchmarks." + benchmark + ".step"))
                .param("library", library.name())
                .param("precision", precision.label())
                .param("work", work.id())
                .addProfiler(Facts.class)
                .addProfiler(OwnEnvironment.class)
                .forks(forks)
                .threads(1)
                .timeUnit(TimeUnit.MICROSECONDS)
                .jvmArgsAppend(
                        "-Xmx4g",
                        "-Djava.awt.headless=true",
                        "-Dorg.nd4j.log.initialization=false",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-Dvivace.benchmarks.threads=" + System.getProperty("vivace.benchmarks.threads", "1"));
        if (!settings.verbose()) {
            options.verbosity(VerboseMode.SILENT);
        }
        String who = String.join(", ", work.id(), precision.label(), library.name());
        var results = new Runner(timing(options, benchmark, work, library, settings.small())
                        .build())
                .run();
        if (results.isEmpty()) {
            System.out.println(who + ": failed; --verbose tells why");
        }
        results.forEach(r -> System.out.printf(
                Locale.ROOT,
                "%s: %.1f µs, mean of %d%n",
                who,
                r.getPrimaryResult().getScore(),
                r.getPrimaryResult().getSampleCount()));
        return results;
    }

    /**
     * Long steps are timed one by one, so that a median of steps can be taken; short ones by the quarter of a second. Steps warm up
     * until Java's compiler, which needs the cores as well, has little left to do.
     */
    private static ChainedOptionsBuilder timing(
            ChainedOptionsBuilder options, String benchmark, Work work, Library library, boolean small) {
        if (small) {
            return options.mode(Mode.SingleShotTime).warmupIterations(0).measurementIterations(1);
        }
        if (work instanceof Operation || work instanceof OptimizerStep) {
            return options.mode(Mode.AverageTime)
                    .warmupIterations(8)
                    .warmupTime(TimeValue.milliseconds(250))
                    .measurementIterations(5)
                    .measurementTime(TimeValue.milliseconds(250));
        }
        options.mode(Mode.SingleShotTime);
        if (library.slow()) {
            return options.warmupIterations(0).measurementIterations(3);
        }
        return benchmark.equals("Scaling")
                ? options.warmupIterations(5).measurementIterations(5)
                : options.warmupIterations(15).measurementIterations(11);
    }
}
