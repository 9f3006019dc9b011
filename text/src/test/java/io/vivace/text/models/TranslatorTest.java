package io.vivace.text.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.data.Offset.offset;

import io.vivace.memory.Shape;
import io.vivace.nn.Init;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.text.models.TranslatorOptions.Dropouts;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writing without being told, and the loss; the formulas are compared with PyTorch in TextGoldenTest. */
class TranslatorTest {
    private static final TranslatorOptions SMALL =
            TranslatorOptions.lesson(9, 7).sizes(5, 4, 2, 6).dropouts(Dropouts.none());
    private static final Tensor SOURCE = Waves.words(6, 2, 9, 3).keep();
    private static final Tensor TARGET = Waves.words(4, 2, 7, 4).keep();
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Translator net(TranslatorOptions options) {
        var net = new Translator(options);
        Waves.fill(net);
        net.rng(new Rng(1));
        return net;
    }

    @Test
    void evaluationFeedsOnItsOwnWordsAndDoesNotLookAtTheTruth() {
        Translator net = net(SMALL);
        Tensor taught = net.forward(List.of(SOURCE, TARGET));
        assertThat(taught.shape()).isEqualTo(Shape.of(5, 2, 7)); // one step beyond the last true word
        net.eval();
        Tensor alone = Autograd.noGrad(() -> net.forward(SOURCE));
        assertThat(net.forward(List.of(SOURCE, TARGET)).toFloatArray()).isEqualTo(alone.toFloatArray());
        assertThat(alone.shape()).isEqualTo(Shape.of(6, 2, 7));
        // fed what it wrote, a taught net writes the same
        Tensor wrote = alone.argmax(2);
        net.train();
        Tensor again = net.forward(List.of(SOURCE, wrote));
        float[] a = again.toFloatArray();
        float[] b = alone.toFloatArray();
        for (int i = 0; i < b.length; i++) {
            assertThat(a[i]).isCloseTo(b[i], offset(1e-5f));
        }
    }

    @Test
    void writingEndsWithPaddingForAll() {
        Translator net = net(SMALL);
        Autograd.noGrad(() -> {
            net.parameters()
                    .get("out.bias")
                    .value()
                    .narrow(0, TranslatorOptions.PADDING, 1)
                    .fill_(100);
        });
        net.eval();
        assertThat(net.forward(SOURCE).shape()).isEqualTo(Shape.of(1, 2, 7));
    }

    @Test
    void forcingMixesTruthAndOwnWords() {
        Translator net = net(SMALL);
        net.forcing(0.5);
        Tensor first = net.forward(List.of(SOURCE, TARGET));
        boolean differs = false;
        for (int i = 0; i < 20; i++) {
            Tensor next = net.forward(List.of(SOURCE, TARGET));
            differs |= next.size(0) != first.size(0)
                    || !java.util.Arrays.equals(next.toFloatArray(), first.toFloatArray());
        }
        assertThat(differs).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> net.forcing(2)).withMessageContaining("0 to 1");
    }

    @Test
    void whoWatchesAPartOfAStepSeesEveryStepAndNothingElseChanges() {
        for (String part : List.of("attention.l2", "l3")) {
            Translator net = net(SMALL);
            float[] atOnce = net.forward(List.of(SOURCE, TARGET)).toFloatArray();
            int[] seen = {0};
            net.modules().get(part).onForward((m, x, y) -> {
                seen[0]++;
                return null;
            });
            float[] oneByOne = net.forward(List.of(SOURCE, TARGET)).toFloatArray();
            assertThat(seen[0]).as(part).isEqualTo(5);
            for (int i = 0; i < atOnce.length; i++) {
                assertThat(oneByOne[i]).isCloseTo(atOnce[i], offset(1e-5f));
            }
        }
    }

    @Test
    void theLossPadsAndCutsInTime() {
        Tensor scores = Tensor.randn(new Rng(1), 2, 3, 5);
        Tensor words = Waves.words(4, 3, 5, 1);
        Tensor padded = Tensor.cat(0, scores, Tensor.zeros(2, 3, 5)).reshape(12, 5);
        float expected =
                io.vivace.loss.Loss.crossEntropy(padded, words.reshape(12)).item();
        assertThat(Translator.loss(scores, words).item()).isCloseTo(expected, offset(1e-6f));
        Tensor one = words.narrow(0, 0, 1);
        float cut = io.vivace.loss.Loss.crossEntropy(scores.select(0, 0), one.reshape(3))
                .item();
        assertThat(Translator.loss(scores, one).item()).isCloseTo(cut, offset(1e-6f));
    }

    @Test
    void attentionIsASoftmaxOverTheSource() {
        var attention = new Attention(1, 1);
        attention.init(new Rng(1));
        attention.parameters().values().forEach(p -> p.init(Init.constant(0), new Rng(1)));
        attention.parameters().get("V").init(Init.constant(1), new Rng(1));
        attention.parameters().get("W1").init(Init.constant(1), new Rng(1));
        // tanh of the key is the score
        Tensor encoded = Tensor.of(new float[] {0.1f, 0.2f, 0f}, 3, 1, 1);
        double[] e = {Math.exp(Math.tanh(0.1f)), Math.exp(Math.tanh(0.2f)), 1};
        double expected = (0.1 * e[0] + 0.2 * e[1]) / (e[0] + e[1] + e[2]);
        Tensor seen = attention.forward(List.of(encoded, Tensor.zeros(1, 1)));
        assertThat((double) seen.item()).isCloseTo(expected, offset(1e-6));
    }

    @Test
    void wrongCallsAreExplained() {
        Translator net = net(SMALL);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> net.forward(Tensor.of(new long[] {1})))
                .withMessageContaining("[S, N]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> net.forward(List.of(SOURCE, Waves.words(4, 3, 7, 1))))
                .withMessageContaining("[T, 2]")
                .withMessageContaining("[4, 3]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Translator.loss(Tensor.zeros(2, 3, 5), TARGET))
                .withMessageContaining("[2, 3, 5]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TranslatorOptions.lesson(9, 1))
                .withMessageContaining("padding");
    }
}
