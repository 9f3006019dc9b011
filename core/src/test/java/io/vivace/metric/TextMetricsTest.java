package io.vivace.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TextMetricsTest {
    private static final Offset<Double> CLOSE = within(1e-12);

    /** The first example of the paper. */
    private static final List<String> GOOD =
            words("It is a guide to action which ensures that the military always obeys the commands of the party");

    private static final List<String> BAD =
            words("It is to insure the troops forever hearing the activity guidebook that party direct");
    private static final List<List<String>> REFERENCES = List.of(
            words("It is a guide to action that ensures that the military will forever heed Party commands"),
            words(
                    "It is the guiding principle which guarantees the military forces always being under the command of the"
                            + " Party"),
            words("It is the practical guide for the army always to heed the directions of the party"));

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static List<String> words(String text) {
        return Arrays.asList(text.split(" "));
    }

    private static double bleu(Bleu bleu, List<String> text, List<List<String>> references) {
        bleu.addText(text, references);
        return bleu.value();
    }

    @Test
    void perplexityIsThatOfTheProbabilities() {
        Metric m = TextMetrics.perplexity();
        m.add(Formula.scores(), Formula.classes());
        assertThat(m.value()).isCloseTo(4.890976095401955, within(1e-5)); // scikit-learn's log_loss
        Metric uniform = TextMetrics.perplexity();
        uniform.add(Tensor.zeros(3, 7), Tensor.of(new long[] {6, -1, -100}));
        assertThat(uniform.value()).isCloseTo(7, within(1e-5));
    }

    @Test
    void bleuOfThePapersExamples() {
        assertThat(bleu(new Bleu().upTo(1), GOOD, REFERENCES)).isCloseTo(17 / 18.0, CLOSE);
        assertThat(bleu(new Bleu().upTo(2), GOOD, REFERENCES)).isCloseTo(Math.sqrt(17 / 18.0 * 10 / 17), CLOSE);
        assertThat(bleu(new Bleu(), GOOD, REFERENCES)).isCloseTo(0.5045666840058485, CLOSE);
        assertThat(bleu(new Bleu(), BAD, REFERENCES)).isZero();
        var cat = List.of(words("the cat is on the mat"), words("there is a cat on the mat"));
        assertThat(bleu(new Bleu().upTo(1), words("the the the the the the the"), cat))
                .isCloseTo(2 / 7.0, CLOSE);
    }

    @Test
    void aCorpusIsMoreThanItsTexts() {
        var bleu = new Bleu();
        bleu.addText(GOOD, REFERENCES);
        assertThat(bleu(bleu, BAD, REFERENCES)).isCloseTo(0.3043537261305561, CLOSE);
    }

    @Test
    void smoothingHelpsWhereNothingIsFound() {
        assertThat(bleu(new Bleu().smoothing(Bleu.Smoothing.ADD_ONE), BAD, REFERENCES))
                .isCloseTo(0.13111209575157434, CLOSE);
        assertThat(bleu(new Bleu().smoothing(Bleu.Smoothing.FLOOR), BAD, REFERENCES))
                .isCloseTo(0.03703131191121491, CLOSE);
    }

    @Test
    void shortTextsPay() {
        assertThat(bleu(new Bleu(), words("a b c d e"), List.of(words("a b c d e f g"))))
                .isCloseTo(Math.exp(1 - 7 / 5.0), CLOSE);
        assertThat(bleu(new Bleu(), words("a b c d e"), List.of(words("a b c d e f"), words("a b c d"))))
                .as("of equally near references the shorter")
                .isEqualTo(1);
        assertThat(bleu(new Bleu(), List.of(), List.of(words("a")))).isZero();
        assertThat(bleu(new Bleu(), words("a b c"), List.of(words("a b c"))))
                .as("no groups of four")
                .isZero();
    }

    @Test
    void bleuOfTensors() {
        long[] said = new long[9];
        long[] wanted = new long[11];
        for (int i = 0; i < 11; i++) {
            wanted[i] = (i * 7 + 3 + (i == 6 ? 1 : 0)) % 5 + 2;
        }
        for (int i = 0; i < 9; i++) {
            said[i] = (i * 7 + 3) % 5 + 2;
        }
        Bleu numbers = TextMetrics.bleu();
        numbers.add(Tensor.of(said, 1, 9), Tensor.of(wanted, 1, 11));
        assertThat(numbers.value()).isCloseTo(0.528993443482769, CLOSE);
        Tensor scores = Tensor.of(said).oneHot(7).to(io.vivace.memory.DType.F32);
        Bleu fromScores = TextMetrics.bleu().timeFirst();
        fromScores.add(scores.reshape(9, 1, 7), Tensor.of(wanted, 11, 1));
        assertThat(fromScores.value()).isCloseTo(0.528993443482769, CLOSE);
    }

    @Test
    void textsEndBeforePadding() {
        Bleu bleu = new Bleu().upTo(2).padding(0);
        bleu.add(Tensor.of(new long[] {5, 6, 0, 9, 7, 8, 9, 0}, 2, 4), Tensor.of(new long[] {5, 6, 7, 8}, 2, 2));
        assertThat(bleu.value()).isCloseTo(Math.sqrt(4 / 5.0 * 2 / 3), CLOSE);
    }

    @Test
    void wrongArgumentsAreExplained() {
        assertThatThrownBy(() -> new Bleu().addText(GOOD, List.of())).hasMessageContaining("at least one reference");
        assertThatThrownBy(() -> new Bleu().upTo(0)).hasMessageContaining("at least 1 word, got 0");
        assertThatThrownBy(() -> new Bleu().add(Tensor.zeros(2, 3), Tensor.zeros(3, 3)))
                .hasMessage("bleu: the output [2, 3] holds 2 texts, the target [3, 3] 3");
        assertThatThrownBy(() -> new Bleu().add(Tensor.zeros(2), Tensor.zeros(2)))
                .hasMessageContaining("word numbers [N, T] or scores [N, T, V], got [2]");
    }
}
