package io.vivace.onnx;

import static io.vivace.nn.Layers.lambda;
import static io.vivace.nn.Layers.relu;
import static io.vivace.nn.Layers.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.gan.models.Dcgan;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.nn.AdaptivePool2d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Linear;
import io.vivace.nn.Module;
import io.vivace.tensor.Dropout;
import io.vivace.tensor.Normalization;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;
import io.vivace.text.models.Translator;
import io.vivace.text.models.TranslatorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be written is said in words, with the layer, and no file is left behind. */
class RefusalsTest {
    @TempDir
    Path folder;

    private AbstractThrowableAssert<?, ?> refused(UnaryOperator<Tensor> f) {
        return refused(sequential(relu(), lambda("mine", f)), OnnxOptions.of(Shape.of(1, 3, 8, 8)));
    }

    private AbstractThrowableAssert<?, ?> refused(Module net, OnnxOptions options) {
        Path file = folder.resolve("net.onnx");
        var thrown = assertThatThrownBy(() -> Onnx.export(net, file, options));
        assertThat(folder).isEmptyDirectory();
        return thrown;
    }

    @Test
    void operationsWithoutAForm() {
        refused(x -> x.unfold(3, 2, 2).add(x.diagonal(0, 2, 3).sum()))
                .hasMessageStartingWith("no ONNX form is known of 'diagonal' in layer 1, 'unfold' in layer 1;");
    }

    @Test
    void valuesThatTakeAnotherWay() {
        refused(x -> x.mul(x.mean().item() > 0 ? 1 : 2))
                .hasMessageStartingWith("mine in Sequential[1]: the elements of a tensor []")
                .hasMessageContaining("are read here");
        refused(x -> x.anyTrue() ? x : x.neg()).hasMessageContaining("are read here");
        refused(x -> Tensor.of(x.nd().mul(2))).hasMessageContaining("are read here");
        refused(x -> x.add(Tensor.randn(new Rng(System.nanoTime()), 3, 8, 8)))
                .hasMessageStartingWith("'add' in 1 uses a tensor [3, 8, 8] that differs from input to input");
        refused(x -> Tensor.ones(2, 3)).hasMessageStartingWith("the output of the net does not depend on its input");
    }

    @Test
    void chance() {
        refused(x -> Dropout.elements(x, 0.5, new Rng(1))).hasMessageContaining("'dropout' in layer 1");
    }

    @Test
    void statisticsOfTheBatch() {
        refused(x -> Normalization.batchNorm(x, null, null, null, null, true, 0.1, 1e-5))
                .hasMessageStartingWith(
                        "'batchNorm' in layer 1 cannot be written as ONNX: it normalises by the statistics"
                                + " of the batch");
    }

    @Test
    void aTranslatorThatFeedsOnItsOwnWords() {
        var words = new OnnxOptions.Input("words", DType.I64, Shape.of(4, 2));
        Module net =
                Beside.ready(new Translator(TranslatorOptions.lesson(20, 20).sizes(8, 8, 1, 5)));
        refused(net, OnnxOptions.of(Shape.of(4, 2)).inputs(words).fixed())
                .hasMessageContaining("the elements of a tensor")
                .hasMessageContaining("are read here");
    }

    @Test
    void decisionsByTheSize() {
        refused(x -> x.size(0) > 2 ? x.relu() : x.tanh())
                .hasMessageStartingWith("the net does not take the same steps for each input: for [[2, 3, 8, 8]] comes"
                        + " 'tanh' in 1, where for [[3, 3, 8, 8]] comes 'relu' in 1");
        refused(x -> x.mul(x.size(0)))
                .hasMessageStartingWith(
                        "the scale of 'affine' in 1 is 2.0 or 3.0 or 6.0, depending on the size of the input");
        refused(x -> x.reshape(-1).narrow(0, x.size(0) * x.size(0), 9))
                .hasMessageContaining(
                        "'slice' in layer 1 cannot be written as ONNX: it needs a size of 13 or 18 or 45");
    }

    @Test
    void memoryChangedThroughAnotherView() {
        refused(x -> {
                    Tensor y = x.mul(2);
                    y.narrow(1, 0, 1).relu_();
                    return y.add(1);
                })
                .hasMessageContaining("whose memory was changed through another view");
        refused(x -> {
                    Tensor y = Tensor.ones(8);
                    Tensor z = x.mul(y);
                    y.mul_(3);
                    return z;
                })
                .hasMessageContaining("was changed in place after an operation had used it");
    }

    @Test
    void sizesThatCannotBeOpen() {
        Shape shape = Shape.of(1, 3, 9, 11);
        refused(AdaptivePool2d.avg(7), OnnxOptions.of(shape).openSize())
                .hasMessageContaining("'adaptiveAvg2d' cannot be written as ONNX: it needs a fixed size of axis 2"
                        + " (adaptive pooling to more than one pixel), but it is 9 or 41 or 105");
        refused(Beside.ready(Linear.of(9, 2)), OnnxOptions.of(Shape.of(1, 9)).open(1, "features"))
                .hasMessageStartingWith(
                        "the net takes [[2, 9]], but not [[3, 41]], so not all of these axes can be open:"
                                + " [batch, features].");
        refused(
                        Beside.ready(Dcgan.critic(32).features(8)),
                        OnnxOptions.of(Shape.of(1, 3, 32, 32)).openSize())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void netsThatAreNotReady() {
        refused(Conv2d.of(3, 4, 3), OnnxOptions.of(Shape.of(1, 3, 8, 8))).hasMessageContaining("has no values yet");
        refused(Beside.ready(Conv2d.of(3, 4, 3)), OnnxOptions.of(Shape.of(1, 2, 8, 8)))
                .hasMessageContaining("Conv2d(3→4, 3×3)")
                .hasMessageContaining("has 2 channels");
    }

    /** The table takes no memory: it is one number, repeated. */
    @Test
    void filesOfTwoGigabytes() {
        Tensor table = Tensor.ones(1, 1).keep().expand(1L << 29, 1);
        OnnxOptions options =
                OnnxOptions.of(Shape.of(4)).inputs(new OnnxOptions.Input("words", DType.I64, Shape.of(4)));
        refused(lambda("rows", x -> table.embedding(x, -1)), options)
                .hasMessageStartingWith("the net has 2147483")
                .hasMessageContaining("such a file ends at 2147483647 (2 GiB)");
    }

    @Test
    void theOldFileStays() throws IOException {
        Path file = folder.resolve("net.onnx");
        Files.writeString(file, "old");
        assertThatThrownBy(() -> Onnx.export(lambda("rows", x -> x.unfold(1, 2, 1)), file, Shape.of(1, 8)))
                .hasMessageContaining("'unfold'");
        assertThat(file).hasContent("old");
        assertThatThrownBy(() -> Onnx.export(relu(), folder, Shape.of(1, 8))).hasMessageContaining("it is a folder");
    }
}
