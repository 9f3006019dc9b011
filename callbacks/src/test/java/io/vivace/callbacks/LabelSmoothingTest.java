package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.learn.Callback;
import io.vivace.learn.LossFunction;
import io.vivace.learn.Step;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelSmoothingTest {
    /** The recipe's fixture. */
    @Test
    void spreadsAPartOfTheTargetOverAllClasses() {
        try (var scope = Scope.open()) {
            var logits = Tensor.of(new float[] {2, 1, 0}, 1, 3);
            List<Tensor> target = List.of(Tensor.of(new long[] {0L}));
            var plain = LossFunction.crossEntropy();
            assertThat(plain.of(logits, target).item()).isCloseTo(.407606f, within(1e-6f));
            assertThat(plain.smoothed(0.1).of(logits, target).item()).isCloseTo(.507606f, within(1e-6f));
            assertThat(LossFunction.nll()
                            .smoothed(0.1)
                            .of(logits.logSoftmax(1), target)
                            .item())
                    .isCloseTo(.507606f, within(1e-6f));
        }
    }

    /** PyTorch: λ · cross_entropy(o, y, label_smoothing=.1) + (1 − λ) · cross_entropy(o, y', label_smoothing=.1), the mean. */
    @Test
    void bothTargetsOfAMixedItemAreSmoothed() {
        try (var scope = Scope.open()) {
            var logits = Tensor.of(new float[] {2, 1, 0, 0.5f, -1, 3, 0, 0, 1}, 3, 3);
            List<Tensor> targets = List.of(Tensor.of(new long[] {0L, 2L, 1L}));
            var parts = Tensor.of(new float[] {.7f, .9f, .5f});
            List<Tensor> others = List.of(Tensor.of(new long[] {1L, 0L, 2L}));
            var mixed = new MixedLoss(LossFunction.crossEntropy(), parts, LossFunction.crossEntropy(), others);
            assertThat(mixed.of(logits, targets).item()).isCloseTo(0.70157504f, within(1e-6f));
            assertThat(mixed.smoothed(0.1).of(logits, targets).item()).isCloseTo(0.79435283f, within(1e-6f));
            var smooth = LossFunction.crossEntropy().smoothed(0.1);
            var first = new MixedLoss(smooth, parts, smooth, others);
            assertThat(first.of(logits, targets).item()).isCloseTo(0.79435283f, within(1e-6f));
        }
    }

    /** Compares the loss of each training batch with the smoothed loss of the net's output, that of validation with the plain one. */
    private static final class Check implements Callback {
        int training;
        int validation;

        @Override
        public void afterLoss(Step step) {
            var own = step.learner().loss();
            double plain = own.of(step.output(), step.batch().targets()).item();
            double smooth =
                    own.smoothed(0.3).of(step.output(), step.batch().targets()).item();
            assertThat(smooth).isNotCloseTo(plain, within(1e-4));
            assertThat(step.lossValue()).isCloseTo(step.isTraining() ? smooth : plain, within(1e-7));
            training += step.isTraining() ? 1 : 0;
            validation += step.isTraining() ? 0 : 1;
        }
    }

    @Test
    void onlyTrainingIsSmoothed() {
        var check = new Check();
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, LabelSmoothing.of(0.3), check)) {
            learn.fit(1, 0.5);
        }
        assertThat(check.training).isEqualTo(3);
        assertThat(check.validation).isEqualTo(1);
    }

    private static float[] trained(Callback... callbacks) {
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, callbacks)) {
            learn.fit(2, 0.5);
            return Tiny.weights(learn);
        }
    }

    @Test
    void theOrderBesideMixupDoesNotMatter() {
        float[] before = trained(LabelSmoothing.of(0.2), Mixup.usual());
        assertThat(trained(Mixup.usual(), LabelSmoothing.of(0.2))).isEqualTo(before);
        assertThat(trained(Mixup.usual())).isNotEqualTo(before);
        assertThat(trained(LabelSmoothing.of(0.2))).isNotEqualTo(before);
    }

    @Test
    void refusesOtherLosses() {
        try (var data = Tiny.data(16);
                var learn = Tiny.builder(data, io.vivace.nn.Linear.of(3, 2), LabelSmoothing.of(0.1))
                        .loss(LossFunction.mse())
                        .build()) {
            assertThatThrownBy(() -> learn.fit(1, 0.1))
                    .hasStackTraceContaining("mean squared error cannot be smoothed");
        }
        assertThatThrownBy(() -> LabelSmoothing.of(1.5)).hasMessageContaining("got 1.5");
    }
}
