package io.vivace.examples;

import static io.vivace.metric.Metrics.accuracy;
import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.loss.Loss;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.ImageList;
import io.vivace.vision.Predictor;
import io.vivace.vision.Stats;
import io.vivace.vision.VisionLearner;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.ResNet;
import io.vivace.vision.transform.Transforms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The Java of the README stands here too, so that it compiles; the test compares the two, and other pages with theirs. */
class ReadmeTest {
    private static final Pattern CODE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    static void pets(Path folder) throws IOException {
        var data = ImageList.fromFolder(folder)
                .splitRandom(0.2, 42)
                .labelByFolder()
                .transform(Transforms.standard(), Size.square(128))
                .batch(32)
                .normalize(Stats.IMAGENET);
        data.showBatch(Path.of("batch.png"));

        try (var learn =
                VisionLearner.cnn(data, ResNet::resnet34).metrics(accuracy()).build()) {
            learn.fitOneCycle(4, 1e-3);
            learn.interpret().topLosses(9).plot(Path.of("worst.png"));
            learn.export(Path.of("pets.vivace"));
        }
        try (var pets = Predictor.load(Path.of("pets.vivace"))) { // no training code, no data; share it between threads
            System.out.println(pets.predict(Path.of("cat.jpg")));
        }
    }

    static INDArray byHand(Rng rng, Tensor x, Tensor y) {
        var w = Tensor.randn(rng, 784, 10).mul(0.01).requiresGrad().keep();
        for (int i = 0; i < 100; i++) {
            try (var scope = Scope.open()) { // everything made inside goes back to the pool here
                Loss.crossEntropy(x.matmul(w), y).backward();
                Autograd.noGrad(() -> {
                    w.sub_(w.grad().mul(0.1));
                });
                w.zeroGrad();
            }
        }
        INDArray weights = w.nd(); // ND4J sees the same memory
        return weights;
    }

    @ParameterizedTest
    @CsvSource({
        "README.md, examples/src/test/java/io/vivace/examples/ReadmeTest.java, 2",
        "docs/training.md, callbacks/src/test/java/io/vivace/callbacks/TrainingPage.java, 7",
        "docs/vision.md, vision/src/test/java/io/vivace/vision/VisionPage.java, 4",
        "docs/onnx.md, onnx/src/test/java/io/vivace/onnx/OnnxPage.java, 2"
    })
    void pagesShowCodeThatCompiles(String page, String source, int parts) throws IOException {
        Path root = Files.exists(Path.of("README.md")) ? Path.of("") : Path.of("..");
        String compiled = withoutSpace(Files.readString(root.resolve(source)));
        List<String> shown = CODE.matcher(Files.readString(root.resolve(page)))
                .results()
                .map(m -> withoutSpace(m.group(1)))
                .toList();
        assertThat(shown).hasSize(parts);
        assertThat(shown).allSatisfy(code -> assertThat(compiled).contains(code));
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }

    @Test
    void theLoopByHandLearns() {
        var rng = new Rng(1);
        Tensor x = Tensor.randn(rng, 30, 784);
        long[] labels = new long[30];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 10;
        }
        Tensor y = Tensor.of(labels);
        Tensor learned = Tensor.of(byHand(rng, x, y));
        assertThat(x.matmul(learned).argmax(1).toLongArray()).containsExactly(labels);
    }
}
