package io.vivace.benchmarks.peers;

import io.vivace.benchmarks.work.Formula;
import io.vivace.benchmarks.work.Step;
import io.vivace.benchmarks.work.WganTraining;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.RMSprop;
import org.bytedeco.pytorch.RMSpropOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A round of the Wasserstein GAN by PyTorch. As the lesson does, it asks for no gradient that the net in training does not need. */
final class TorchWgan implements Step {
    private final Map<String, Tensor> criticState;
    private final TorchNet critic;
    private final TorchNet generator;
    private final Tensor real;
    private final Tensor first;
    private final Tensor second;
    private final RMSprop ofCritic;
    private final RMSprop ofGenerator;
    private final ScalarOptional low = new ScalarOptional(new Scalar(-WganTraining.LIMIT));
    private final ScalarOptional high = new ScalarOptional(new Scalar(WganTraining.LIMIT));
    private final boolean bf16;

    TorchWgan(WganTraining w, TorchValues values, boolean bf16) {
        criticState = values.state(w.critic().shapes());
        Map<String, Tensor> generatorState = values.state(w.generator().shapes());
        critic = new TorchNet(criticState, 0.1);
        generator = new TorchNet(generatorState, 0.1);
        real = values.noise(Formula.INPUT, w.pictures());
        first = values.noise(WganTraining.CRITICS_NOISE, w.seeds());
        second = values.noise(WganTraining.GENERATORS_NOISE, w.seeds());
        ofCritic = new RMSprop(TorchTraining.trained(criticState), new RMSpropOptions(WganTraining.LR));
        ofGenerator = new RMSprop(TorchTraining.trained(generatorState), new RMSpropOptions(WganTraining.LR));
        this.bf16 = bf16;
    }

    // ---------------------------------------------------------------------------------------------- nets

    private static Tensor conv(Tensor x, Tensor weight, long stride, long pad) {
        return torch.conv2d(
                x,
                weight,
                new TensorOptional(),
                new long[] {stride, stride},
                new long[] {pad, pad},
                new long[] {1, 1},
                1);
    }

    private Tensor judged(Tensor pictures) {
        Tensor x = leaky(conv(pictures, critic.weight("initial.conv.weight"), 2, 1));
        x = critic.norm(leaky(conv(x, critic.weight("extra.0.conv.weight"), 1, 1)), "extra.0.bn");
        for (int i = 0; criticState.containsKey("pyramid." + i + ".conv.weight"); i++) {
            String path = "pyramid." + i;
            x = critic.norm(leaky(conv(x, critic.weight(path + ".conv.weight"), 2, 1)), path + ".bn");
        }
        return conv(x, critic.weight("final.weight"), 1, 0).to(ScalarType.Float).mean();
    }

    private static Tensor leaky(Tensor x) {
        return torch.leaky_relu_(x, new Scalar(0.2));
    }

    private Tensor enlarged(Tensor x, String path, long stride, long pad) {
        return torch.conv_transpose2d(
                x,
                generator.weight(path + ".weight"),
                new TensorOptional(),
                new long[] {stride, stride},
                new long[] {pad, pad},
                new long[] {0, 0},
                1,
                1,
                1);
    }

    private Tensor block(Tensor x, String path, long stride, long pad) {
        return generator.norm(enlarged(x, path + ".conv", stride, pad).relu_(), path + ".bn");
    }

    private Tensor made(Tensor noise, int doublings) {
        Tensor x = block(noise, "initial", 1, 0);
        for (int i = 0; i < doublings; i++) {
            x = block(x, "pyramid." + i, 2, 1);
        }
        x = block(x, "extra.0", 1, 1);
        return torch.tanh(enlarged(x, "final", 2, 1));
    }

    // ---------------------------------------------------------------------------------------------- training

    private int doublings() {
        int n = 0;
        while (criticState.containsKey("pyramid." + n + ".conv.weight")) {
            n++;
        }
        return n;
    }

    private void trained(boolean on) {
        criticState.forEach((name, t) -> {
            if (!name.contains("running_")) {
                t.set_requires_grad(on);
            }
        });
    }

    private Tensor fake() {
        try (var guard = new NoGradGuard()) {
            criticState.forEach((name, t) -> {
                if (t.requires_grad()) {
                    t.clamp_(low, high);
                }
            });
            return made(first, doublings());
        }
    }

    @Override
    public float run() {
        try (var scope = new PointerScope()) {
            ofCritic.zero_grad();
            Tensor gap;
            try (var autocast = Autocast.open(bf16)) {
                Tensor fake = fake();
                gap = judged(real).sub(judged(fake));
            }
            gap.backward();
            ofCritic.step();
            ofGenerator.zero_grad();
            trained(false);
            Tensor loss;
            try (var autocast = Autocast.open(bf16)) {
                loss = judged(made(second, doublings()));
            }
            loss.backward();
            ofGenerator.step();
            trained(true);
            return gap.item_float() - loss.item_float();
        }
    }
}
