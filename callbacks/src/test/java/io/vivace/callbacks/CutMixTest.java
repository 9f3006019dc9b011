package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.data.TensorBunch;
import io.vivace.learn.Callback;
import io.vivace.learn.Learner;
import io.vivace.learn.Step;
import io.vivace.nn.Layers;
import io.vivace.nn.Linear;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import org.junit.jupiter.api.Test;

class CutMixTest {
    private static final int SIDE = 12;

    /** Pictures whose pixels all hold the number of the picture, so that one sees where a pixel is from. */
    private static TensorBunch data() {
        try (var scope = Scope.open()) {
            float[] pixels = new float[40 * 2 * SIDE * SIDE];
            long[] classes = new long[40];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (float) (i / (2 * SIDE * SIDE));
            }
            for (int i = 0; i < classes.length; i++) {
                classes[i] = i % 2;
            }
            return TensorBunch.of(Tensor.of(pixels).reshape(40, 2, SIDE, SIDE), Tensor.of(classes))
                    .splitRandom(0.2, 1)
                    .batch(8)
                    .build();
        }
    }

    /** Looks at every training batch. */
    private static final class Check implements Callback {
        int batches;
        int mixed;
        private float[] before = {};

        @Override
        public int order() {
            return -1;
        }

        @Override
        public void beforeBatch(Step step) {
            before = step.batch().x().toFloatArray();
        }

        @Override
        public void afterLoss(Step step) {
            if (!step.isTraining()) {
                return;
            }
            batches++;
            var loss = (MixedLoss) step.lossFunction();
            float part = loss.parts().toFloatArray()[0];
            float[] x = step.batch().x().toFloatArray();
            int picture = 2 * SIDE * SIDE;
            for (int i = 0; i < step.batch().size(); i++) {
                int other = 0;
                for (int p = i * picture; p < (i + 1) * picture; p++) {
                    other += x[p] == before[p] ? 0 : 1;
                }
                if (other > 0) { // unless the other picture is the same one
                    assertThat(other / (double) picture).isCloseTo(1 - part, within(1e-6));
                    mixed++;
                }
            }
        }
    }

    @Test
    void lossesAreWeightedByAreas() {
        var check = new Check();
        try (var data = data();
                var learn = Learner.of(data, Layers.sequential(Layers.flatten(), Linear.of(2 * SIDE * SIDE, 2)))
                        .callbacks(CutMix.alpha(1), check)
                        .silent()
                        .build()) {
            learn.fit(3, 1e-9);
        }
        assertThat(check.batches).isEqualTo(12);
        assertThat(check.mixed).isGreaterThan(40);
    }

    @Test
    void refusesWhatIsNoPicture() {
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, CutMix.alpha(1))) {
            assertThatThrownBy(() -> learn.fit(1, 0.1)).hasStackTraceContaining("pictures [N, C, H, W]");
        }
    }
}
