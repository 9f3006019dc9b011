package io.vivace.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.gan.models.Dcgan;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.text.models.AwdLstm;
import io.vivace.text.models.AwdLstmOptions;
import io.vivace.vision.Head;
import io.vivace.vision.models.DecoderNorm;
import io.vivace.vision.models.DynamicUnet;
import io.vivace.vision.models.ResNet;
import io.vivace.vision.models.TransposedUnet;
import io.vivace.vision.models.UNet;
import io.vivace.vision.models.UpsampleNet;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nets that are no architecture by name: for pixels, with heads, of noise, of words. */
class NetsTest {
    @TempDir
    Path folder;

    @Test
    void aUNetTakesPicturesOfAnySize() {
        OnnxOptions options = OnnxOptions.of(Shape.of(1, 3, 64, 64)).openSize().sigmoid();
        try (Scope scope = Scope.open();
                Module net = Beside.ready(UNet.resnet34().classes(2));
                Beside plain = Beside.of(
                        net, folder, OnnxOptions.of(Shape.of(1, 3, 64, 64)).openSize())) {
            // sizes that cannot be halved five times are fitted between the halves
            plain.agreesFor(1, 3, 64, 64).agreesFor(2, 3, 96, 128).agreesFor(1, 3, 75, 90);
            try (Beside sized = Beside.of(net, folder, OnnxOptions.of(Shape.of(2, 3, 75, 90)))) {
                sized.agreesFor(1, 3, 75, 90).agreesFor(3, 3, 75, 90);
            }
            assertThat(options.finish()).isEqualTo(OnnxOptions.Finish.SIGMOID);
        }
    }

    @Test
    void netsForPixelsTakePicturesOfAnySize() {
        OnnxOptions open = OnnxOptions.of(Shape.of(1, 3, 64, 64)).openSize();
        for (Module made : List.of(
                UpsampleNet.resnet34(),
                UNet.resnet34().large(),
                TransposedUnet.on(ResNet.resnet18()).classes(2),
                dynamic().blur().norm(DecoderNorm.BATCH),
                dynamic().norm(DecoderNorm.WEIGHT).withoutLastCross().range(-1, 2))) {
            try (Scope scope = Scope.open();
                    Module net = Beside.ready(made);
                    Beside both = Beside.of(net, folder, open)) {
                both.agreesFor(1, 3, 64, 64).agreesFor(2, 3, 75, 90);
            }
        }
    }

    /** What flattens pixels cannot find its size again in pictures of other sizes. */
    @Test
    void selfAttentionTakesPicturesOfOneSize() {
        try (Scope scope = Scope.open();
                Module net = Beside.ready(dynamic().norm(DecoderNorm.SPECTRAL).selfAttention());
                Beside both = Beside.of(net, folder, OnnxOptions.of(Shape.of(1, 3, 75, 90)))) {
            both.agreesFor(1, 3, 75, 90).agreesFor(2, 3, 75, 90);
        }
    }

    private static DynamicUnet dynamic() {
        return DynamicUnet.on(ResNet.resnet18()).classes(2);
    }

    @Test
    void aHeadOfMaximaAndMeans() {
        try (Scope scope = Scope.open();
                Module net = Beside.ready(new Sequential(List.of(
                        ResNet.resnet18().body().net(),
                        Head.standard().withFinalNorm().build(512, 4))));
                Beside both = Beside.of(
                        net, folder, OnnxOptions.of(Shape.of(1, 3, 64, 64)).openSize())) {
            both.agreesFor(1, 3, 64, 64).agreesFor(3, 3, 64, 96);
        }
    }

    @Test
    void picturesOfNoiseAndTheirCritic() {
        try (Scope scope = Scope.open();
                Module generator = Beside.ready(Dcgan.generator(16, 32).features(8));
                Module critic = Beside.ready(Dcgan.critic(32).features(8));
                Beside makes = Beside.of(generator, folder, OnnxOptions.of(Shape.of(1, 16, 1, 1)))) {
            makes.agreesFor(1, 16, 1, 1).agreesFor(3, 16, 1, 1);
            try (Beside judges = Beside.of(critic, folder, OnnxOptions.of(Shape.of(1, 3, 32, 32)))) {
                judges.agreesFor(1, 3, 32, 32).agreesFor(3, 3, 32, 32);
            }
        }
    }

    @Test
    void aLanguageModelFromItsFirstWord() {
        AwdLstm net = Beside.ready(new AwdLstm(AwdLstmOptions.languageModel(50).sizes(12, 20, 2)));
        OnnxOptions options = OnnxOptions.of(Shape.of(2, 5))
                .inputs(new OnnxOptions.Input("words", DType.I64, Shape.of(2, 5)))
                .open(1, "time");
        try (Scope scope = Scope.open();
                net;
                Beside both = Beside.of(net, folder, options)) {
            for (Tensor words : List.of(
                    Tensor.of(new long[] {3, 1, 4, 1, 5, 9, 2, 6}, 1, 8),
                    Tensor.of(new long[] {2, 7, 18, 28, 18, 28}, 3, 2))) {
                net.reset(); // the file remembers nothing either
                both.agreesOn(words);
            }
        }
    }
}
