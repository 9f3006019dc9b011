package io.vivace.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.backend.Finish;
import io.vivace.backend.Unary;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FinishedLinesTest {
    private static final float INFINITY = Float.POSITIVE_INFINITY;
    private static final Finish.Activation RELU = new Finish.Activation(Unary.RELU, 0, 0);

    private static float[] finished(Finish finish, @Nullable View added, float... line) {
        FinishedLines.of(finish, added).get().end(line, 2, line.length);
        return line;
    }

    @Test
    void activationsKeepNanAndInfinity() {
        assertThat(finished(new Finish(RELU, false, null), null, -1, 2, -INFINITY, INFINITY, Float.NaN, 0))
                .containsExactly(0, 2, 0, INFINITY, Float.NaN, 0);
        assertThat(finished(
                        new Finish(null, false, new Finish.Activation(Unary.RELU, .5, 0)),
                        null,
                        -1,
                        2,
                        -INFINITY,
                        INFINITY))
                .containsExactly(-.5f, 2, -INFINITY, INFINITY);
        assertThat(finished(
                        new Finish(null, false, new Finish.Activation(Unary.CLAMP, 0, 6)), null, -1, 2, 7, Float.NaN))
                .containsExactly(0, 2, 6, Float.NaN);
    }

    @Test
    void whatIsAddedComesBetweenTheActivations() {
        try (var scratch = new Scratch()) {
            View added = scratch.rowMajor(DType.F32, Shape.of(5));
            for (int i = 0; i < 5; i++) {
                Elements.of(added).put(added.offset() + i, -i);
            }
            assertThat(finished(new Finish(null, true, RELU), added, 1, 5, 4.5f))
                    .containsExactly(0, 2, .5f);
            assertThat(finished(new Finish(RELU, true, null), added, -1, 5, 4.5f))
                    .containsExactly(-2, 2, .5f);
        }
    }
}
