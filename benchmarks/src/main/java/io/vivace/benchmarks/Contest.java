package io.vivace.benchmarks;

import io.vivace.benchmarks.library.Libraries;
import io.vivace.benchmarks.library.Library;
import io.vivace.benchmarks.work.Golden;
import io.vivace.benchmarks.work.Precision;
import io.vivace.benchmarks.work.Step;
import io.vivace.benchmarks.work.Work;
import io.vivace.benchmarks.work.Works;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * One library doing one work in one precision. Before anything is timed, its first results are compared with what PyTorch
 * computed once from the same values; a library that computes something else is not timed.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH sets parameters and calls prepare before anything else
public class Contest {
    /** Name of the library. */
    @Param(Libraries.OURS)
    public String library;

    /** Number format. */
    @Param("f32")
    public String precision;

    /** Id of the work. */
    @Param("")
    public String work;

    private Step step;

    /**
     * Makes the work ready and proves it.
     *
     * @param parameters names the benchmark
     */
    @Setup(Level.Trial)
    public void prepare(BenchmarkParams parameters) {
        String[] path = parameters.getBenchmark().split("\\.");
        Work w = Works.named(path[path.length - 2], work);
        Precision p = Precision.of(precision);
        Library l = Libraries.named(library);
        if (!l.does(w, p)) {
            throw new IllegalArgumentException(library + " does not do " + work + " in " + precision);
        }
        step = l.prepare(w, p);
        Facts.of(w, Golden.prove(w, p, step));
        step.begin();
    }

    /** {@return what the step returns, so that nobody can leave it undone} */
    public float run() {
        return step.run();
    }

    /** Gives back what the step holds. */
    @TearDown(Level.Trial)
    public void close() {
        step.close();
    }
}
