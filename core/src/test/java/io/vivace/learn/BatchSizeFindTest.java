package io.vivace.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.data.TensorBunch;
import io.vivace.memory.MemoryStats;
import io.vivace.memory.Pool;
import io.vivace.memory.Settled;
import io.vivace.nn.BatchNorm1d;
import io.vivace.nn.Dropout;
import io.vivace.nn.Layers;
import io.vivace.nn.Linear;
import io.vivace.nn.Module;
import io.vivace.optim.AdamW;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BatchSizeFindTest {
    private static final int ITEMS = 50;

    private static TensorBunch data(int features) {
        var rng = new Rng(1);
        try (var scope = Scope.open()) {
            long[] y = new long[ITEMS];
            Arrays.setAll(y, i -> i % 2);
            return TensorBunch.of(Tensor.randn(rng, ITEMS, features), Tensor.of(y))
                    .batch(6)
                    .build();
        }
    }

    private static Learner learner(TensorBunch data, int features, Callback... callbacks) {
        Module net = Layers.sequential(
                Linear.of(features, 8), BatchNorm1d.of(8), Layers.relu(), Dropout.of(0.5), Linear.of(8, 2));
        return Learner.of(data, net)
                .optimizer(AdamW.defaults())
                .callbacks(callbacks)
                .silent()
                .build();
    }

    /** Sees the batches of a search. */
    private static final class Sizes implements Callback {
        final List<Integer> seen = new ArrayList<>();

        @Override
        public boolean changesTraining() {
            return true;
        }

        @Override
        public void afterLoss(Step step) {
            assertThat(step.batch().x().size(0)).isEqualTo(step.batch().size());
            assertThat(step.batch().y().size(0)).isEqualTo(step.batch().size());
            seen.add(step.batch().size());
        }
    }

    @Test
    void sizesDouble() {
        var sizes = new Sizes();
        try (var data = data(3);
                var learn = learner(data, 3, sizes)) {
            BatchSizeFind found = learn.batchSizeFind(4, 100);
            List<Integer> tried =
                    found.trials().stream().map(BatchSizeFind.Trial::batchSize).toList();
            assertThat(List.of(4, 8, 16, 32, 64)).startsWith(tried.toArray(Integer[]::new));
            assertThat(tried).hasSizeGreaterThanOrEqualTo(2);
            assertThat(sizes.seen.stream().distinct().toList()).isEqualTo(tried);
            assertThat(sizes.seen).hasSizeGreaterThanOrEqualTo(4 * tried.size()).isSorted();
            for (var t : found.trials()) {
                assertThat(t.samplesPerSecond() * t.secondsPerBatch()).isCloseTo(t.batchSize(), Offset.offset(1e-6));
                assertThat(t.memory()).isPositive();
            }
            assertThat(found.toString()).contains("samples/s").contains("suggestion: " + found.suggestion());
            assertThat(learn.batchSizeFind().trials().get(0).batchSize()).isEqualTo(4);
        }
    }

    private static float[] trained(boolean search) {
        try (var data = data(3);
                var learn = learner(data, 3)) {
            learn.fit(1, 0.01);
            if (search) {
                learn.batchSizeFind(2, 16);
            }
            learn.fit(1, 0.01);
            assertThat(learn.recorder().batches()).hasSize(18);
            return learn.model().parameters().get("0.weight").value().toFloatArray();
        }
    }

    @Test
    void whatFollowsHasTheSameBits() {
        assertThat(trained(true)).isEqualTo(trained(false));
    }

    /** 4000 numbers an item: each item of a batch is held at least once, as the joined batch. */
    @Test
    void memoryGrowsAndEndsTheSearch() {
        Pool pool = Pool.host();
        long limit = pool.stats().limit();
        try (var data = data(4000);
                var learn = learner(data, 4000)) {
            learn.fit(1, 0.01);
            Settled.stats();
            var trials = learn.batchSizeFind(64, 256).trials();
            assertThat(trials.get(trials.size() - 1).memory())
                    .isGreaterThan(trials.get(0).memory());
            float[] weights = learn.model().parameters().get("0.weight").value().toFloatArray();
            pool.trim();
            pool.limit(MemoryStats.now().inUse() + 30_000_000);
            BatchSizeFind found = learn.batchSizeFind(512, 1 << 20);
            assertThat(found.stopped()).contains("the limit is").contains("vivace.memory.limit");
            assertThat(found.trials().size()).isBetween(1, 2);
            assertThat(found.suggestion()).isBetween(512, 1024);
            long before = Settled.stats().inUse(); // by now kernels for these shapes are made
            assertThat(learn.batchSizeFind(512, 1 << 20).stopped()).contains("the limit is");
            pool.limit(limit);
            assertThat(Settled.stats().inUse()).isEqualTo(before);
            assertThat(learn.model().parameters().get("0.weight").value().toFloatArray())
                    .isEqualTo(weights);
            learn.fit(1, 0.01);

            pool.trim();
            pool.limit(MemoryStats.now().inUse() + 10_000_000);
            BatchSizeFind none = learn.batchSizeFind(8192, 8192);
            assertThat(none.trials()).isEmpty();
            assertThat(none.stopped()).contains("8192 did not fit");
            assertThatThrownBy(none::suggestion).hasMessageContaining("8192 did not fit");
        } finally {
            pool.limit(limit);
        }
    }

    @Test
    void theSmallestFastSizeIsSuggested() {
        assertThat(find(100, 180, 199, 205).suggestion()).isEqualTo(4);
        assertThat(find(100, 90, 80).suggestion()).isEqualTo(1);
        assertThat(find(100, 200, 400).suggestion()).isEqualTo(4);
        assertThat(find().toString()).contains("stopped: enough").doesNotContain("suggestion");
    }

    private static BatchSizeFind find(double... rates) {
        List<BatchSizeFind.Trial> trials = new ArrayList<>();
        for (int i = 0; i < rates.length; i++) {
            trials.add(new BatchSizeFind.Trial(1 << i, rates[i], (1 << i) / rates[i], 1000));
        }
        return new BatchSizeFind(trials, "enough");
    }

    @Test
    void refusesWhatIsNoSize() {
        try (var data = data(3);
                var learn = learner(data, 3)) {
            assertThatThrownBy(() -> learn.batchSizeFind(0, 4)).hasMessageContaining("got 0 to 4");
            assertThatThrownBy(() -> learn.batchSizeFind(8, 4)).hasMessageContaining("got 8 to 4");
        }
    }
}
