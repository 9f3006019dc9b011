package io.vivace.vision.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.nn.Module;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.Head;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nets against the parameter counts and the sizes between layers that the lessons print, and against PyTorch's where they print none. */
class ParameterCountTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    simple_net                                  |    123330
                    conv_net                                    |     37490
                    padded_conv_net                             |     37490
                    batch_norm_net:channels=1                   |    155470
                    written_norm_net:channels=1                 |    155470
                    batch_norm_net                              |    155970
                    simple_cnn:widths=16+16,classes=2           |      3058
                    simple_cnn:widths=16+16,classes=2,norm=true |      3090
                    darknet:residuals=1+2+4+6+3                 |  31410922
                    darknet:residuals=2+2+2+2                   |   5062058
                    darknet:residuals=1+2+2+2+1,width=16        |   3759226
                    darknet                                     |  40595178
                    darknet:residuals=1+2+4+8+4                 |  39281386
                    darknet:residuals=1+2+4+4+2,width=24        |  13247410
                    darknet:residuals=1+2+8+8+4,width=16        |  10160506
                    darknet:residuals=1+2+4+4                   |   8322794
                    wrn_22                                      |   9658458
                    wide_resnet:depth=28,factor=10              |  36479194
                    preact_resnet18                             |  11172170
                    resnet18                                    |  11689512
                    resnet34                                    |  21797672
                    resnet50                                    |  25557032
                    resnext50_32x4d                             |  25028904
                    resnext101_32x8d                            |  88791336
                    resnext101_64x4d                            |  83455272
                    wide_resnet50_2                             |  68883240
                    wide_resnet101_2                            | 126886696
                    alexnet                                     |  61100840
                    efficientnet_b0                             |   5288548
                    efficientnet_b1                             |   7794184
                    efficientnet_b2                             |   9109994
                    efficientnet_b3                             |  12233232
                    efficientnet_b4                             |  19341616
                    efficientnet_b5                             |  30389784
                    efficientnet_b6                             |  43040704
                    efficientnet_b7                             |  66347960
                    inception_v4                                |  42679816
                    inception_resnet_v2                         |  55843464
                    xresnet18                                   |  11708744
                    xresnet34                                   |  21816904
                    xresnet50                                   |  25576264
                    xresnet101                                  |  44568392
                    xresnet152                                  |  60212040
                    xresnet18_deep                              |  14535496
                    xresnet34_deep                              |  24643656
                    xresnet50_deep                              |  29147976
                    """)
    void netsHaveAsManyParametersAsThePublishedOnes(String architecture, long parameters) {
        assertThat(Architecture.parse(architecture).build().parameterCount()).isEqualTo(parameters);
    }

    @Test
    void presetsAreTheNetsOfTheTable() {
        assertThat(DarkNet.darknet53().parameterCount()).isEqualTo(40_595_178);
        assertThat(DarkNet.small().parameterCount()).isEqualTo(39_281_386);
        assertThat(DarkNet.mini().parameterCount()).isEqualTo(13_247_410);
        assertThat(DarkNet.mini2().parameterCount()).isEqualTo(10_160_506);
        assertThat(DarkNet.mini3().parameterCount()).isEqualTo(8_322_794);
        assertThat(UNet.resnet34().parameterCount()).isEqualTo(22_009_665);
    }

    @ParameterizedTest(name = "{0} features, {1} outputs")
    @CsvSource({
        "512, 20, 538132", // the largest item of Pascal VOC, ResNet-34
        "512, 10, 533002", // fastai's cnn_learner, ResNet-34
        "2048, 2, 2107906", // fastai's cnn_learner, ResNet-50
        "512, 2, 528898", // cats and dogs, SqueezeNet
    })
    void headsHaveAsManyParametersAsThePublishedOnes(int features, int outputs, long parameters) {
        assertThat(Head.standard().build(features, outputs).parameterCount()).isEqualTo(parameters);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    conv_net         | 20×15×15 40×7×7 80×3×3 80×1×1
                    padded_conv_net  | 20×16×16 40×8×8 80×4×4 80×1×1
                    batch_norm_net   | 10×32×32 20×16×16 40×8×8 80×4×4 160×2×2 160×1×1
                    written_norm_net | 10×32×32 20×16×16 40×8×8 80×4×4 160×2×2 160×1×1
                    deeper_net       | 10×32×32 20×16×16 40×8×8 80×4×4 160×2×2 160×1×1
                    res_net          | 10×32×32 20×16×16 40×8×8 80×4×4 160×2×2 160×1×1
                    big_res_net      | 16×32×32 32×16×16 64×8×8 128×4×4 256×2×2 256×1×1
                    darknet:residuals=1+2+4+6+3 | 32×32×32 64×16×16 128×16×16 256×8×8 512×4×4 1024×2×2 1024×1×1
                    wrn_22           | 16×32×32 96×32×32 192×16×16 384×8×8 384×1×1
                    resnet34         | 64×16×16 64×8×8 128×4×4 256×2×2 512×1×1
                    xresnet18        | 32×16×16 64×16×16 64×8×8 128×4×4 256×2×2 512×1×1
                    """)
    void picturesOf32PixelsShrinkAsPublished(String architecture, String sizes) {
        assertThat(String.join(" ", sizesOf(Architecture.parse(architecture).build(), 32)))
                .isEqualTo(sizes);
    }

    @Test
    void picturesOf224PixelsBecome512FeaturesOf7Times7() {
        assertThat(sizesOf(ResNet.resnet34().body().net(), 224))
                .containsExactly("64×112×112", "64×56×56", "128×28×28", "256×14×14", "512×7×7");
        assertThat(sizesOf(AlexNet.alexnet().body().net(), 224))
                .containsExactly("64×55×55", "64×27×27", "192×27×27", "192×13×13", "384×13×13", "256×13×13", "256×6×6");
        assertThat(sizesOf(EfficientNet.b(0).body().net(), 224))
                .startsWith("32×112×112")
                .endsWith("1280×7×7");
        assertThat(sizesOf(SqueezeNet.squeezenet11().body().net(), 112)).endsWith("512×6×6");
    }

    /** Figures 3, 9 and 15 of the paper. */
    @Test
    void picturesOf299PixelsBecome1536FeaturesOf8Times8() {
        assertThat(sizesOf(InceptionV4.inceptionV4().body().net(), 299))
                .containsExactly(
                        "32×149×149",
                        "32×147×147",
                        "64×147×147",
                        "160×73×73",
                        "192×71×71",
                        "384×35×35",
                        "1024×17×17",
                        "1536×8×8");
        assertThat(sizesOf(InceptionResNetV2.inceptionResnetV2().body().net(), 299))
                .endsWith("192×35×35", "320×35×35", "1088×17×17", "2080×8×8", "1536×8×8");
    }

    /** Pictures that come out of the steps of a net, without repetitions. */
    private static List<String> sizesOf(Module net, int side) {
        List<String> seen = new ArrayList<>();
        try (var scope = Scope.open();
                net) {
            net.init(new Rng(1));
            List<Module> steps = new ArrayList<>(net.children().values());
            while (steps.size() == 1) {
                steps = new ArrayList<>(steps.get(0).children().values());
            }
            for (Module m : steps) {
                m.onForward((module, in, out) -> {
                    if (out.rank() == 4) {
                        long[] s = out.shape().toArray();
                        String text = s[1] + "×" + s[2] + "×" + s[3];
                        if (seen.isEmpty() || !seen.get(seen.size() - 1).equals(text)) {
                            seen.add(text);
                        }
                    }
                    return out;
                });
            }
            net.evaluating(() -> net.forward(Tensor.zeros(1, 3, side, side)));
        }
        return seen;
    }
}
