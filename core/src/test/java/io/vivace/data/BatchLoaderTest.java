package io.vivace.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.memory.MemoryStats;
import io.vivace.memory.Settled;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BatchLoaderTest {
    /** Batches whose values say epoch, item and a random number of both. */
    private static Batch numbers(int[] items, long epoch) {
        float[] v = new float[items.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = items[i] + (float) Rng.of(7, epoch, items[i]).nextDouble();
        }
        return new Batch(List.of(Tensor.of(v).keep()), List.of(), items);
    }

    private static List<float[]> values(Loader loader, long epoch) {
        var all = new ArrayList<float[]>();
        try (var e = loader.epoch(epoch)) {
            while (e.hasNext()) {
                try (Batch b = e.next()) {
                    all.add(b.x().toFloatArray());
                }
            }
        }
        return all;
    }

    private static List<Thread> loaderThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("vivace-loader"))
                .toList();
    }

    @AfterEach
    void noThreadIsLeft() {
        assertThat(loaderThreads()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void batchesDoNotDependOnTheNumberOfWorkers(int workers) {
        var options = LoaderOptions.inOrder(7).shuffled(3, true);
        var alone = new BatchLoader(100, BatchLoaderTest::numbers, options.workers(0));
        var many = new BatchLoader(100, BatchLoaderTest::numbers, options.workers(workers));

        for (long epoch = 0; epoch < 3; epoch++) {
            assertThat(values(many, epoch)).usingRecursiveComparison().isEqualTo(values(alone, epoch));
        }
        assertThat(values(alone, 0).get(0)).isNotEqualTo(values(alone, 1).get(0));
    }

    /** Every fifth item of an epoch cannot be used; the batch size of one makes whole batches fall out. */
    private static @Nullable Batch withGaps(int[] items, long epoch) {
        return items[0] % 5 == 0 ? null : numbers(items, epoch);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void theRestOfAnEpochIsThatOfTheWholeOne(int workers) {
        var options = LoaderOptions.inOrder(1).shuffled(3, true).workers(workers);
        var loader = new BatchLoader(23, BatchLoaderTest::withGaps, options);
        List<float[]> whole = values(loader, 2);
        assertThat(whole).hasSize(18);
        try (var e = loader.epoch(2)) {
            for (int taken = 0; taken < whole.size(); taken++) {
                int position = e.position();
                assertThat(position).isGreaterThanOrEqualTo(taken);
                assertThat(rest(loader.epoch(2, position)))
                        .usingRecursiveComparison()
                        .isEqualTo(whole.subList(taken, whole.size()));
                Loader byReading = readingOn(loader);
                assertThat(rest(byReading.epoch(2, position)))
                        .usingRecursiveComparison()
                        .isEqualTo(whole.subList(taken, whole.size()));
                e.hasNext();
                assertThat(e.position()).as("looking ahead takes nothing").isLessThan(23);
                e.next().close();
            }
            assertThat(e.hasNext()).isFalse();
            assertThat(rest(loader.epoch(2, e.position()))).isEmpty();
        }
    }

    private static List<float[]> rest(Loader.Epoch epoch) {
        var all = new ArrayList<float[]>();
        try (epoch) {
            epoch.forEachRemaining(b -> {
                all.add(b.x().toFloatArray());
                b.close();
            });
        }
        return all;
    }

    /** A loader that does not know how to begin in the middle. */
    private static Loader readingOn(Loader other) {
        return new Loader() {
            @Override
            public int items() {
                return other.items();
            }

            @Override
            public int batches() {
                return other.batches();
            }

            @Override
            public Epoch epoch(long epoch) {
                return other.epoch(epoch);
            }
        };
    }

    @Test
    void everyItemComesOnceInOrderUnlessShuffled() {
        var loader = new BatchLoader(
                10, BatchLoaderTest::numbers, LoaderOptions.inOrder(4).workers(2));
        var items = new ArrayList<Integer>();
        try (var e = loader.epoch(0)) {
            e.forEachRemaining(b -> {
                IntStream.of(b.items()).forEach(items::add);
                b.close();
            });
        }

        assertThat(items).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(loader.batches()).isEqualTo(3);
    }

    @Test
    void anIncompleteLastBatchIsLeftOutWhenAskedButNotTheOnlyOne() {
        var options = LoaderOptions.inOrder(64).shuffled(0, true);

        assertThat(new BatchLoader(1080, BatchLoaderTest::numbers, options).batches())
                .isEqualTo(16);
        assertThat(new BatchLoader(1080, BatchLoaderTest::numbers, options.shuffled(0, false)).batches())
                .isEqualTo(17);
        assertThat(new BatchLoader(10, BatchLoaderTest::numbers, options).batches())
                .isEqualTo(1);
        assertThat(new BatchLoader(0, BatchLoaderTest::numbers, options).batches())
                .isZero();
        assertThat(values(new BatchLoader(0, BatchLoaderTest::numbers, options), 0))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void anExceptionReachesTheCallerInItsPlace(int workers) {
        var loader = new BatchLoader(
                40,
                (items, epoch) -> {
                    if (items[0] == 20) {
                        throw new IOException("cat.jpg is damaged");
                    }
                    return numbers(items, epoch);
                },
                LoaderOptions.inOrder(10).workers(workers));
        long before = Settled.stats().live();

        try (var e = loader.epoch(0)) {
            e.next().close();
            e.next().close();
            assertThatThrownBy(e::next)
                    .isInstanceOf(LoadException.class)
                    .hasMessageContaining("cat.jpg is damaged")
                    .hasMessageContaining("batch 2")
                    .hasCauseInstanceOf(IOException.class);
            assertThat(e.hasNext()).isFalse();
            assertThatThrownBy(e::next).isInstanceOf(NoSuchElementException.class);
        }
        assertThat(MemoryStats.now().live()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void closingEarlyGivesMemoryBackAndEndsThreads(int workers) {
        var loader = new BatchLoader(
                1000, BatchLoaderTest::numbers, LoaderOptions.inOrder(5).workers(workers));
        long before = Settled.stats().live();

        try (var e = loader.epoch(0)) {
            e.next().close();
            assertThat(e.hasNext()).isTrue();
        }

        assertThat(MemoryStats.now().live()).isEqualTo(before);
        assertThat(loaderThreads()).isEmpty();
    }

    @Test
    void batchesMadeAheadAreBounded() throws InterruptedException {
        var made = new AtomicInteger();
        var four = new CountDownLatch(4);
        var loader = new BatchLoader(
                100,
                (items, epoch) -> {
                    made.incrementAndGet();
                    four.countDown();
                    return numbers(items, epoch);
                },
                LoaderOptions.inOrder(1).workers(2).prefetch(4));

        try (var e = loader.epoch(0)) {
            four.await();
            for (int i = 0; i < 20; i++) {
                Thread.yield();
            }
            assertThat(made.get()).isEqualTo(4);
            e.next().close();
        }
        assertThat(made.get()).isLessThanOrEqualTo(5);
    }

    @Test
    void batchesOfNothingAreLeftOut() {
        Collate oddOnly = (items, epoch) -> items[0] % 2 == 0 ? null : numbers(items, epoch);

        for (int workers : new int[] {0, 2}) {
            var loader = new BatchLoader(9, oddOnly, LoaderOptions.inOrder(1).workers(workers));
            assertThat(values(loader, 0)).hasSize(4);
        }
    }

    @Test
    void aSlowWorkerStopsWhenItIsInterrupted() throws InterruptedException {
        var begun = new CountDownLatch(1);
        Collate forever = (items, epoch) -> {
            begun.countDown();
            new CountDownLatch(1).await();
            throw new AssertionError("never reached");
        };
        try (var e = new BatchLoader(3, forever, LoaderOptions.inOrder(1).workers(1)).epoch(0)) {
            begun.await();
            assertThat(e.secondsWaited()).isZero();
        }
    }

    @Test
    void waitingIsMeasured() {
        Collate work = (items, epoch) -> {
            long end = System.nanoTime() + 2_000_000;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            return numbers(items, epoch);
        };
        try (var e = new BatchLoader(5, work, LoaderOptions.inOrder(1).workers(0)).epoch(0)) {
            e.forEachRemaining(Batch::close);
            assertThat(e.secondsWaited()).isBetween(0.01, 5.0);
        }
    }

    @Test
    void wrongNumbersAreRefused() {
        assertThatThrownBy(() -> LoaderOptions.inOrder(0)).hasMessageContaining("batch size 0");
        assertThatThrownBy(() -> LoaderOptions.inOrder(1).workers(-1)).hasMessageContaining("-1");
    }
}
