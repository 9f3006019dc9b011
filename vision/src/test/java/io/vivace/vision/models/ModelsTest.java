package io.vivace.vision.models;

import static io.vivace.nn.Layers.flatten;
import static io.vivace.nn.Layers.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vivace.memory.MemoryStats;
import io.vivace.memory.Shape;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Dropout;
import io.vivace.nn.LayerGroups;
import io.vivace.nn.Linear;
import io.vivace.nn.Module;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelsTest {
    @Test
    void netsTakeAnyChannelsClassesAndSizes() {
        answers(CifarLadder.convNet(1, 7), 7, 1, 28, 33);
        answers(CifarLadder.deeperNet(2, 7), 7, 2, 28, 33);
        answers(CifarLadder.resNet(1, 7), 7, 1, 40, 33);
        answers(CifarLadder.bigResNet(3, 7, 0.2), 7, 3, 32, 32);
        answers(CifarLadder.simpleCnn(true, 3, 8, 7), 7, 3, 21, 10);
        answers(DarkNet.of(1, 1).width(8).channels(1).classes(7), 7, 1, 30, 22);
        answers(PreActResNet.wide(10, 1).channels(1).classes(7).dropout(0.3), 7, 1, 25, 18);
        answers(ResNet.resnet18().channels(1).classes(7), 7, 1, 33, 50);
        answers(SqueezeNet.squeezenet11().channels(1).classes(7), 7, 1, 33, 50);
        answers(MobileNetV2.mobilenetV2().channels(1).classes(7), 7, 1, 33, 40);
        answers(ResNet.resnext50().channels(1).classes(7), 7, 1, 33, 50);
        answers(AlexNet.alexnet().channels(1).classes(7), 7, 1, 63, 70);
        answers(EfficientNet.b(0).channels(1).classes(7), 7, 1, 33, 40);
        answers(InceptionV4.inceptionV4().channels(1).classes(7), 7, 1, 75, 90);
        answers(InceptionResNetV2.inceptionResnetV2().channels(1).classes(7), 7, 1, 75, 90);
        answers(XResNet.xresnet18().channels(1).classes(7), 7, 1, 65, 70);
        answers(CifarLadder.writtenNormNet(3, 7), 7, 3, 32, 32);
    }

    @Test
    void aUNetAnswersForEveryPixel() {
        try (var scope = Scope.open();
                Module net = UNet.resnet34().classes(3)) {
            net.init(new Rng(1));
            for (long[] size : new long[][] {{64, 64}, {50, 33}}) {
                Tensor x = Tensor.randn(new Rng(2), 2, 3, size[0], size[1]);
                assertThat(net.forward(x).shape()).isEqualTo(Shape.of(2, 3, size[0], size[1]));
            }
            net.forward(Tensor.randn(new Rng(2), 2, 3, 50, 33)).square().mean().backward();
            assertThat(net.parameters().values())
                    .allSatisfy(p -> assertThat(p.grad()).isNotNull());
        }
    }

    private static void answers(Module net, int classes, int channels, int rows, int columns) {
        try (var scope = Scope.open();
                net) {
            net.init(new Rng(1));
            net.train();
            Tensor x = Tensor.randn(new Rng(2), 2, channels, rows, columns);
            Tensor y = net.forward(x);
            assertThat(y.shape()).isEqualTo(Shape.of(2, classes));
            y.square().mean().backward();
            net.parameters().forEach((name, p) -> assertThat(p.grad()).as(name).isNotNull());
        }
    }

    @Test
    void bodiesEndWhereFastaiCutsThem() {
        hasBody(ResNet.resnet18(), 512, 8, 2);
        hasBody(ResNet.resnet50(), 2048, 8, 2);
        hasBody(SqueezeNet.squeezenet11(), 512, 13, 3);
        hasBody(DarkNet.of(1, 1).width(8), 32, 5, 1);
        hasBody(XResNet.xresnet18(), 512, 8, 2);
        hasBody(XResNet.xresnet50Deep(), 1024, 10, 2);
        hasBody(PreActResNet.wide(10, 1), 64, 5, 1);
        hasBody(MobileNetV2.mobilenetV2(), 1280, 19, 2);
        hasBody(ResNet.resnext50(), 2048, 8, 2);
        hasBody(AlexNet.alexnet(), 256, 13, 2);
        assertThat(Body.of(AlexNet.alexnet()).splits()).containsExactly(6);
        assertThat(AlexNet.alexnet().body().net().get(6).describe()).isEqualTo("Conv2d(192→384, 3×3)");
        hasBody(EfficientNet.b(0), 1280, 9, 1);
        hasBody(InceptionV4.inceptionV4(), 1536, 22, 2);
        hasBody(InceptionResNetV2.inceptionResnetV2(), 1536, 15, 2);
        assertThat(Body.of(InceptionV4.inceptionV4()).splits()).containsExactly(9);
        InceptionResNetV2 residual = InceptionResNetV2.inceptionResnetV2();
        assertThat(residual.body().splits()).containsExactly(9);
        assertThat(residual.body().net().get(9)).isSameAs(residual.children().get("mixed_6a"));
        assertThat(Body.of(Vgg.vgg16Bn()).splits()).containsExactly(22);
        assertThat(Body.of(Vgg.vgg16Bn()).net().get(22).describe()).isEqualTo("ReLU");
        assertThat(Body.of(DenseNet.densenet121()).splits()).containsExactly(7);
        hasBody(CifarLadder.convNet(3, 10), 80, 6, 1);
    }

    private static void hasBody(Module net, int features, int layers, int groups) {
        try (net) {
            net.init(new Rng(1));
            Body body = Body.of(net);
            assertThat(body.net().size()).isEqualTo(layers);
            assertThat(body.features(3)).isEqualTo(features);
            assertThat(net.isTraining()).as("the mode it was in").isTrue();
            Module head = flatten();
            LayerGroups all = body.groups(head);
            assertThat(all.size()).isEqualTo(groups + 1);
            assertThat(all.groups().get(groups)).containsExactly(head);
            assertThat(all.groups().stream().mapToInt(List::size).sum()).isEqualTo(layers + 1);
        }
    }

    @Test
    void bodiesCanBeGroupedAnotherWay() {
        Body body = SqueezeNet.squeezenet11().body();
        assertThat(body.splitAt(6).groups(flatten()).groups().get(0)).hasSize(6);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> body.splitAt(8, 5))
                .withMessageContaining("growing");
        assertThatIllegalArgumentException().isThrownBy(() -> body.splitAt(13));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Body.of(sequential(Linear.of(2, 2))))
                .withMessageContaining("pools");
    }

    @Test
    void aRefusedImageNamesTheLayerInTheNet() {
        ResNet net = ResNet.resnet18();
        net.init(new Rng(1));
        try (net) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> net.forward(Tensor.zeros(1, 1, 32, 32)))
                    .withMessageStartingWith("Conv2d(3→64, 7×7, stride 2) in ResNet.conv1: ");
        }
        var broken = sequential(ResNet.resnet18().children().get("layer2"));
        broken.init(new Rng(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> broken.forward(Tensor.zeros(1, 63, 8, 8)))
                .withMessageStartingWith("Conv2d(64→128, 3×3, stride 2) in Sequential[0][0].conv1: ");
    }

    /** Without randomness in its layers, a net in training answers the same twice. */
    @Test
    void blocksAreLeftOutWhileTrainingOnly() {
        try (var scope = Scope.open();
                Module net = EfficientNet.b(0).body().net()) {
            net.init(new Rng(1));
            Tensor x = Tensor.randn(new Rng(2), 4, 3, 32, 32);
            net.train();
            assertThat(net.forward(x).toFloatArray())
                    .isNotEqualTo(net.forward(x).toFloatArray());
            net.modules().values().stream().filter(m -> m instanceof Dropout).forEach(m -> m.keepInEval(true));
            assertThat(net.forward(x).toFloatArray()).isEqualTo(net.forward(x).toFloatArray());
        }
        List<Double> skipped = EfficientNet.b(0).modules().values().stream()
                .filter(m -> m instanceof Dropout)
                .map(m -> ((Dropout) m).p())
                .toList();
        assertThat(skipped).hasSize(17).startsWith(0.0, 0.2 / 16, 0.4 / 16).endsWith(3.0 / 16, 0.2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EfficientNet.b(8))
                .withMessageContaining("give 0 to 7, got 8");
    }

    @Test
    void trainingLeavesNoMemoryBehind() {
        staysFlat(ResNet.resnet18().classes(3), 32, 4);
        staysFlat(EfficientNet.b(0).classes(3), 32, 3);
        staysFlat(InceptionResNetV2.inceptionResnetV2().classes(3), 75, 2);
    }

    private static void staysFlat(Module net, int side, int rounds) {
        net.init(new Rng(1));
        net.train();
        Tensor x = Tensor.randn(new Rng(2), 2, 3, side, side).keep();
        long after = 0;
        for (int i = 0; i < rounds; i++) {
            try (var scope = Scope.open()) {
                net.forward(x).square().mean().backward();
            }
            if (i == 0) {
                after = MemoryStats.now().inUse();
            }
        }
        assertThat(MemoryStats.now().inUse()).as(net.describe()).isEqualTo(after);
        x.close();
        net.close();
    }

    @Test
    void numberedWeightsGetTheirNames() {
        SqueezeNet net = SqueezeNet.squeezenet11();
        Map<String, Tensor> numbered = new LinkedHashMap<>();
        int[] n = {0};
        net.modules().values().forEach(m -> {
            if (m instanceof Conv2d c) {
                numbered.put(
                        "squeezenet0_conv" + n[0] + "_weight",
                        Tensor.zeros(c.weight().shape().toArray()));
                numbered.put(
                        "squeezenet0_conv" + n[0]++ + "_bias",
                        Tensor.ones(c.bias().shape().toArray()));
            }
        });
        assertThat(n[0]).isEqualTo(26);
        Map<String, Tensor> named = net.named(numbered);
        assertThat(named).containsKeys("features.0.weight", "features.3.expand1x1.bias", "classifier.1.weight");
        net.load(named);
        assertThat(net.parameters().get("features.12.expand3x3.bias").value().toFloatArray())
                .containsOnly(1f);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> net.named(Map.of("conv26_weight", Tensor.zeros(1))))
                .withMessageContaining("'conv26_weight' is not the weight or bias");
    }
}
