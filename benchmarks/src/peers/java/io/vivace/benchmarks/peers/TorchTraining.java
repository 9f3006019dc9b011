package io.vivace.benchmarks.peers;

import io.vivace.benchmarks.work.Classification;
import io.vivace.benchmarks.work.Formula;
import io.vivace.benchmarks.work.OptimizerStep;
import io.vivace.benchmarks.work.Segmentation;
import io.vivace.benchmarks.work.Step;
import io.vivace.vision.models.UNet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.RMSprop;
import org.bytedeco.pytorch.RMSpropOptions;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Training steps and optimizer steps of PyTorch. */
final class TorchTraining {
    private TorchTraining() {}

    static Step of(Classification w, TorchValues values, boolean bf16) {
        Map<String, Tensor> state = values.state(w.net().shapes(w.width(), w.classes()));
        TorchNet net = TorchNet.of(w, state);
        Tensor x = values.noise(Formula.INPUT, w.input());
        Tensor y = TorchValues.indexes(Formula.classes(w.batch(), w.classes()));
        var options = new SGDOptions(Classification.LR);
        options.momentum().put(Classification.MOMENTUM);
        var optimizer = new SGD(trained(state), options);
        return () -> {
            try (var scope = new PointerScope()) {
                optimizer.zero_grad();
                Tensor loss;
                try (var autocast = Autocast.open(bf16)) {
                    loss = torch.cross_entropy_loss(net.forward(w.net(), x).to(ScalarType.Float), y);
                }
                loss.backward();
                optimizer.step();
                return loss.item_float();
            }
        };
    }

    static Step of(Segmentation w, TorchValues values, boolean bf16) {
        Map<String, Tensor> state = values.state(UNet.resnet34().shapes());
        var net = new TorchUNet(state);
        Tensor x = values.noise(Formula.INPUT, w.input());
        Tensor mask = values.tensor(w.mask(), w.output());
        var optimizer = new Adam(trained(state), new AdamOptions(Segmentation.LR));
        return () -> {
            try (var scope = new PointerScope()) {
                optimizer.zero_grad();
                Tensor logits;
                try (var autocast = Autocast.open(bf16)) {
                    logits = net.forward(x).to(ScalarType.Float);
                }
                Tensor loss = torch.binary_cross_entropy_with_logits(logits, mask);
                loss.backward();
                optimizer.step();
                return loss.item_float();
            }
        };
    }

    /** {@return all parameters, one that has two names once} */
    static TensorVector trained(Map<String, Tensor> state) {
        return vector(new LinkedHashSet<>(
                state.values().stream().filter(Tensor::requires_grad).toList()));
    }

    /** {@return Adam with other averages} */
    static Adam adam(Map<String, Tensor> state, double lr, double beta1, double beta2) {
        var options = new AdamOptions(lr);
        // a std::tuple, whose last element comes first in memory
        options.betas().put(0, beta2).put(1, beta1);
        return new Adam(trained(state), options);
    }

    private static TensorVector vector(Collection<Tensor> tensors) {
        var all = new TensorVector();
        tensors.forEach(all::push_back);
        return all;
    }

    static Step update(OptimizerStep w, TorchValues values) {
        Map<String, Tensor> state = values.state(w.shapes());
        w.shapes()
                .forEach((name, shape) -> TorchValues.named(state, name)
                        .mutable_grad()
                        .put(values.noise(Formula.OTHER, shape.toArray())));
        Optimizer optimizer = optimizer(w.rule(), trained(state));
        Tensor last = state.values().stream().reduce((a, b) -> b).orElseThrow();
        return () -> {
            try (var scope = new PointerScope()) {
                optimizer.step();
                return last.select(0, 0).item_float();
            }
        };
    }

    private static Optimizer optimizer(OptimizerStep.Rule rule, TensorVector parameters) {
        return switch (rule) {
            case ADAM -> new Adam(parameters, new AdamOptions(1e-3));
            case SGD -> {
                var options = new SGDOptions(0.01);
                options.momentum().put(0.9);
                yield new SGD(parameters, options);
            }
            case RMSPROP -> new RMSprop(parameters, new RMSpropOptions(5e-5));
        };
    }
}
