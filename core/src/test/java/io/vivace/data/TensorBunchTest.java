package io.vivace.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.memory.MemoryStats;
import io.vivace.memory.Settled;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TensorBunchTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** Item i is the row (i, 10 i) of class i mod 3. */
    private static TensorBunch.Builder ten() {
        float[] x = new float[20];
        long[] y = new long[10];
        for (int i = 0; i < 10; i++) {
            x[2 * i] = i;
            x[2 * i + 1] = 10 * i;
            y[i] = i % 3;
        }
        return TensorBunch.of(Tensor.of(x, 10, 2), Tensor.of(y));
    }

    private static List<Float> firsts(Loader loader, long epoch) {
        List<Float> seen = new ArrayList<>();
        try (Loader.Epoch batches = loader.epoch(epoch)) {
            while (batches.hasNext()) {
                try (Batch b = batches.next()) {
                    float[] x = b.x().toFloatArray();
                    long[] y = b.y().toLongArray();
                    for (int i = 0; i < b.size(); i++) {
                        seen.add(x[2 * i]);
                        assertThat(x[2 * i + 1]).isEqualTo(10 * x[2 * i]);
                        assertThat(y[i]).isEqualTo((long) x[2 * i] % 3);
                    }
                }
            }
        }
        return seen;
    }

    @Test
    void everyItemComesOnceInAnOrderOfTheEpoch() {
        try (TensorBunch data = ten().batch(4).build()) {
            List<Float> first = firsts(data.train(), 0);
            assertThat(first).containsExactlyInAnyOrder(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f, 9f);
            assertThat(firsts(data.train(), 0)).isEqualTo(first);
            assertThat(firsts(data.train(), 1)).isNotEqualTo(first);
            assertThat(firsts(data.trainInOrder(), 5)).isSorted();
            assertThat(data.train().batches()).isEqualTo(3);
            assertThat(data.valid().items()).isZero();
        }
        try (TensorBunch data = ten().batch(4).dropLast().seed(8).build()) {
            assertThat(data.train().batches()).isEqualTo(2);
            assertThat(firsts(data.train(), 0)).hasSize(8);
            assertThat(data.trainInOrder().batches()).isEqualTo(3);
        }
    }

    @Test
    void partsAreHeldOut() {
        try (TensorBunch data = ten().splitRandom(0.3, 1).batch(4).build()) {
            List<Float> valid = firsts(data.valid(), 0);
            assertThat(valid).hasSize(3).isSorted();
            List<Float> train = firsts(data.trainInOrder(), 0);
            assertThat(train).hasSize(7).doesNotContainAnyElementsOf(valid);
        }
    }

    @Test
    void validationDataCanBeGiven() {
        try (TensorBunch data = ten().valid(
                        Tensor.of(new float[] {21, 210, 22, 220}, 2, 2), Tensor.of(new long[] {0, 1}))
                .build()) {
            assertThat(firsts(data.valid(), 0)).containsExactly(21f, 22f);
            assertThat(firsts(data.train(), 0)).hasSize(10);
        }
    }

    @Test
    void classesAndOutputsFollowFromTheTargets() {
        try (TensorBunch classes = ten().build();
                TensorBunch named = ten().classes(List.of("a", "b", "c", "d")).build();
                TensorBunch numbers =
                        TensorBunch.of(Tensor.zeros(3, 2), Tensor.zeros(3, 4)).build()) {
            assertThat(classes.classes()).containsExactly("0", "1", "2");
            assertThat(classes.outputs()).isEqualTo(3);
            assertThat(named.outputs()).isEqualTo(4);
            assertThat(numbers.classes()).isEmpty();
            assertThat(numbers.outputs()).isEqualTo(4);
        }
    }

    @Test
    void batchesOutliveScopesAndLeaveNothing() {
        TensorBunch data = ten().batch(4).build();
        long before = Settled.stats().live();
        Loader.Epoch batches = data.train().epoch(0);
        Batch b;
        try (var inner = Scope.open()) {
            b = batches.next();
        }
        assertThat(b.x().toFloatArray()).hasSize(8);
        b.close();
        batches.close();
        assertThat(batches.hasNext()).isFalse();
        assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
        assertThat(batches.secondsWaited()).isPositive();
        assertThat(MemoryStats.now().live()).isLessThanOrEqualTo(before);
        data.close();
    }

    @Test
    void wrongDataIsExplained() {
        assertThatThrownBy(() -> TensorBunch.of(Tensor.zeros(3, 2), Tensor.zeros(4)))
                .hasMessageContaining("the inputs are [3, 2], the targets [4]");
        assertThatThrownBy(() -> ten().valid(Tensor.zeros(1, 2), Tensor.zeros(2)))
                .hasMessageContaining("validation data");
        assertThatThrownBy(() -> ten().batch(0)).hasMessageContaining("at least 1 item, got 0");
        assertThatThrownBy(() -> ten().splitRandom(20, 1)).hasMessageContaining("0 to 1, got 20.0");
    }
}
