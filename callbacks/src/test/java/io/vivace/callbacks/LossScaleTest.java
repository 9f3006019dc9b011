package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.learn.Callback;
import io.vivace.learn.ClipGradients;
import io.vivace.learn.LossFunction;
import io.vivace.learn.SavedState;
import io.vivace.learn.Step;
import io.vivace.nn.Linear;
import io.vivace.optim.Sgd;
import io.vivace.optim.WeightDecay;
import io.vivace.tensor.Rng;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossScaleTest {
    /** The gradient of the net's output goes through numbers with the exponents of f16. */
    private static final class F16Gradients implements Callback {
        @Override
        public boolean changesTraining() {
            return true;
        }

        @Override
        public void afterForward(Step step) {
            if (step.isTraining()) {
                step.output()
                        .onGrad(g -> g.maskedFill(g.abs().gt(65504), Double.POSITIVE_INFINITY)
                                .maskedFill(g.abs().lt(0x1p-24), 0));
            }
        }
    }

    /** Notes scale and weights after each training batch, and how many updates there were. */
    private static final class Notes implements Callback {
        final List<Double> scales = new ArrayList<>();
        final List<float[]> weights = new ArrayList<>();
        final List<Double> losses = new ArrayList<>();
        int updates;
        private final LossScale scale;

        Notes(LossScale scale) {
            this.scale = scale;
        }

        @Override
        public void afterStep(Step step) {
            updates++;
        }

        @Override
        public void afterBatch(Step step) {
            if (step.isTraining()) {
                scales.add(scale.scale());
                weights.add(Tiny.weights(step.learner()));
                losses.add(step.lossValue());
            }
        }
    }

    private static float[] trained(LossFunction loss, int batch, Callback... callbacks) {
        try (var data = Tiny.data(batch);
                var learn = Tiny.builder(data, Linear.of(3, 2).init(new Rng(2)), callbacks)
                        .optimizer(Sgd.momentum(0.9).weightDecay(WeightDecay.decoupled(0.1)))
                        .loss(loss)
                        .build()) {
            learn.fit(3, 0.5);
            return Tiny.weights(learn);
        }
    }

    private static float[] trained(Callback... callbacks) {
        return trained(LossFunction.crossEntropy(), 16, callbacks);
    }

    @Test
    void powersOfTwoChangeNoBit() {
        float[] plain = trained();
        assertThat(trained(LossScale.dynamic())).isEqualTo(plain);
        assertThat(trained(LossScale.fixed())).isEqualTo(plain);
        assertThat(trained(LossScale.fixed(0.125))).isEqualTo(plain);
        float[] whole = trained(LossFunction.crossEntropy(), 5, AccumulateGradients.over(4), ClipGradients.norm(0.05));
        assertThat(trained(
                        LossFunction.crossEntropy(),
                        5,
                        ClipGradients.norm(0.05),
                        LossScale.dynamic(),
                        AccumulateGradients.over(4)))
                .isEqualTo(whole);
        assertThat(whole).isNotEqualTo(trained(LossFunction.crossEntropy(), 5, AccumulateGradients.over(4)));
    }

    /** A penalty that a callback adds to the loss, before or after this one, is scaled as well; fastai 0.7 lost the scale there. */
    @Test
    void whatCallbacksAddToTheLossIsScaledToo() {
        var penalty = new Callback() {
            @Override
            public void afterLoss(Step step) {
                if (step.isTraining()) {
                    var weight = step.model().parameters().get("weight").value();
                    step.loss(step.loss().add(weight.square().sum().mul(0.1)));
                }
            }
        };
        float[] plain = trained(penalty);
        assertThat(trained(penalty, LossScale.dynamic())).isEqualTo(plain);
        assertThat(trained()).isNotEqualTo(plain);
    }

    @Test
    void smallGradientsSurvive() {
        LossFunction small =
                LossFunction.of((o, y) -> io.vivace.loss.Loss.crossEntropy(o, y).mul(1e-8));
        float[] decayedOnly = trained(small, 16, new F16Gradients());
        float[] scaled = trained(small, 16, new F16Gradients(), LossScale.dynamic());
        assertThat(scaled).isNotEqualTo(decayedOnly);
        assertThat(scaled).isEqualTo(trained(small, 16)); // as if f32 had been used all along
    }

    /**
     * Gradients of the output are at most 1/16 here, so that 2^24 of them overflow. An update that overflows moves nothing: not by
     * momentum, not by weight decay.
     */
    @Test
    void overflowHalvesTheScaleAndLeavesTheUpdateOut() {
        var scale = LossScale.dynamic().startingAt(0x1p24);
        var notes = new Notes(scale);
        float[] start;
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data)) {
            start = Tiny.weights(learn);
        }
        trained(scale, notes, new F16Gradients());
        assertThat(notes.scales.get(0)).isEqualTo(0x1p23);
        assertThat(notes.scales).isSortedAccordingTo(Collections.reverseOrder());
        int good = 0;
        for (int i = 0; i < notes.scales.size(); i++) {
            float[] before = i == 0 ? start : notes.weights.get(i - 1);
            double scaleBefore = i == 0 ? 0x1p24 : notes.scales.get(i - 1);
            if (notes.scales.get(i) < scaleBefore) {
                assertThat(notes.weights.get(i)).isEqualTo(before);
            } else {
                assertThat(notes.weights.get(i)).isNotEqualTo(before);
                good++;
            }
        }
        assertThat(good).isBetween(1, 8).isEqualTo(notes.updates);
        assertThat(notes.losses).allMatch(l -> l < 2); // what is shown is the loss itself
    }

    @Test
    void goodUpdatesDoubleTheScaleUpToALimit() {
        var scale = LossScale.dynamic().doublingAfter(2).atMost(0x1p18);
        var notes = new Notes(scale);
        trained(scale, notes);
        assertThat(notes.scales)
                .containsExactly(0x1p16, 0x1p17, 0x1p17, 0x1p18, 0x1p18, 0x1p18, 0x1p18, 0x1p18, 0x1p18);
    }

    /** Batches of 5 are 10 an epoch: updates after 4, 8 and 10. The scale that overflowed belongs to a whole update. */
    @Test
    void accumulatedGradientsOverflowTogether() {
        var scale = LossScale.dynamic().startingAt(0x1p22);
        var notes = new Notes(scale);
        trained(LossFunction.crossEntropy(), 5, scale, AccumulateGradients.over(4), notes, new F16Gradients());
        assertThat(notes.scales.subList(0, 5)).containsExactly(0x1p22, 0x1p22, 0x1p22, 0x1p21, 0x1p21);
        assertThat(notes.weights.get(4)).isEqualTo(notes.weights.get(0));
    }

    @Test
    void aScaleOfOneIsNotToBlame() {
        assertThatThrownBy(() -> trained(
                        LossFunction.of((o, y) -> o.square().sum().mul(0).sqrt()),
                        16,
                        LossScale.dynamic().startingAt(4)))
                .hasCauseInstanceOf(NonFiniteGradientException.class)
                .hasMessageContaining("training batch 2"); // 4, 2, 1
    }

    @Test
    void theSearchForARateLeavesTheScaleAlone() {
        var scale = LossScale.dynamic().startingAt(0x1p24).doublingAfter(3);
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, scale, new F16Gradients())) {
            learn.lrFind();
            assertThat(scale.scale()).isEqualTo(0x1p24);
            learn.fit(1, 0.1);
            assertThat(scale.scale()).isLessThan(0x1p24);
        }
    }

    @Test
    void scaleAndCountAreSaved() {
        var scale = LossScale.dynamic().doublingAfter(2);
        trained(scale); // 9 updates: 4 doublings and 1 good one
        var state = new SavedState();
        scale.save(state);
        var other = LossScale.dynamic().doublingAfter(2);
        other.load(state);
        assertThat(other.scale()).isEqualTo(0x1p20);
        var again = new SavedState();
        other.save(again);
        assertThat(again.whole("good")).isEqualTo(1);
    }

    /** Two groups with gradients (3, 4) and (0.3, 0.4): PyTorch's clip_grad_norm_ of each to 1. */
    @Test
    void eachGroupIsLimitedAlone() {
        var a = Linear.of(2, 1);
        var b = Linear.of(1, 2);
        var net = io.vivace.nn.Layers.sequential(Linear.of(3, 2), a, b);
        try (var data = Tiny.data(48);
                var learn = Tiny.builder(
                                data,
                                net,
                                ClipGradients.normOfEachGroup(1),
                                new Callback() {
                                    @Override
                                    public int order() {
                                        return -1;
                                    }

                                    @Override
                                    public void afterBackward(Step step) {
                                        step.model().zeroGrad();
                                        a.weight().value().grad(io.vivace.tensor.Tensor.of(new float[] {3, 4}, 1, 2));
                                        b.weight()
                                                .value()
                                                .grad(io.vivace.tensor.Tensor.of(new float[] {.3f, .4f}, 2, 1));
                                    }
                                },
                                new Callback() {
                                    @Override
                                    public void afterStep(Step step) {
                                        assertThat(a.weight().grad().toFloatArray())
                                                .containsExactly(new float[] {0.5999999f, 0.7999998f}, within(2e-7f));
                                        assertThat(b.weight().grad().toFloatArray())
                                                .containsExactly(.3f, .4f);
                                    }
                                })
                        .groups(io.vivace.nn.LayerGroups.split(net, List.of(a, b)))
                        .build()) {
            learn.fit(1, 0.1);
        }
    }

    @Test
    void refusesScalesThatMakeNoSense() {
        assertThatThrownBy(() -> LossScale.fixed(0)).hasMessageContaining("got 0.0");
        assertThatThrownBy(() -> LossScale.dynamic().doublingAfter(0)).hasMessageContaining("got 0");
        assertThatThrownBy(() -> LossScale.dynamic().atMost(2)).hasMessageContaining("is below the first");
    }
}
