package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.data.TensorBunch;
import io.vivace.learn.Callback;
import io.vivace.learn.Learner;
import io.vivace.learn.LossFunction;
import io.vivace.learn.Step;
import io.vivace.nn.Layers;
import io.vivace.nn.Linear;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.List;
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

    /** {@return the same pictures, their numbers as targets} */
    private static TensorBunch numbered() {
        try (var scope = Scope.open()) {
            float[] numbers = new float[40];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = i;
            }
            Tensor y = Tensor.of(numbers);
            return TensorBunch.of(
                            y.reshape(40, 1, 1, 1)
                                    .mul(Tensor.zeros(40, 2, SIDE, SIDE).add(1)),
                            y)
                    .splitRandom(0.2, 1)
                    .batch(8)
                    .build();
        }
    }

    /** The loss of an item is its target. */
    private static final class Target implements LossFunction {
        @Override
        public String name() {
            return "target";
        }

        @Override
        public Tensor of(Tensor output, List<Tensor> targets) {
            return ofItems(output, targets).mean();
        }

        @Override
        public Tensor ofItems(Tensor output, List<Tensor> targets) {
            return output.select(1, 0).mul(0).add(targets.get(0));
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

    /** Every pixel holds the number of its picture, so its mean tells what each picture is made of. */
    private static final class Mean implements Callback {
        int batches;
        private double before;

        @Override
        public int order() {
            return -1;
        }

        @Override
        public void beforeBatch(Step step) {
            before = step.batch().x().mean().item();
        }

        /**
         * The loss whose value for an item is its target: the targets are the numbers of the pictures, so the loss of a mixture is the mean
         * of its pixels, however often it was mixed.
         */
        @Override
        public void afterLoss(Step step) {
            if (step.isTraining()) {
                batches++;
                double mean = step.batch().x().mean().item();
                assertThat(step.lossValue()).isCloseTo(mean, within(1e-3));
                assertThat(mean).isNotCloseTo(before, within(1e-3));
            }
        }
    }

    @Test
    void mixturesCanBeMixedAgain() {
        for (Callback[] both :
                new Callback[][] {{Mixup.alpha(1), CutMix.alpha(1)}, {CutMix.alpha(1), Mixup.alpha(1)}}) {
            var mean = new Mean();
            try (var scope = Scope.open();
                    var data = numbered();
                    var learn = Learner.of(data, Layers.sequential(Layers.flatten(), Linear.of(2 * SIDE * SIDE, 1)))
                            .loss(new Target())
                            .callbacks(both)
                            .callbacks(mean)
                            .silent()
                            .build()) {
                learn.fit(2, 1e-9);
            }
            assertThat(mean.batches).isEqualTo(8);
        }
    }

    @Test
    void refusesWhatIsNoPicture() {
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, CutMix.alpha(1))) {
            assertThatThrownBy(() -> learn.fit(1, 0.1)).hasStackTraceContaining("pictures [N, C, H, W]");
        }
    }
}
