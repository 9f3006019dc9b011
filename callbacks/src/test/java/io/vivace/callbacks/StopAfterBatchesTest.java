package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.learn.FitResult;
import org.junit.jupiter.api.Test;

class StopAfterBatchesTest {
    @Test
    void stopsInTheMiddleOfAnEpochWithoutValidation() {
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, StopAfterBatches.of(4))) {
            FitResult result = learn.fit(5, 0.1);
            assertThat(learn.recorder().batches()).hasSize(4);
            assertThat(result.epochs()).hasSize(2);
            assertThat(result.epochs().get(1).validLoss()).isNaN();
            assertThat(result.stopReason()).contains("as many batches as wanted");
        }
        assertThatThrownBy(() -> StopAfterBatches.of(0)).hasMessageContaining("got 0");
    }
}
