package io.vivace.onnx;

import io.vivace.memory.Shape;
import io.vivace.nn.Module;
import io.vivace.vision.VisionLearner;
import java.nio.file.Path;

/** The Java of docs/onnx.md, so that it compiles; ReadmeTest of the examples compares the two. */
final class OnnxPage {
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
}
