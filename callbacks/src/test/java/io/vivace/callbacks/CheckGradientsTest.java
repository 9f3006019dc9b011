package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.learn.Callback;
import io.vivace.learn.Step;
import io.vivace.nn.Layers;
import io.vivace.nn.Linear;
import io.vivace.nn.Module;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;
import org.junit.jupiter.api.Test;

class CheckGradientsTest {
    /** Its output is finite, the gradient of its input is NaN: the slope of a root at 0 is infinite. */
    private static Module rootOfZero() {
        return Layers.lambda("root of 0", x -> x.mul(0).sqrt());
    }

    /** Children are listed in another order than they run. */
    private static final class Backwards extends Module {
        private final Linear last = child("a_last", Linear.of(4, 2));
        private final Module root = child("root", rootOfZero());
        private final Linear middle = child("m_middle", Linear.of(4, 4));
        private final Linear first = child("z_first", Linear.of(3, 4));

        @Override
        protected Tensor compute(Tensor x) {
            return last.forward(root.forward(middle.forward(first.forward(x))));
        }
    }

    @Test
    void namesTheLayerNearestToTheLoss() {
        try (var data = Tiny.data(16);
                var learn = Tiny.builder(data, new Backwards(), CheckGradients.always())
                        .build()) {
            float[] before = Tiny.state(learn);
            assertThatThrownBy(() -> learn.fit(1, 0.1))
                    .hasMessageContaining("CheckGradients")
                    .hasMessageContaining("in epoch 0, training batch 0, learning rate 0.1, the loss is 0.")
                    .hasMessageContaining("is that of m_middle, Linear(4→4)")
                    .hasMessageContaining("m_middle.weight with 16 of 16 numbers, m_middle.bias with 4 of 4 numbers")
                    .hasMessageContaining("(2 layers have such gradients)")
                    .hasCauseInstanceOf(NonFiniteGradientException.class);
            assertThat(Tiny.state(learn)).isEqualTo(before);
            assertThat(learn.model().hasHooks()).isFalse();
        }
    }

    @Test
    void withoutItTheWeightsAreLost() {
        var net = Layers.sequential(Linear.of(3, 4), rootOfZero(), Linear.of(4, 2));
        try (var data = Tiny.data(16);
                var learn = Tiny.builder(data, net).build()) {
            assertThatThrownBy(() -> learn.fit(1, 0.1)).hasMessageContaining("parameter 0.weight is no longer finite");
        }
    }

    /** Looking for the layer shows the batch once more, which must move neither statistics nor random numbers. */
    @Test
    void lookingChangesNothing() {
        var poison = new Poison(1);
        try (var data = Tiny.data(16);
                var learn = Tiny.builder(data, Tiny.normNet(), CheckGradients.always(), poison)
                        .build()) {
            assertThatThrownBy(() -> learn.fit(1, 0.1))
                    .hasMessageContaining("is that of 0, Linear(3→8): 0.weight with 1 of 24 numbers (1 layer has");
            assertThat(Tiny.state(learn)).isEqualTo(poison.state);
            assertThat(learn.rng().state()).isEqualTo(poison.rng);
        }
    }

    /** Spoils one number of the first gradient of a batch. */
    private static final class Poison implements Callback {
        float[] state = {};
        long[] rng = {};
        private final int batch;

        Poison(int batch) {
            this.batch = batch;
        }

        @Override
        public int order() {
            return -99;
        }

        @Override
        public void afterBackward(Step step) {
            if (step.number() == batch) {
                state = Tiny.state(step.learner());
                rng = step.learner().rng().state();
                var p = step.model().parameters().values().iterator().next();
                float[] g = p.grad().toFloatArray();
                g[1] = Float.POSITIVE_INFINITY;
                p.value().grad(Tensor.of(g).reshape(p.shape()));
            }
        }
    }

    private static void fit(Callback... callbacks) {
        try (var data = Tiny.data(8);
                var learn = Tiny.builder(data, Linear.of(3, 2).init(new Rng(2)), callbacks)
                        .build()) {
            learn.fit(1, 0.1);
        }
    }

    @Test
    void everySecondUpdateIsLookedAt() {
        assertThatThrownBy(() -> fit(CheckGradients.every(2), new Poison(2)))
                .hasMessageContaining("training batch 2")
                .hasCauseInstanceOf(NonFiniteGradientException.class);
        assertThatThrownBy(() -> fit(CheckGradients.every(2), new Poison(1))) // not seen: the loss tells of it
                .hasMessageContaining("parameter weight is no longer finite");
        assertThatThrownBy(() -> CheckGradients.every(0)).hasMessageContaining("got 0");
    }

    @Test
    void accumulatedGradientsAreLookedAtWhenTheyAreWhole() {
        assertThatThrownBy(() -> fit(CheckGradients.always(), AccumulateGradients.over(3), new Poison(0)))
                .hasMessageContaining("training batch 2");
    }

    @Test
    void aNetThatCannotRunAgainIsStillNamed() {
        Module net = Linear.of(3, 2);
        try (var data = Tiny.data(16);
                var learn = Tiny.builder(data, net, CheckGradients.always(), new Poison(0), new Callback() {
                            @Override
                            public int order() {
                                return -70;
                            }

                            @Override
                            public void afterBackward(Step step) {
                                net.onForward((m, in, out) -> {
                                    throw new IllegalStateException("not again");
                                });
                            }
                        })
                        .build()) {
            assertThatThrownBy(() -> learn.fit(1, 0.1))
                    .hasMessageContaining("is that of the net, Linear(3→2): weight with 1 of 6 numbers")
                    .hasStackTraceContaining("not again");
        }
    }
}
