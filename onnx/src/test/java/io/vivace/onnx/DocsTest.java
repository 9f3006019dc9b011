package io.vivace.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.memory.Shape;
import io.vivace.nn.Module;
import io.vivace.vision.VisionLearner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The Java of docs/onnx.md stands here too, so that it compiles; the test compares the two. */
class DocsTest {
    private static final Pattern CODE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    static void aNet(Module net) {
        Onnx.export(net, Path.of("pets.onnx"), Shape.of(1, 3, 224, 224));
    }

    static void aLearner(VisionLearner learn) {
        Onnx.export(
                learn.model(),
                Path.of("pets.onnx"),
                OnnxOptions.of(Shape.of(1, 3, 224, 224))
                        .openSize()
                        .softmax()
                        .classes(learn.data().classes())
                        .normalization(
                                learn.data().stats().mean(),
                                learn.data().stats().std()));
    }

    @Test
    void thePageShowsThisCode() throws IOException {
        Path root = Files.exists(Path.of("docs/onnx.md")) ? Path.of("") : Path.of("..");
        String here = withoutSpace(Files.readString(root.resolve("onnx/src/test/java/io/vivace/onnx/DocsTest.java")));
        List<String> shown = CODE.matcher(Files.readString(root.resolve("docs/onnx.md")))
                .results()
                .map(m -> withoutSpace(m.group(1)))
                .toList();
        assertThat(shown).hasSize(2);
        assertThat(shown).allSatisfy(code -> assertThat(here).contains(code));
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
