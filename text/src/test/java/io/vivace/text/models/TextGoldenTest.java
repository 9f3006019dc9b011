package io.vivace.text.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vivace.loss.Loss;
import io.vivace.memory.Shape;
import io.vivace.nn.Module;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.text.models.TranslatorOptions.Dropouts;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole small nets against PyTorch: scores, loss and the gradient of every parameter. */
class TextGoldenTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static JsonNode golden(String name) throws IOException {
        try (InputStream in = TextGoldenTest.class.getResourceAsStream("/golden/nets.json")) {
            for (JsonNode c : new ObjectMapper().readTree(in)) {
                if (c.get("name").asText().equals(name)) {
                    return c;
                }
            }
        }
        throw new AssertionError("no golden values of " + name);
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void theLanguageModelGoesOnWhereItEnded(boolean batchFirst) throws IOException {
        JsonNode golden = golden("awd-lstm");
        var options =
                AwdLstmOptions.languageModel(11).sizes(4, 6, 3).dropouts(0).batchFirst(batchFirst);
        try (var net = new AwdLstm(options)) {
            Waves.fill(net);
            Tensor scores = null;
            for (int i = 0; i < 2; i++) {
                net.zeroGrad();
                Tensor words = Waves.words(5, 3, 11, i);
                Tensor next = Waves.words(5, 3, 11, i + 10);
                scores = net.forward(batchFirst ? words.t() : words);
                Tensor targets = (batchFirst ? next.t().contiguous() : next).reshape(15);
                Tensor loss = net.encoder().latest().regularize(Loss.crossEntropy(scores, targets), 2, 1);
                assertThat((double) loss.item())
                        .as("loss " + i)
                        .isCloseTo(golden.get("losses").get(i).asDouble(), offset(2e-5));
                loss.backward();
            }
            Tensor inOrder =
                    batchFirst ? scores.reshape(3, 5, 11).transpose(0, 1).reshape(15, 11) : scores;
            compare(net, inOrder, golden);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "translator; 6; false; false",
                "translator, both directions; 3; true; false",
                "translator, attention; 6; false; true",
                "translator, everything; 6; true; true"
            })
    void translatorsTaughtEveryWord(String name, int steps, boolean both, boolean attention) throws IOException {
        JsonNode golden = golden(name);
        var options = TranslatorOptions.lesson(9, 7)
                .sizes(5, 4, 2, steps)
                .parts(both, attention, true)
                .dropouts(Dropouts.none());
        try (var net = new Translator(options)) {
            Waves.fill(net);
            Tensor words = Waves.words(4, 2, 7, 4);
            Tensor scores = net.forward(List.of(Waves.words(6, 2, 9, 3), words));
            Tensor loss = Translator.loss(scores, words);
            assertThat((double) loss.item())
                    .isCloseTo(golden.get("losses").get(0).asDouble(), offset(2e-5));
            loss.backward();
            compare(net, scores, golden);
        }
    }

    private static void compare(Module net, Tensor scores, JsonNode golden) {
        isClose("scores", scores, golden.get("scores"));
        JsonNode shape = golden.get("shape");
        long[] d = new long[shape.size()];
        for (int i = 0; i < d.length; i++) {
            d[i] = shape.get(i).asLong();
        }
        assertThat(scores.shape()).isEqualTo(Shape.of(d));
        assertThat(net.parameters()).hasSize(golden.get("gradients").size());
        net.parameters()
                .forEach((name, p) -> isClose(
                        "gradient of " + name, p.grad(), golden.get("gradients").get(name)));
    }

    private static void isClose(String what, Tensor given, JsonNode expected) {
        float[] v = given.toFloatArray();
        assertThat(v).as(what).hasSize(expected.size());
        double largest = 1;
        for (JsonNode e : expected) {
            largest = Math.max(largest, Math.abs(e.asDouble()));
        }
        for (int i = 0; i < v.length; i++) {
            assertThat((double) v[i])
                    .as(what + ", element " + i)
                    .isCloseTo(expected.get(i).asDouble(), offset(1e-5 * largest));
        }
    }

    /** The counts of the lessons. */
    @Test
    void parametersAreAsManyAsPublished() {
        try (var ulmfit = new AwdLstm(AwdLstmOptions.ulmfit(60_002));
                var lm = new AwdLstm(AwdLstmOptions.languageModel(60_000))) {
            assertThat(ulmfit.parameterCount()).isEqualTo(44_212_400);
            assertThat(lm.parameterCount()).isEqualTo(24_000_000 + 20_273_280 + 60_000);
        }
        var lesson = TranslatorOptions.lesson(24_793, 17_573);
        assertThat(new Translator(lesson).parameterCount()).isEqualTo(16_492_481);
        assertThat(new Translator(lesson.parts(false, false, true)).parameterCount())
                .isEqualTo(14_711_069);
        assertThat(new Translator(lesson.parts(true, false, true)).parameterCount())
                .isEqualTo(16_004_381);
        assertThat(new Translator(lesson.parts(false, true, true)).parameterCount())
                .isEqualTo(15_045_569);
        assertThat(new Translator(lesson.parts(true, true, false)).parameterCount())
                .isEqualTo(16_492_481 + 5_271_900);
    }
}
