package io.vivace.vision.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vivace.memory.MemoryStats;
import io.vivace.memory.Pool;
import io.vivace.memory.Shape;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Init;
import io.vivace.nn.Layers;
import io.vivace.nn.Module;
import io.vivace.nn.Parameter;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nets that answer for every pixel. */
class PixelNetsTest {
    /** Nets of many sizes would leave memory of many sizes behind. */
    @AfterEach
    void giveMemoryBack() {
        Pool.host().trim();
    }

    @Test
    void parameterCountsAreThoseOfTheRecipes() {
        UpsampleNet simple = UpsampleNet.resnet34();
        assertThat(simple.parameterCount()).isEqualTo(22_599_489);
        assertThat(count(simple.head())).isEqualTo(1_314_817);
        assertThat(simple.classes(12).parameterCount()).isEqualTo(22_599_489 + 11 * (256 * 4 + 1));
        assertThat(UNet.resnet34().classes(12).parameterCount()).isEqualTo(22_020_940);
        assertThat(UNet.resnet34().large().parameterCount()).isEqualTo(22_016_921);
        assertThat(UNet.resnet34().large().classes(12).parameterCount()).isEqualTo(22_016_921 + 11 * (16 + 1));
        assertThat(DynamicUnet.on(ResNet.resnet34()).parameterCount()).isEqualTo(DYNAMIC);
        assertThat(TransposedUnet.on(ResNet.resnet34()).parameterCount()).isEqualTo(TRANSPOSED);
    }

    private static final long TRANSPOSED = transposedOfResnet34();

    /** Half of what is side by side: 256 + 256, 128 + 128, 64 + 64, 32 + 64 channels. */
    private static long transposedOfResnet34() {
        long n = ResNet.resnet34().body().net().parameterCount();
        n += conv(512, 1024, 3) + 2 * 1024 + conv(1024, 512, 3) + 2 * 512;
        n += halving(512, 512) + halving(256, 256) + halving(128, 128) + halving(64, 96);
        return n + 48 * 48 * 4 + 48 + conv(48, 1, 1);
    }

    private static long halving(long up, long both) {
        return up * (up / 2) * 4 + up / 2 + conv(both, both / 2, 3) + conv(both / 2, both / 2, 3) + both;
    }

    private static final long DYNAMIC = dynamicOfResnet34(1);

    /** The recipe's layers, counted by hand; skips of 256, 128, 64 and 64 channels. */
    private static long dynamicOfResnet34(int classes) {
        long n = ResNet.resnet34().body().net().parameterCount();
        n += 2 * 512 + conv(512, 1024, 3) + conv(1024, 512, 3);
        n += block(512, 256, 512) + block(512, 128, 384) + block(384, 64, 256) + block(256, 64, 96);
        n += conv(96, 4 * 96, 1);
        return n + 2 * conv(99, 99, 3) + conv(99, classes, 1);
    }

    private static long conv(long in, long out, long size) {
        return in * out * size * size + out;
    }

    private static long block(long up, long skip, long out) {
        return conv(up, 2 * up, 1) + 2 * skip + conv(up / 2 + skip, out, 3) + conv(out, out, 3);
    }

    private static long count(List<Module> modules) {
        return modules.stream().mapToLong(Module::parameterCount).sum();
    }

    @Test
    void encodersAreLookedAtWhereTheRecipeSays() {
        Encoder found = Encoder.of(ResNet.resnet34().body());
        assertThat(found.skips())
                .containsExactly(
                        new Encoder.Skip(2, 64),
                        new Encoder.Skip(4, 64),
                        new Encoder.Skip(5, 128),
                        new Encoder.Skip(6, 256));
        assertThat(found.features()).isEqualTo(512);
        assertThat(found.halvings()).isEqualTo(5);
        assertThat(found.shrinksAtOnce()).isTrue();
        assertThat(found.channels()).isEqualTo(3);
        assertThat(Encoder.of(Body.of(PreActResNet.wide(10, 1).channels(1))).shrinksAtOnce())
                .isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Encoder.of(new Body(Layers.sequential(Layers.relu()), List.of())))
                .withMessageContaining("no convolution");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Encoder.of(new Body(Layers.sequential(Conv2d.of(3, 4, 3), Layers.flatten()), List.of())))
                .withMessageContaining("layer 1 of this body")
                .withMessageContaining("[N, channels, H, W]");
    }

    @Test
    void bodiesNeedNoValuesToBeLookedAt() {
        Body body = ResNet.resnet18().body();
        long before = MemoryStats.now().inUse();
        assertThat(body.features(3)).isEqualTo(512);
        assertThat(DynamicUnet.on(body).parameterCount()).isGreaterThan(0);
        assertThat(body.net().parameters().values())
                .filteredOn(p -> p.role() == Parameter.Role.WEIGHT)
                .noneMatch(Parameter::isReady);
        assertThat(MemoryStats.now().inUse() - before)
                .isLessThan(1 << 20); // scales, shifts and statistics have started
    }

    static Stream<Arguments> nets() {
        return Stream.of(
                net("upsample34", () -> UpsampleNet.resnet34().classes(3)),
                net(
                        "upsample",
                        () -> UpsampleNet.on(Body.of(CifarLadder.resNet(3, 10))).classes(3)),
                net("unet34", () -> UNet.resnet34().classes(3)),
                net("unet34_large", () -> UNet.resnet34().large().classes(3)),
                net("transposed", () -> TransposedUnet.on(ResNet.resnet18()).classes(3)),
                net(
                        "transposed wide",
                        () -> TransposedUnet.on(PreActResNet.wide(10, 1)).classes(3)),
                net("efficientnet", () -> dynamic(EfficientNet.b(0))),
                net("resnet18", () -> dynamic(ResNet.resnet18())),
                net("resnet50", () -> dynamic(ResNet.resnet50()).blur().norm(DecoderNorm.BATCH)),
                net("squeezenet", () -> dynamic(SqueezeNet.squeezenet11()).selfAttention()),
                net("mobilenet", () -> dynamic(MobileNetV2.mobilenetV2()).bottle()),
                net("densenet", () -> dynamic(DenseNet.densenet121()).withoutLastCross()),
                net("vgg16_bn", () -> DynamicUnet.on(Vgg.vgg16Bn().body()).classes(3)),
                net("wide", () -> dynamic(PreActResNet.wide(10, 1)).norm(DecoderNorm.WEIGHT)),
                net("darknet", () -> dynamic(DarkNet.of(1, 1).width(8)).norm(DecoderNorm.SPECTRAL)));
    }

    private static Arguments net(String name, Supplier<Module> make) {
        return Arguments.of(name, make);
    }

    private static DynamicUnet dynamic(Backbone net) {
        return DynamicUnet.on(net).classes(3);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nets")
    void everyPixelGetsAnAnswerAtAnySize(String name, Supplier<Module> make) {
        try (var scope = Scope.open();
                Module net = make.get()) {
            net.init(new Rng(1));
            Tensor y = net.forward(Tensor.randn(new Rng(2), 2, 3, 50, 37));
            assertThat(y.shape()).isEqualTo(Shape.of(2, 3, 50, 37));
            y.square().mean().backward();
            net.parameters().forEach((n, p) -> assertThat(p.grad()).as(n).isNotNull());
            Tensor wide = net.evaluating(() -> net.forward(Tensor.randn(new Rng(2), 1, 3, 32, 45)));
            assertThat(wide.shape()).isEqualTo(Shape.of(1, 3, 32, 45));
            assertThat(Double.isFinite(wide.sum().item())).isTrue();
        }
    }

    /** A ResNet's features are; those of a body with a leaky end are not. */
    @Test
    void theMiddleOfATransposedUnetSeesNothingBelowZero() {
        try (var scope = Scope.open();
                Module net = TransposedUnet.on(DarkNet.of(1, 1).width(8))) {
            net.init(new Rng(1));
            double[] least = {Double.NaN};
            net.children().get("middle_conv").onForward((module, in, out) -> {
                least[0] = in.min().item();
                return out;
            });
            net.forward(Tensor.randn(new Rng(2), 1, 3, 32, 32));
            assertThat(least[0]).isZero();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nets")
    void bodyAndHeadAreAllThereIs(String name, Supplier<Module> make) {
        Module net = make.get();
        OnBody parts = (OnBody) net;
        assertThat(parts.body().net().parameterCount() + count(parts.head())).isEqualTo(net.parameterCount());
        if (name.startsWith("unet34")) {
            assertThat(parts.body().splits()).containsExactly(6); // groups rn[:6], rn[6:], decoder
        }
    }

    @Test
    void trainingLeavesNoMemoryBehind() {
        staysFlat(UpsampleNet.resnet34());
        staysFlat(UNet.resnet34().large());
        staysFlat(TransposedUnet.on(ResNet.resnet18()));
        staysFlat(dynamic(ResNet.resnet18()).blur().selfAttention().norm(DecoderNorm.SPECTRAL));
    }

    private static void staysFlat(Module net) {
        try (net;
                Tensor x = Tensor.randn(new Rng(2), 2, 3, 50, 37).keep()) {
            net.init(new Rng(1));
            long after = 0;
            for (int i = 0; i < 3; i++) {
                try (var scope = Scope.open()) {
                    net.forward(x).square().mean().backward();
                }
                after = i == 0 ? MemoryStats.now().inUse() : after;
            }
            assertThat(MemoryStats.now().inUse()).as(net.describe()).isEqualTo(after);
        }
    }

    @Test
    void pixelShufflesStartAsNearestNeighbours() {
        try (var scope = Scope.open();
                Module net = PixelShuffleIcnr.of(6, 5).factor(3)) {
            net.init(new Rng(1));
            Tensor y = net.forward(Tensor.randn(new Rng(2), 1, 6, 4, 5));
            assertThat(y.shape()).isEqualTo(Shape.of(1, 5, 12, 15));
            Tensor blocks = y.reshape(1, 5, 4, 3, 5, 3);
            Tensor first = blocks.narrow(3, 0, 1).narrow(5, 0, 1);
            assertThat(blocks.sub(first).abs().max().item()).isZero();
            assertThat(y.max().item()).isPositive();
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PixelShuffleIcnr.of(6, 5).factor(0))
                .withMessageContaining("at least 1, got 0");
    }

    @Test
    void icnrKeepsTheSpreadOfKaiming() {
        try (var scope = Scope.open()) {
            Tensor w = PixelShuffleIcnr.icnr(4).values(Shape.of(256, 128, 1, 1), new Rng(1));
            Tensor groups = w.reshape(64, 4, 128);
            assertThat(groups.sub(groups.narrow(1, 0, 1)).abs().max().item()).isZero();
            assertThat((double) w.square().mean().item()).isBetween(1.9 / 128, 2.1 / 128);
        }
    }

    /** fastai's fixture of the shuffle: out[c, r·h + i, r·w + j] = in[c·r² + i·r + j, h, w], the mean over a pixel and those before it. */
    @Test
    void blurIsTheMeanWithPixelsAboveAndToTheLeft() {
        try (var scope = Scope.open();
                Module net = PixelShuffleIcnr.of(1, 1).blur()) {
            net.parameters().values().forEach(p -> p.init(Init.constant(0), new Rng(1)));
            net.parameters().get("conv.0.weight").set(Tensor.of(new float[] {1, 2, 3, 4}, 4, 1, 1, 1));
            assertThat(net.forward(Tensor.ones(1, 1, 1, 2)).toFloatArray())
                    .containsExactly(1, 1.5f, 1.5f, 1.5f, 2, 2.5f, 2.5f, 2.5f);
        }
    }

    @Test
    void selfAttentionStartsAsTheIdentity() {
        try (var scope = Scope.open();
                Module net = new SelfAttention(16)) {
            net.init(new Rng(1));
            Tensor x = Tensor.randn(new Rng(2), 2, 16, 4, 3);
            assertThat(net.forward(x).toFloatArray()).isEqualTo(x.toFloatArray());
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SelfAttention(7))
                .withMessageContaining("at least 8, got 7");
    }
}
