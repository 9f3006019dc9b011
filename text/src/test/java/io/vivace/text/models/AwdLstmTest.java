package io.vivace.text.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.data.Offset.offset;

import io.vivace.learn.SavedState;
import io.vivace.loss.Loss;
import io.vivace.memory.DType;
import io.vivace.memory.Settled;
import io.vivace.nn.Init;
import io.vivace.optim.Adam;
import io.vivace.optim.Optimizer;
import io.vivace.optim.ParameterGroup;
import io.vivace.tensor.LstmOutput;
import io.vivace.tensor.Precision;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dropouts, states and penalties; the formulas are compared with PyTorch in TextGoldenTest. */
class AwdLstmTest {
    private static final AwdLstmOptions SMALL =
            AwdLstmOptions.languageModel(11).sizes(4, 6, 2).dropouts(0).batchFirst(false);
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static AwdLstm net(AwdLstmOptions options) {
        var net = new AwdLstm(options);
        net.init(new Rng(3));
        return net;
    }

    @Test
    void weightsAreDroppedInTrainingOnlyAndTheWholeMatrixLearns() {
        var layer = new WeightDropLstm(3, 4, 0.5);
        layer.init(new Rng(1));
        Tensor x = Tensor.randn(new Rng(2), 5, 2, 3);
        float[] first = layer.forward(x).toFloatArray();
        assertThat(layer.forward(x).toFloatArray()).isNotEqualTo(first);
        layer.eval();
        assertThat(layer.forward(x).toFloatArray())
                .isEqualTo(layer.forward(x).toFloatArray())
                .isNotEqualTo(first);

        var none = new WeightDropLstm(3, 4, 1);
        none.init(new Rng(1));
        Tensor hidden = Tensor.zeros(2, 4);
        LstmOutput o = none.run(x, hidden, hidden);
        o.steps().sum().backward();
        assertThat(none.parameters().get("weight_hh_l0_raw").grad().ne(0).anyTrue())
                .isFalse();
        none.parameters().get("weight_hh_l0_raw").init(Init.constant(0), new Rng(1));
        none.eval();
        assertThat(none.forward(x).toFloatArray()).isEqualTo(o.steps().toFloatArray());
    }

    @Test
    void aDroppedWordIsDroppedEverywhere() {
        AwdLstm net = net(SMALL.dropouts(0, 0, 0.5, 0, 0));
        Tensor words = Tensor.of(new long[] {2, 3, 4, 5, 6, 7, 8, 9}, 1, 8);
        net.encoder().embedding().weight().init(Init.constant(1), new Rng(1));
        int dropped = 0;
        for (int i = 0; i < 20; i++) {
            net.zeroGrad();
            net.reset();
            net.encoder().forward(words).sum().backward();
            float[] g = net.encoder().embedding().weight().grad().toFloatArray();
            for (int word = 2; word < 10; word++) {
                boolean gone = g[4 * word] == 0;
                for (int k = 1; k < 4; k++) {
                    assertThat(g[4 * word + k] == 0).isEqualTo(gone);
                }
                dropped += gone ? 1 : 0;
            }
        }
        assertThat(dropped).isBetween(50, 110);
    }

    @Test
    void featuresAreDroppedAtAllSteps() {
        AwdLstm net = net(SMALL.dropouts(0, 0, 0, 0.5, 0));
        net.encoder().forward(Waves.words(5, 3, 11, 0));
        Encoded e = net.encoder().latest();
        Tensor gone = e.dropped().get(0).eq(0).to(DType.F32);
        assertThat(gone.sub(gone.narrow(0, 0, 1)).abs().sum().item()).isZero();
        assertThat(gone.mean().item()).isStrictlyBetween(0f, 1f);
        assertThat(e.raw().get(0).eq(0).anyTrue()).isFalse();
        assertThat(e.dropped().get(1)).isSameAs(e.raw().get(1));
    }

    @Test
    void statesGoOnUntilResetOrAnotherBatchSize() {
        AwdLstm net = net(SMALL);
        net.eval();
        Tensor words = Waves.words(3, 2, 11, 5);
        float[] fresh = net.forward(words).toFloatArray();
        assertThat(net.forward(words).toFloatArray()).isNotEqualTo(fresh);
        net.reset();
        assertThat(net.forward(words).toFloatArray()).isEqualTo(fresh);
        net.forward(Waves.words(3, 1, 11, 5));
        assertThat(net.forward(words).toFloatArray()).isEqualTo(fresh);
        Tensor both = Tensor.cat(0, words, words);
        net.reset();
        float[] whole = net.forward(both).toFloatArray();
        net.reset();
        net.forward(words);
        float[] second = net.forward(words).toFloatArray();
        for (int i = 0; i < second.length; i++) {
            assertThat(second[i]).isCloseTo(whole[whole.length - second.length + i], offset(1e-6f));
        }
    }

    /** The example of the recipe: mean square 5/3, mean squared difference 2.5. */
    @Test
    void penaltiesAreThoseOfThePaper() {
        Tensor h = Tensor.of(new float[] {1, 2, 2, 0, 0, 1}, 3, 1, 2);
        Encoded e = new Encoded(List.of(h), List.of(h));
        assertThat(e.regularize(Tensor.scalar(3), 2, 1).item()).isCloseTo(8.833333f, offset(1e-5f));
        assertThat(e.regularize(Tensor.scalar(3), 0, 0).item()).isEqualTo(3);
        Tensor step = h.narrow(0, 0, 1);
        Encoded single = new Encoded(List.of(step), List.of(step));
        assertThat(single.regularize(Tensor.scalar(3), 0, 1).item()).isEqualTo(3);
    }

    @Test
    void groupsAreTheLayersAndThenEmbeddingWithDecoder() {
        var groups = net(SMALL).groups();
        assertThat(groups.size()).isEqualTo(3);
        assertThat(groups.parameters(0)).hasSize(4);
        assertThat(groups.parameters(2)).hasSize(2); // the shared matrix once, and the bias
    }

    @Test
    void itLearnsInBothPrecisionsAndMemoryStaysFlat() {
        for (Precision precision : Precision.values()) {
            AwdLstm net = net(SMALL.sizes(8, 12, 2).dropouts(0, 0.1, 0.02, 0.1, 0.1));
            Adam adam = Adam.defaults().lr(0.02);
            var optimizer = new Optimizer(adam, List.of(new ParameterGroup(net.parameters(), adam.settings())));
            Tensor words = Waves.words(7, 4, 11, 1);
            Tensor next = Waves.words(7, 4, 11, 2).reshape(28);
            float first = 0;
            float last = 0;
            long live = 0;
            for (int i = 0; i < 120; i++) {
                try (var step = Scope.open()) {
                    net.reset();
                    Tensor scores = precision.compute(() -> net.forward(words));
                    Tensor loss = net.encoder().latest().regularize(Loss.crossEntropy(scores, next), 0.1, 0.1);
                    loss.backward();
                    optimizer.step();
                    net.zeroGrad();
                    last = loss.item();
                    first = i == 0 ? last : first;
                }
                if (i == 20) {
                    live = Settled.stats().live();
                }
            }
            assertThat(last).as(precision.name()).isLessThan(first * 0.7f);
            assertThat(Settled.stats().live()).isLessThanOrEqualTo(live);
        }
    }

    @Test
    void wrongCallsAreExplained() {
        AwdLstm net = net(SMALL);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> net.forward(Tensor.of(new long[] {1, 2})))
                .withMessageContaining("[T, N]")
                .withMessageContaining("[2]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SMALL.dropouts(0, 1.5, 0, 0, 0))
                .withMessageContaining("input dropout")
                .withMessageContaining("1.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SMALL.sizes(4, 0, 1))
                .withMessageContaining("at least 1");
        assertThatIllegalStateException()
                .isThrownBy(() -> new AwdLstmEncoder(SMALL).latest())
                .withMessageContaining("forward");
    }

    @Test
    void statesGoIntoCheckpoints() {
        AwdLstm first = net(SMALL);
        AwdLstm second = net(SMALL);
        first.eval();
        second.eval();
        Tensor words = Waves.words(5, 3, 11, 0);
        first.forward(words);
        SavedState state = new SavedState();
        first.encoder().save(state);
        second.forward(Waves.words(5, 3, 11, 1));
        second.encoder().load(state);
        float[] next = first.forward(words).toFloatArray();
        assertThat(second.forward(words).toFloatArray()).isEqualTo(next);
        second.reset();
        assertThat(second.forward(words).toFloatArray()).isNotEqualTo(next);

        SavedState empty = new SavedState();
        net(SMALL).encoder().save(empty);
        second.encoder().load(empty);
        first.reset();
        assertThat(second.forward(words).toFloatArray())
                .isEqualTo(first.forward(words).toFloatArray());
    }
}
