package io.vivace.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class TeamTest {
    private static final long MUCH = 1 << 20;

    @Test
    void everyPartIsDoneOnce() {
        for (int parts : new int[] {0, 1, 2, 3, 1000}) {
            var times = new AtomicIntegerArray(parts);
            Team.share(parts, MUCH, () -> part -> times.incrementAndGet((int) part));
            for (int i = 0; i < parts; i++) {
                assertThat(times.get(i)).isEqualTo(1);
            }
        }
    }

    @Test
    void aFailureReachesTheCaller() {
        assertThatThrownBy(() -> Team.share(100, MUCH, () -> part -> {
                    if (part == 57) {
                        throw new IllegalStateException("part " + part);
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("part 57");
    }

    /** More callers than helpers, each with a team of its own inside: nobody waits for a helper that is not free. */
    @Test
    void callersDoNotWaitForOneAnother() throws Exception {
        var callers = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> work = new ArrayList<>();
            for (int c = 0; c < 32; c++) {
                work.add(() -> {
                    var done = new AtomicIntegerArray(64);
                    Team.share(
                            8,
                            MUCH,
                            () -> outer -> Team.share(
                                    8, MUCH, () -> inner -> done.incrementAndGet((int) (outer * 8 + inner))));
                    int sum = 0;
                    for (int i = 0; i < 64; i++) {
                        sum += done.get(i);
                    }
                    return sum;
                });
            }
            for (Future<Integer> f : callers.invokeAll(work)) {
                assertThat(f.get()).isEqualTo(64);
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void rowsOfAnyLayoutAreAllSeen() {
        long[][] layouts = {{40_000}, {3, 20_001}, {5, 7, 1201}, {40_001, 3}, {2, 3, 4, 5, 600}};
        for (long[] dims : layouts) {
            Shape shape = Shape.of(dims);
            try (var scratch = new Scratch()) {
                View dense = scratch.rowMajor(DType.F32, shape);
                View wide = scratch.rowMajor(DType.F32, shape.with(-1, dims[dims.length - 1] * 2));
                long[] strides = wide.strides();
                strides[dims.length - 1] = 2;
                View apart = wide.as(shape, strides, 1);
                Elements a = Elements.of(dense);
                Elements b = Elements.of(apart);
                Rows rows = Rows.of(dense, apart);
                rows.each((at, n) -> {
                    for (int i = 0; i < n; i++) {
                        b.put(at[1] + 2L * i, (float) (at[0] + i));
                    }
                });
                rows.share(() -> {
                    float[] row = new float[rows.longest()];
                    return (at, n) -> {
                        b.read(at[1], rows.step(1), row, n);
                        a.write(at[0], rows.step(0), row, n);
                    };
                });
                for (int i = 0; i < shape.elements(); i++) {
                    assertThat(a.floatAt(i)).isEqualTo(i);
                }
            }
        }
    }
}
