package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.learn.Callback;
import io.vivace.learn.ClipGradients;
import io.vivace.learn.Step;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AccumulateGradientsTest {
    /** Counts updates. */
    private static final class Updates implements Callback {
        int number;

        @Override
        public void afterStep(Step step) {
            number++;
        }
    }

    private static float[] trained(int batch, Callback... callbacks) {
        try (var data = Tiny.data(batch);
                var learn = Tiny.learner(data, callbacks)) {
            learn.fit(1, 0.5);
            return Tiny.weights(learn);
        }
    }

    /** The whole epoch is one update either way, so the order of items does not matter; 48 items are 9 batches of 5 and one of 3. */
    @Test
    void severalBatchesAreOneLargeOne() {
        float[] whole = trained(48);

        assertThat(trained(5, AccumulateGradients.over(20))).containsExactly(whole, Offset.offset(1e-6f));
        assertThat(trained(5)).isNotEqualTo(whole);
    }

    /** A penalty that another callback adds counts as much as in the large batch. */
    @Test
    void penaltiesCountAsInOneLargeBatch() {
        var penalty = new Callback() {
            @Override
            public void afterLoss(Step step) {
                if (step.isTraining()) {
                    var weight = step.model().parameters().get("weight").value();
                    step.loss(step.loss().add(weight.square().sum()));
                }
            }
        };
        float[] whole = trained(48, penalty);
        assertThat(trained(5, AccumulateGradients.over(20), penalty)).containsExactly(whole, Offset.offset(1e-6f));
        assertThat(trained(48)).isNotEqualTo(whole);
    }

    @Test
    void limitsSeeTheWhole() {
        float[] whole = trained(48, ClipGradients.norm(0.01));

        assertThat(trained(5, ClipGradients.norm(0.01), AccumulateGradients.over(10)))
                .containsExactly(whole, Offset.offset(1e-6f));
    }

    @Test
    void whatIsLeftIsAnUpdateOfItsOwn() {
        var updates = new Updates();
        trained(5, AccumulateGradients.over(4), updates);
        assertThat(updates.number).isEqualTo(3);
    }

    @Test
    void anEpochThatStopsLeavesNothingToTheNextOne() {
        try (var data = Tiny.data(5);
                var learn = Tiny.learner(data, AccumulateGradients.over(4), StopAfterBatches.of(2))) {
            float[] before = Tiny.weights(learn);
            learn.fit(1, 0.5);
            assertThat(Tiny.weights(learn)).isEqualTo(before);
            assertThat(learn.model().parameters().get("weight").grad()).isNull();
        }
    }

    @Test
    void refusesNothing() {
        assertThatThrownBy(() -> AccumulateGradients.over(0)).hasMessageContaining("got 0");
    }
}
