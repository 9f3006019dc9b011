package io.vivace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vivace.benchmarks.library.Libraries;
import io.vivace.benchmarks.library.Library;
import io.vivace.benchmarks.work.Classification;
import io.vivace.benchmarks.work.Net;
import io.vivace.benchmarks.work.Precision;
import io.vivace.benchmarks.work.Step;
import io.vivace.benchmarks.work.StyleClosure;
import io.vivace.benchmarks.work.Work;
import io.vivace.benchmarks.work.Works;
import io.vivace.memory.MemoryStats;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Over many steps, bf16 losses follow the f32 ones, and memory stays as it is. The nets of 22 million parameters take fewer steps
 * in a build; {@code -Dlong.steps=500} gives all of them as many.
 */
class LongRunTest {
    private static final int STEPS = 500;
    private static final int STEPS_OF_LARGE = 20;
    /** Steps whose losses are averaged, and those that may still take memory for the first time. */
    private static final int WINDOW = 10;

    private final Library vivace = Libraries.named(Libraries.OURS);

    @TestFactory
    Stream<DynamicTest> works() {
        return Stream.of(
                run(new Classification("ResNet-34", Net.RESNET34, 8, 4, 64, 10, 0), STEPS_OF_LARGE),
                run(new Classification("DarkNet", Net.DARKNET, 4, 4, 32, 10, 0), 200),
                run(Works.W3.small(), STEPS_OF_LARGE),
                run(Works.W4.small(), STEPS),
                run(Works.W5.small(), STEPS),
                run(Works.W6.small(), 60),
                run(new StyleClosure("style closure", 32, 0), STEPS_OF_LARGE),
                run(Works.INFERENCE.get(0).small(), 50));
    }

    private DynamicTest run(Work work, int usual) {
        int steps = Integer.getInteger("long.steps", usual);
        return DynamicTest.dynamicTest(work.id() + ", " + steps + " steps", () -> follows(work, steps));
    }

    private void follows(Work work, int steps) {
        double[] expected = losses(work, Precision.F32, steps);
        assertThat(expected).as("losses of " + work.id()).doesNotContain(Double.NaN);
        if (vivace.does(work, Precision.BF16)) {
            double[] given = losses(work, Precision.BF16, steps);
            double size = Math.abs(expected[0]);
            for (int from = 0; from + WINDOW <= steps; from += WINDOW) {
                assertThat(mean(given, from))
                        .as("bf16 losses of %s from step %d on", work.id(), from + 1)
                        .isCloseTo(mean(expected, from), within(0.05 * size));
            }
        }
    }

    private static double mean(double[] losses, int from) {
        return Arrays.stream(losses, from, from + WINDOW).average().orElseThrow();
    }

    /**
     * Runs steps, and looks whether memory in use and in the pool grows. Nets of other tests may be collected meanwhile, which
     * would hide something in one half of the steps, but not in both.
     */
    private double[] losses(Work work, Precision precision, int steps) {
        try (Step step = vivace.prepare(work, precision)) {
            double[] losses = new double[steps];
            int half = (WINDOW + steps) / 2;
            run(step, losses, 0, WINDOW);
            System.gc();
            MemoryStats start = MemoryStats.now();
            run(step, losses, WINDOW, half);
            MemoryStats middle = MemoryStats.now();
            run(step, losses, half, steps);
            String what = work.id() + " in " + precision.label();
            isFlat(what + ", first half", start, middle);
            isFlat(what + ", second half", middle, MemoryStats.now());
            return losses;
        }
    }

    private static void run(Step step, double[] losses, int from, int to) {
        for (int i = from; i < to; i++) {
            losses[i] = step.run();
        }
    }

    private static void isFlat(String what, MemoryStats before, MemoryStats after) {
        String both = what + ": " + before + ", later " + after;
        assertThat(after.inUse()).as(both).isLessThanOrEqualTo(before.inUse());
        assertThat(after.live()).as(both).isLessThanOrEqualTo(before.live());
        assertThat(after.inUse() + after.cached()).as(both).isLessThanOrEqualTo(before.inUse() + before.cached());
    }
}
