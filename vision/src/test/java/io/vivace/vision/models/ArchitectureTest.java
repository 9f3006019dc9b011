package io.vivace.vision.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.nn.Layers;
import io.vivace.nn.Linear;
import io.vivace.nn.Module;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
    static Stream<Module> nets() {
        return Stream.of(
                ResNet.resnet18().classes(7),
                ResNet.resnet34().channels(1),
                ResNet.resnet50(),
                ResNet.resnet101(),
                ResNet.resnet152(),
                ResNet.resnext50().classes(3).channels(1),
                ResNet.resnext101(),
                ResNet.resnext101Of64Groups(),
                ResNet.wideResnet50().channels(2),
                ResNet.wideResnet101(),
                AlexNet.alexnet().classes(4),
                Vgg.vgg16(),
                Vgg.vgg16Bn().classes(3),
                Vgg.vgg19(),
                Vgg.vgg19Bn(),
                SqueezeNet.squeezenet11().channels(4),
                MobileNetV2.mobilenetV2().classes(2),
                DenseNet.densenet121(),
                EfficientNet.b(0).channels(1),
                EfficientNet.b(1).classes(3),
                EfficientNet.b(5),
                EfficientNet.b(7),
                InceptionV4.inceptionV4().classes(3),
                InceptionResNetV2.inceptionResnetV2().channels(2),
                XResNet.xresnet18().channels(1),
                XResNet.xresnet34().classes(3),
                XResNet.xresnet50(),
                XResNet.xresnet101(),
                XResNet.xresnet152(),
                XResNet.xresnet18Deep(),
                XResNet.xresnet34Deep(),
                XResNet.xresnet50Deep(),
                DarkNet.mini(),
                DarkNet.of(1, 2, 2, 2, 1).width(16).channels(1),
                PreActResNet.wrn22().classes(4),
                PreActResNet.wide(16, 2).dropout(0.3).channels(2),
                PreActResNet.resnet18(),
                PreActResNet.resnet34().dropout(0.1));
    }

    @ParameterizedTest
    @MethodSource("nets")
    void netsAreBuiltAgainAsTheyWere(Module net) {
        Architecture a = ((Backbone) net).architecture();
        Module again = Architecture.parse(a.toString()).build();

        assertThat(again.toString()).isEqualTo(net.toString());
        assertThat(again.parameters().keySet()).isEqualTo(net.parameters().keySet());
        again.parameters()
                .forEach((name, p) -> assertThat(p.shape())
                        .isEqualTo(net.parameters().get(name).shape()));
        assertThat(((Backbone) again).architecture()).isEqualTo(a);
    }

    @Test
    void everyNameBuildsANet() {
        assertThat(Architecture.names()).hasSizeGreaterThan(20);
        for (String name : BuiltIn.NETS.keySet()) {
            Module net =
                    Architecture.of(name).with("channels", 1).with("classes", 5).build();
            assertThat(net.parameterCount()).as(name).isGreaterThan(100);
        }
        assertThat(Architecture.parse("batch_norm_net:channels=1,classes=10")
                        .build()
                        .parameterCount())
                .isEqualTo(155_470);
        assertThat(Architecture.parse("darknet:residuals=1+2+2+2+1,width=16")
                        .build()
                        .parameterCount())
                .isEqualTo(3_759_226);
        assertThat(Architecture.parse("simple_cnn:widths=16+16,classes=2")
                        .build()
                        .parameterCount())
                .isEqualTo(3058);
    }

    @Test
    void argumentsAreRead() {
        var a = Architecture.parse("x: a=1, b=2.5 ,c=1+2+3,d=true");

        assertThat(a.arguments())
                .containsExactlyInAnyOrderEntriesOf(Map.of("a", 1, "b", 2.5, "c", List.of(1, 2, 3), "d", true));
        assertThat(a.wholes("a", List.of())).containsExactly(1);
        assertThat(a.number("a", 0)).isEqualTo(1);
        assertThat(a.whole("absent", 9)).isEqualTo(9);
        assertThatThrownBy(() -> a.whole("b", 1)).hasMessageContaining("\"b\" must be a whole number");
        assertThatThrownBy(() -> a.whole("a", 1, 0)).hasMessageContaining("from 1 to 0");
        assertThatThrownBy(() -> Architecture.parse("x:nothing")).hasMessageContaining("is no argument");
        assertThatThrownBy(() -> Architecture.parse("x:a=1one")).hasMessageContaining("is no value");
        assertThatThrownBy(() -> Architecture.of("x").with("a", 2_000_000)).hasMessageContaining("up to 1000000");
        assertThatThrownBy(() -> Architecture.of("x").with("a", List.of(9999, 9999)))
                .hasMessageContaining("\"a\"");
        assertThatThrownBy(() -> Architecture.of("x").with("a", "two words")).hasMessageContaining("two words");
    }

    @Test
    void argumentsCanBeNames() {
        var a = Architecture.parse("x:body=resnet34, norm=Batch");

        assertThat(a.text("body", "")).isEqualTo("resnet34");
        assertThat(a.text("absent", "usual")).isEqualTo("usual");
        assertThat(a.choice("norm", DecoderNorm.NONE)).isEqualTo(DecoderNorm.BATCH);
        assertThat(a.choice("absent", DecoderNorm.NONE)).isEqualTo(DecoderNorm.NONE);
        assertThat(Architecture.parse(a.toString())).isEqualTo(a);
        assertThatThrownBy(() -> a.whole("body", 1)).hasMessageContaining("\"body\" must be a whole number");
        assertThatThrownBy(() -> a.choice("body", DecoderNorm.NONE))
                .hasMessageContaining("one of [none, batch, weight, spectral], got resnet34");
        assertThatThrownBy(() -> Architecture.parse("x:a=1").text("a", "")).hasMessageContaining("must be a name");
        for (String wrong : List.of("", "true", "NaN", "../x", "a".repeat(65), "a,b", "a=b", "1a", "ä")) {
            assertThatThrownBy(() -> Architecture.of("x").with("a", wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("64 letters");
        }
        assertThatThrownBy(() -> Architecture.of("x").with("a", "a".repeat(5000)))
                .hasMessageContaining("a text of 5000 characters");
    }

    static Stream<Module> netsForPixels() {
        return Stream.of(
                UNet.resnet34().classes(4).channels(1),
                UNet.resnet34().large(),
                TransposedUnet.on(ResNet.resnet18().channels(2)).classes(3),
                DynamicUnet.on(ResNet.resnet18()).classes(3),
                DynamicUnet.on(SqueezeNet.squeezenet11().channels(2))
                        .norm(DecoderNorm.SPECTRAL)
                        .blur(false)
                        .selfAttention()
                        .withoutLastCross()
                        .bottle()
                        .range(-1, 2.5));
    }

    @ParameterizedTest
    @MethodSource("netsForPixels")
    void netsForPixelsAreBuiltAgainAsTheyWere(Module net) {
        Architecture a = ((Rebuildable) net).architecture();
        Module again = Architecture.parse(a.toString()).build();

        assertThat(again.toString()).isEqualTo(net.toString());
        assertThat(again.shapes()).isEqualTo(net.shapes());
        assertThat(((Rebuildable) again).architecture()).isEqualTo(a);
    }

    @Test
    void netsOnNamelessBodiesAreNotBuiltAgain() {
        assertThat(DynamicUnet.on(ResNet.resnet18().body()).architecture()).isNull();
        assertThat(DynamicUnet.on(DarkNet.of(1, 1).width(8)).architecture()).isNull();
        for (String body : List.of("unet34", "dynamic_unet", "conv_net")) {
            assertThatThrownBy(() ->
                            Architecture.of("dynamic_unet").with("body", body).build())
                    .as(body)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"" + body + "\" is no net with a body");
        }
        assertThatThrownBy(() -> Architecture.parse("dynamic_unet:low=3,high=2").build())
                .hasMessageContaining("the lower one first, got 3.0 to 2.0");
    }

    @Test
    void unknownArgumentsAreRefused() {
        assertThatThrownBy(() -> Architecture.parse("resnet18:width=64").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"resnet18\" takes no argument \"width\"")
                .hasMessageContaining("[channels, classes]");
        assertThatThrownBy(() -> Architecture.parse("darknet:residual=1+2").build())
                .hasMessageContaining("[channels, classes, residuals, width]");
    }

    @Test
    void unknownNamesAreRefused() {
        assertThatThrownBy(() -> Architecture.of("resnet35").build())
                .hasMessageContaining("resnet35")
                .hasMessageContaining("resnet34")
                .hasMessageContaining("register");
    }

    @Test
    void yourOwnNetsBecomeKnown() {
        Architecture.register(
                "architecture-test",
                a -> Layers.sequential(Layers.flatten(), Linear.of(a.whole("inputs", 4), a.whole("classes", 2))));

        assertThat(Architecture.parse("architecture-test:inputs=8").build().parameterCount())
                .isEqualTo(18);
        assertThat(Architecture.names()).contains("architecture-test");
        assertThatThrownBy(() -> Architecture.register("architecture-test", a -> Layers.identity()))
                .hasMessageContaining("already registered");
        assertThatThrownBy(() -> Architecture.register("resnet34", a -> Layers.identity()))
                .hasMessageContaining("already registered");
    }
}
