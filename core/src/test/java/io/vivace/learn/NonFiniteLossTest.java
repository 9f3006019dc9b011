package io.vivace.learn;

import static io.vivace.nn.Layers.lambda;
import static io.vivace.nn.Layers.relu;
import static io.vivace.nn.Layers.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.data.TensorBunch;
import io.vivace.nn.Linear;
import io.vivace.nn.Module;
import io.vivace.optim.Sgd;
import io.vivace.schedule.Lr;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class NonFiniteLossTest {
    @Test
    void theFirstLayerIsNamed() {
        Module inner =
                sequential(relu(), lambda("reciprocal of zero", x -> x.mul(0).reciprocal()));
        Module net = sequential(Linear.of(2, 4), inner, Linear.of(4, 3));
        try (var data = Spiral.data(10, 12);
                var learn = Learner.of(data, net).silent().build()) {
            assertThatThrownBy(() -> learn.fit(1, 1e-2))
                    .isInstanceOf(NonFiniteLossException.class)
                    .hasMessageContaining("the loss is NaN in epoch 0, training batch 0, learning rate 0.01")
                    .hasMessageContaining("is that of 1.1, reciprocal of zero");
        }
    }

    @Test
    void parametersThatBlewUpAreNamed() {
        try (var data = Spiral.data(10, 12);
                var learn = Learner.of(data, Spiral.net()).silent().build()) {
            Autograd.noGrad(() -> {
                learn.model().parameters().get("2.bias").value().fill_(Double.POSITIVE_INFINITY);
            });
            assertThatThrownBy(() -> learn.fit(1, 1e-2))
                    .hasMessageContaining("parameter 2.bias is no longer finite")
                    .hasMessageContaining("Lower the learning rate");
            assertThatThrownBy(learn::validate).hasMessageContaining("validation batch 0: parameter 2.bias");
        }
    }

    @Test
    void inputsAreNamedByItem() {
        try (var scope = Scope.open();
                var data = TensorBunch.of(
                                Tensor.of(new float[] {1, 2, Float.NaN, 4}, 2, 2), Tensor.of(new long[] {0, 1}))
                        .build();
                var learn = Learner.of(data, Linear.of(2, 2)).silent().build()) {
            assertThatThrownBy(() -> learn.fit(1, 1e-2))
                    .hasMessageContaining("input 0 of the batch holds a number that is not finite")
                    .hasMessageContaining("items of the data: [");
        }
    }

    @Test
    void theLossItselfIsNamedWhenNothingElseIsToBlame() {
        LossFunction bad =
                LossFunction.of((output, target) -> output.mul(0).reciprocal().mean());
        try (var data = Spiral.data(10, 12);
                var learn = Learner.of(data, Spiral.net()).loss(bad).silent().build()) {
            assertThatThrownBy(() -> learn.fit(1, 1e-2)).hasMessageContaining("so it is the loss itself (user's loss)");
        }
    }

    @Test
    void theSearchForARateBearsIt() {
        try (var data = Spiral.data(40, 12);
                var learn = Learner.of(data, Spiral.net())
                        .optimizer(Sgd.momentum(0.99))
                        .silent()
                        .build()) {
            LrFind found = learn.lrFind(Lr.of(1), Lr.of(1e9), 60);
            assertThat(found.lrs().size()).isLessThan(60);
            assertThat(learn.fit(1, 1e-3).last().trainLoss()).isFinite();
        }
    }

    @Test
    void lossesOfItemsAndActivationsBelongToTheLoss() {
        try (var scope = Scope.open()) {
            Tensor scores = Tensor.of(new float[] {2, 1, 0, 0, 1, 2}, 2, 3);
            List<Tensor> classes = List.of(Tensor.of(new long[] {0, 0}));
            LossFunction ce = LossFunction.crossEntropy();
            float[] items = ce.ofItems(scores, classes).toFloatArray();
            assertThat((items[0] + items[1]) / 2)
                    .isEqualTo(ce.of(scores, classes).item());
            assertThat(ce.activate(scores).sum(1).toFloatArray()[0]).isBetween(0.99999f, 1.00001f);
            assertThat(LossFunction.nll().activate(Tensor.zeros(1)).item()).isEqualTo(1);
            assertThat(LossFunction.bceWithLogits().activate(Tensor.zeros(1)).item())
                    .isEqualTo(0.5f);
            Tensor target = Tensor.zeros(2, 3);
            assertThat(LossFunction.mse().ofItems(scores, List.of(target)).toFloatArray())
                    .containsExactly(5 / 3f, 5 / 3f);
            assertThat(LossFunction.l1().activate(scores)).isSameAs(scores);
            LossFunction own = LossFunction.of((o, t) -> o.sum());
            assertThatThrownBy(() -> own.ofItems(scores, classes)).hasMessageContaining("not known for single items");
            assertThatThrownBy(() -> ce.of(scores, List.of())).hasMessageContaining("this batch has no target");
        }
    }
}
