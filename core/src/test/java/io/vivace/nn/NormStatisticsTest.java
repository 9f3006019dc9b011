package io.vivace.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class NormStatisticsTest {
    private static final Offset<Float> CLOSE = Offset.offset(1e-5f);
    private static final float[] X = {1, 10, 2, 8, 4, 6, 7, 1, 3, 3, 5, 0, 0, 9, 6, 2, 8, 4, 9, 7};

    private static void show(BatchNorm1d norm, int from, int items) {
        Autograd.noGrad(() -> {
            norm.forward(Tensor.of(X, 10, 2).narrow(0, from, items));
        });
    }

    /** PyTorch's BatchNorm1d, its momentum set to b / (seen + b) before batches of 4, 4 and 2, gives these numbers. */
    @Test
    void statisticsAreMeansOverAllBatchesWeightedByTheirSizes() {
        try (var scope = Scope.open();
                var norm = BatchNorm1d.of(2)) {
            show(norm, 0, 7); // what was there before does not matter
            try (var statistics = NormStatistics.renew(List.of(norm))) {
                assertThat(norm.runningMean().toFloatArray()).containsExactly(0, 0);
                assertThat(norm.runningVariance().toFloatArray()).containsExactly(1, 1);
                statistics.next(4);
                show(norm, 0, 4);
                statistics.next(4);
                show(norm, 4, 4);
                statistics.next(2);
                show(norm, 8, 2);
            }
            assertThat(norm.runningMean().toFloatArray()).containsExactly(new float[] {4.5f, 5}, CLOSE);
            assertThat(norm.runningVariance().toFloatArray()).containsExactly(new float[] {5.7f, 12.866667f}, CLOSE);

            show(norm, 0, 2); // mean 1.5 and 9, with the usual momentum of 0.1
            assertThat(norm.runningMean().toFloatArray()).containsExactly(new float[] {4.2f, 5.4f}, CLOSE);
        }
    }

    @Test
    void refusesEmptyBatches() {
        try (var statistics = NormStatistics.renew(List.of())) {
            assertThatThrownBy(() -> statistics.next(0)).hasMessageContaining("got 0");
        }
    }
}
