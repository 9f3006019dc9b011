package io.vivace.vision.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vivace.memory.Pool;
import io.vivace.memory.Shape;
import io.vivace.nn.Module;
import io.vivace.nn.Parameter;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The nets against torchvision's: the same names and shapes, and the same answers to the same weights. */
class ModelGoldenTest {
    private static final Map<String, Supplier<Module>> NETS = Map.ofEntries(
            Map.entry("resnet18", () -> ResNet.resnet18().classes(10)),
            Map.entry("resnet50", () -> ResNet.resnet50().classes(10)),
            Map.entry("vgg16", () -> Vgg.vgg16().features()),
            Map.entry("vgg16_bn", () -> Vgg.vgg16Bn().features()),
            Map.entry("squeezenet1_1", () -> SqueezeNet.squeezenet11().classes(10)),
            Map.entry("mobilenet_v2", () -> MobileNetV2.mobilenetV2().classes(10)),
            Map.entry("densenet121", () -> DenseNet.densenet121().classes(10)),
            Map.entry("batchNormNet", () -> CifarLadder.batchNormNet(1, 10)),
            Map.entry("darknet", () -> DarkNet.of(1, 2, 2, 2, 1).width(16)),
            Map.entry("wrn", PreActResNet::wrn22),
            Map.entry("unet34", () -> UNet.resnet34().classes(2)),
            Map.entry("unet34_large", () -> UNet.resnet34().large().classes(2)),
            Map.entry("upsample34", () -> UpsampleNet.resnet34().classes(2)),
            Map.entry("dynamic", ModelGoldenTest::dynamic),
            Map.entry(
                    "dynamic batch",
                    () -> dynamic().norm(DecoderNorm.BATCH).blur().bottle()),
            Map.entry(
                    "dynamic weight",
                    () -> dynamic()
                            .norm(DecoderNorm.WEIGHT)
                            .blur(false)
                            .withoutLastCross()
                            .range(-1, 2)),
            Map.entry(
                    "dynamic spectral",
                    () -> dynamic().norm(DecoderNorm.SPECTRAL).selfAttention()),
            Map.entry("xresnet18", () -> XResNet.xresnet18().classes(10)),
            Map.entry("xresnet50_deep", () -> XResNet.xresnet50Deep().classes(10)),
            Map.entry("preact18", PreActResNet::resnet18),
            Map.entry("resnext50_32x4d", () -> ResNet.resnext50().classes(10)),
            Map.entry("alexnet", () -> AlexNet.alexnet().classes(10)),
            Map.entry("efficientnet_b0", () -> EfficientNet.b(0).classes(10)),
            Map.entry("efficientnet_b5", () -> EfficientNet.b(5).classes(10)),
            Map.entry("inception_v4", () -> InceptionV4.inceptionV4().classes(10)),
            Map.entry(
                    "inception_resnet_v2",
                    () -> InceptionResNetV2.inceptionResnetV2().classes(10)),
            Map.entry("transposed", () -> TransposedUnet.on(ResNet.resnet18()).classes(2)));

    private static final Map<String, Supplier<Module>> LAYOUTS = Map.ofEntries(
            Map.entry("resnet18", ResNet::resnet18),
            Map.entry("resnet34", ResNet::resnet34),
            Map.entry("resnet50", ResNet::resnet50),
            Map.entry("resnet101", ResNet::resnet101),
            Map.entry("resnet152", ResNet::resnet152),
            Map.entry("vgg16", Vgg::vgg16),
            Map.entry("vgg16_bn", Vgg::vgg16Bn),
            Map.entry("vgg19", Vgg::vgg19),
            Map.entry("vgg19_bn", Vgg::vgg19Bn),
            Map.entry("squeezenet1_1", SqueezeNet::squeezenet11),
            Map.entry("mobilenet_v2", MobileNetV2::mobilenetV2),
            Map.entry("densenet121", DenseNet::densenet121),
            Map.entry("resnext50_32x4d", ResNet::resnext50),
            Map.entry("resnext101_32x8d", ResNet::resnext101),
            Map.entry("resnext101_64x4d", ResNet::resnext101Of64Groups),
            Map.entry("wide_resnet50_2", ResNet::wideResnet50),
            Map.entry("wide_resnet101_2", ResNet::wideResnet101),
            Map.entry("alexnet", AlexNet::alexnet),
            Map.entry("efficientnet_b0", () -> EfficientNet.b(0)),
            Map.entry("efficientnet_b1", () -> EfficientNet.b(1)),
            Map.entry("efficientnet_b2", () -> EfficientNet.b(2)),
            Map.entry("efficientnet_b3", () -> EfficientNet.b(3)),
            Map.entry("efficientnet_b4", () -> EfficientNet.b(4)),
            Map.entry("efficientnet_b5", () -> EfficientNet.b(5)),
            Map.entry("efficientnet_b6", () -> EfficientNet.b(6)),
            Map.entry("efficientnet_b7", () -> EfficientNet.b(7)),
            Map.entry("inception_v4", InceptionV4::inceptionV4),
            Map.entry("inception_resnet_v2", InceptionResNetV2::inceptionResnetV2));

    private static DynamicUnet dynamic() {
        return DynamicUnet.on(ResNet.resnet18()).classes(5);
    }

    private static Stream<Arguments> golden(String part) throws IOException {
        try (InputStream in = ModelGoldenTest.class.getResourceAsStream("/golden/models.json")) {
            return StreamSupport.stream(
                            new ObjectMapper().readTree(in).get(part).spliterator(), false)
                    .map(c -> Arguments.of(c.get("name").asText(), c));
        }
    }

    static Stream<Arguments> answers() throws IOException {
        return golden("answers");
    }

    static Stream<Arguments> layouts() throws IOException {
        return golden("layouts");
    }

    /** Nets of many sizes would leave memory of many sizes behind. */
    @AfterEach
    void giveMemoryBack() {
        Pool.host().trim();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void namesAndShapesAreTorchvisions(String name, JsonNode golden) throws NoSuchAlgorithmException {
        Module net = LAYOUTS.get(name).get();
        assertThat(net.parameterCount()).isEqualTo(golden.get("parameters").asLong());
        List<String> lines = new ArrayList<>();
        net.modules().forEach((path, m) -> {
            String prefix = path.isEmpty() ? "" : path + ".";
            m.ownParameters().forEach((n, p) -> lines.add(prefix + n + " " + p.shape() + "\n"));
            m.ownBuffers().forEach((n, b) -> lines.add(prefix + n + " " + b.shape() + "\n"));
        });
        assertThat(lines).hasSize(golden.get("entries").asInt());
        byte[] digest = MessageDigest.getInstance("SHA-256")
                .digest(String.join("", lines).getBytes(StandardCharsets.UTF_8));
        assertThat(HexFormat.of().formatHex(digest))
                .as(String.join("", lines))
                .isEqualTo(golden.get("digest").asText());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void answersAsPyTorchDoes(String name, JsonNode golden) {
        try (var scope = Scope.open();
                Module net = NETS.get(name.replaceFirst(",.*", "")).get()) {
            boolean training = golden.get("training").asBoolean();
            FormulaWeights.fill(net);
            net.train(training);
            Tensor x = FormulaWeights.noise(shape(golden.get("input")), -1).requiresGrad();
            Tensor y = net.forward(x);
            assertThat(y.shape()).isEqualTo(shape(golden.get("output")));
            double tolerance = golden.get("tolerance").asDouble();
            isClose("output", y.toFloatArray(), golden.get("y"), tolerance);
            y.backward(FormulaWeights.noise(y.shape(), -2), false, false);
            isClose("gradient of the input", x.grad().toFloatArray(), golden.get("dx"), tolerance);

            JsonNode gradients = golden.get("gradients");
            Map<String, Parameter> parameters = net.parameters();
            assertThat(parameters).hasSize(gradients.size());
            parameters.forEach((n, p) -> {
                double expected = gradients.get(n).asDouble();
                assertThat(p.grad().abs().sum().item())
                        .as("gradient of %s", n)
                        .isCloseTo((float) expected, offset((float) (tolerance * Math.abs(expected) + 1e-6)));
            });
        }
    }

    private static Shape shape(JsonNode dims) {
        return Shape.of(StreamSupport.stream(dims.spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray());
    }

    private static void isClose(String what, float[] given, JsonNode expected, double tolerance) {
        double largest = 1e-12;
        for (JsonNode e : expected) {
            largest = Math.max(largest, Math.abs(e.asDouble()));
        }
        for (int i = 0; i < expected.size(); i++) {
            assertThat((double) given[i])
                    .as("%s, element %d", what, i)
                    .isCloseTo(expected.get(i).asDouble(), offset(tolerance * largest));
        }
    }
}
