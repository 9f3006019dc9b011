package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.EpochRecord;
import io.vivace.learn.Fit;
import io.vivace.learn.Step;
import io.vivace.memory.MemoryStats;
import io.vivace.memory.Pool;
import io.vivace.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThroughputMonitorTest {
    @Test
    void countsItemsAndTime() {
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, new ThroughputMonitor())) {
            for (EpochRecord e : learn.fit(2, 0.1).epochs()) {
                double seconds = 3 * e.metrics().get("s/batch");
                assertThat(seconds).isPositive().isLessThan(e.seconds());
                assertThat(e.metrics().get("samples/s") * seconds).isCloseTo(48, within(1e-6));
                assertThat(e.metrics().get("data_wait")).isPositive().isLessThanOrEqualTo(1);
            }
        }
    }

    /** A block that is held for a moment in the second epoch shows in its peak alone, and the pool's own peak stays the highest. */
    @Test
    void memoryIsThatOfTheEpoch() {
        long block = 200_000_000;
        long before;
        try (Tensor high = Tensor.zeros(100_000_000).keep()) {
            before = MemoryStats.now().peak();
            assertThat(high.elements()).isEqualTo(100_000_000);
        }
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, new MemoryMonitor(), new Callback() {
                    @Override
                    public void afterForward(Step step) {
                        if (step.epoch().number() == 1) {
                            Pool.host().allocate(block).release();
                        }
                    }

                    @Override
                    public void afterFit(Fit fit) {
                        Pool.host().trim();
                    }
                })) {
            var epochs = learn.fit(2, 0.1).epochs();
            double first = epochs.get(0).metrics().get("native_mb");
            double second = epochs.get(1).metrics().get("native_mb");
            assertThat(first).isPositive();
            assertThat(second - first).isGreaterThan(150);
            assertThat(MemoryStats.now().peak()).isGreaterThanOrEqualTo(before);
            assertThat(epochs.get(0).metrics().get("heap_mb")).isPositive();
        }
    }

    @Test
    void loggersTakeThemOver(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("history.csv");
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, CsvLogger.to(file), new ThroughputMonitor(), new MemoryMonitor())) {
            learn.fit(1, 0.1);
        }
        assertThat(Files.readString(file)).contains("samples/s,s/batch,data_wait,native_mb,heap_mb,time");
    }

    @Test
    void anEpochWithoutBatchesHasNoTimePerBatch() {
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, new ThroughputMonitor(), new Callback() {
                    @Override
                    public void beforeTrain(Epoch epoch) {
                        epoch.stop();
                    }
                })) {
            assertThat(learn.fit(1, 0.1).last().metrics().get("s/batch")).isNaN();
        }
    }
}
