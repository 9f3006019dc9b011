package io.vivace.gan.models;

import static io.vivace.gan.Golden.isClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.vivace.gan.Golden;
import io.vivace.gan.Waves;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.nn.Module;
import io.vivace.tensor.Precision;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The nets of DCGAN: counts, shapes and names, and small ones against PyTorch. */
class DcganTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** The counts of the lesson's nets. */
    @Test
    void parametersAreAsManyAsPublished() {
        assertThat(Dcgan.critic(64).extraLayers(1).parameterCount()).isEqualTo(2_802_560);
        assertThat(Dcgan.generator(100, 64).extraLayers(1).parameterCount()).isEqualTo(3_613_696);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 32, 128})
    void everySizeOfTheLadderWorks(int size) {
        var generator = Dcgan.generator(6, size).features(2).channels(2).extraLayers(2);
        var critic = Dcgan.critic(size).features(2).channels(2).extraLayers(2);
        generator.init(new Rng(1));
        critic.init(new Rng(2));
        Tensor pictures = generator.forward(Tensor.randn(new Rng(3), 3, 6, 1, 1));
        assertThat(pictures.shape()).isEqualTo(Shape.of(3, 2, size, size));
        assertThat(pictures.abs().max().item()).isStrictlyBetween(0f, 1f);
        assertThat(critic.forward(pictures).shape()).isEqualTo(Shape.of(3));
    }

    @Test
    void layersAreNamedByTheirPlace() {
        assertThat(Dcgan.critic(32).extraLayers(1).shapes().keySet())
                .containsExactly(
                        "initial.conv.weight",
                        "extra.0.conv.weight",
                        "extra.0.bn.weight",
                        "extra.0.bn.bias",
                        "extra.0.bn.running_mean",
                        "extra.0.bn.running_var",
                        "extra.0.bn.num_batches_tracked",
                        "pyramid.0.conv.weight",
                        "pyramid.0.bn.weight",
                        "pyramid.0.bn.bias",
                        "pyramid.0.bn.running_mean",
                        "pyramid.0.bn.running_var",
                        "pyramid.0.bn.num_batches_tracked",
                        "pyramid.1.conv.weight",
                        "pyramid.1.bn.weight",
                        "pyramid.1.bn.bias",
                        "pyramid.1.bn.running_mean",
                        "pyramid.1.bn.running_var",
                        "pyramid.1.bn.num_batches_tracked",
                        "final.weight");
        assertThat(Dcgan.generator(5, 16).features(2).parameters().keySet())
                .containsExactly(
                        "initial.conv.weight",
                        "initial.bn.weight",
                        "initial.bn.bias",
                        "pyramid.0.conv.weight",
                        "pyramid.0.bn.weight",
                        "pyramid.0.bn.bias",
                        "final.weight");
    }

    @Test
    void smallNetsAgreeWithPyTorch() throws IOException {
        Tensor rgb = Waves.of(0.31, 3, 3, 16, 16);
        agrees("critic", Dcgan.critic(16).features(2).extraLayers(1), rgb);
        agrees("critic, plain", Dcgan.critic(8).channels(1).features(3), Waves.of(0.29, 2, 1, 8, 8));
        agrees("critic, larger pictures", Dcgan.critic(8).channels(1).features(2), Waves.of(0.29, 2, 1, 12, 10));
        agrees("generator", Dcgan.generator(5, 16).features(2).extraLayers(1), Waves.of(0.7, 3, 5, 1, 1));
        agrees("generator, plain", Dcgan.generator(4, 8).channels(1).features(3), Waves.of(0.7, 2, 4, 1, 1));
    }

    private static void agrees(String name, Module net, Tensor x) throws IOException {
        JsonNode golden = Golden.of(name);
        Waves.fill(net);
        x.requiresGrad();
        Tensor y = net.forward(x);
        isClose(name, y, golden.get("output"));
        y.mul(Waves.of(1.3, y.shape().toArray())).sum().backward();
        isClose("gradient of the input of the " + name, x.grad(), golden.get("input"));
        assertThat(net.parameters()).hasSize(golden.get("gradients").size());
        net.parameters()
                .forEach((path, p) -> isClose(
                        "gradient of " + path + " of the " + name,
                        p.grad(),
                        golden.get("gradients").get(path)));
        isClose(name + " in evaluation", net.eval().forward(x), golden.get("evaluated"));
    }

    @Test
    void inEvaluationPicturesDoNotDependOnTheirBatch() {
        var critic = Dcgan.critic(8).features(4).extraLayers(1);
        critic.init(new Rng(1));
        Tensor x = Tensor.randn(new Rng(2), 4, 3, 8, 8);
        float[] training = critic.forward(x).toFloatArray();
        critic.eval();
        float[] all = critic.forward(x).toFloatArray();
        assertThat(all).isNotEqualTo(training);
        assertThat(critic.forward(x.narrow(0, 2, 1)).item()).isEqualTo(all[2]);
    }

    @Test
    void bf16KeepsToTheNumbers() {
        var critic = Dcgan.critic(16).features(8).extraLayers(1);
        critic.init(new Rng(1));
        Tensor x = Tensor.randn(new Rng(2), 4, 3, 16, 16);
        Tensor exact = critic.forward(x);
        Tensor rough = Precision.BF16.compute(() -> critic.forward(x));
        assertThat(rough.dtype()).isEqualTo(DType.F32);
        assertThat(rough.sub(exact).abs().max().item())
                .isPositive()
                .isLessThan(0.05f * exact.abs().max().item());
    }

    @Test
    void wrongNumbersAreExplained() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dcgan.critic(48))
                .withMessageContaining("8, 16, 32, 64")
                .withMessageContaining("got 48")
                .withMessageContaining("resize the pictures to 32");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dcgan.generator(0, 64))
                .withMessageContaining("1 number of noise");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dcgan.critic(64).extraLayers(-1))
                .withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dcgan.critic(64).forward(Tensor.zeros(2, 1, 64, 64)))
                .withMessageContaining("[N, 3, H, W]")
                .withMessageContaining("[2, 1, 64, 64]")
                .withMessageContaining("channels(");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dcgan.critic(64).forward(Tensor.zeros(2, 3, 32, 64)))
                .withMessageContaining("at least 64×64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dcgan.generator(100, 64).forward(Tensor.zeros(2, 100)))
                .withMessageContaining("[N, 100, 1, 1]")
                .withMessageContaining("got [2, 100]");
    }
}
