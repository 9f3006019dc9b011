package io.vivace.benchmarks.library;

import io.vivace.benchmarks.work.Classification;
import io.vivace.benchmarks.work.Formula;
import io.vivace.benchmarks.work.OptimizerStep;
import io.vivace.benchmarks.work.Segmentation;
import io.vivace.benchmarks.work.Step;
import io.vivace.benchmarks.work.WganTraining;
import io.vivace.gan.Wgan;
import io.vivace.loss.Loss;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.nn.Module;
import io.vivace.nn.Parameter;
import io.vivace.optim.Adam;
import io.vivace.optim.Optimizer;
import io.vivace.optim.RmsProp;
import io.vivace.optim.Sgd;
import io.vivace.optim.UpdateRule;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Precision;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.models.UNet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** Training steps and optimizer steps. */
final class VivaceTraining {
    private VivaceTraining() {}

    static Step classification(Classification w, Precision precision) {
        Module net = w.net().build(w.width(), w.classes());
        fill(net);
        Tensor x = pictures(Formula.INPUT, w.input());
        Tensor y = Tensor.of(Formula.classes(w.batch(), w.classes())).keep();
        Optimizer optimizer =
                Sgd.momentum(Classification.MOMENTUM).lr(Classification.LR).over(net.parameters());
        return () -> {
            optimizer.zeroGrad();
            try (var scope = Scope.open()) {
                Tensor scores = precision.compute(() -> net.forward(x)).to(DType.F32);
                Tensor loss = Loss.crossEntropy(scores, y);
                loss.backward();
                optimizer.step();
                return loss.item();
            }
        };
    }

    static Step segmentation(Segmentation w, Precision precision) {
        Module net = UNet.resnet34();
        fill(net);
        Tensor x = pictures(Formula.INPUT, w.input());
        Tensor mask = Tensor.of(w.mask(), w.output()).keep();
        Optimizer optimizer = Adam.defaults().lr(Segmentation.LR).over(net.parameters());
        return () -> {
            optimizer.zeroGrad();
            try (var scope = Scope.open()) {
                Tensor logits = precision.compute(() -> net.forward(x)).to(DType.F32);
                Tensor loss = Loss.bceWithLogits(logits, mask);
                loss.backward();
                optimizer.step();
                return loss.item();
            }
        };
    }

    static Step wgan(WganTraining w, Precision precision) {
        Wgan gan = Wgan.of(w.generator(), w.critic());
        fill(gan.critic());
        fill(gan.generator());
        Tensor real = pictures(Formula.INPUT, w.pictures());
        Tensor first = pictures(WganTraining.CRITICS_NOISE, w.seeds());
        Tensor second = pictures(WganTraining.GENERATORS_NOISE, w.seeds());
        Optimizer critic = RmsProp.lr(WganTraining.LR).over(gan.critic().parameters());
        Optimizer generator = RmsProp.lr(WganTraining.LR).over(gan.generator().parameters());
        return () -> {
            gan.clampCritic(WganTraining.LIMIT);
            float gap = step(
                    critic,
                    () -> precision.compute(() -> gan.criticGap(real, first)).mean());
            return gap - step(generator, () -> precision.compute(() -> gan.generatorLoss(second)));
        };
    }

    private static float step(Optimizer optimizer, Supplier<Tensor> forward) {
        optimizer.zeroGrad();
        try (var scope = Scope.open()) {
            Tensor loss = forward.get();
            loss.backward();
            optimizer.step();
            return loss.item();
        }
    }

    static Step update(OptimizerStep w) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        Map<String, float[]> values = Formula.state(w.shapes());
        w.shapes().forEach((name, shape) -> {
            float[] v = Objects.requireNonNull(values.get(name));
            var p = new Parameter(Tensor.of(v, shape.toArray()));
            p.value().grad(Tensor.of(Formula.noise(shape.elements(), Formula.OTHER), shape.toArray()));
            parameters.put(name, p);
        });
        Optimizer optimizer = rule(w.rule()).over(parameters);
        Parameter last = parameters.values().stream().reduce((a, b) -> b).orElseThrow();
        return () -> {
            optimizer.step();
            try (var scope = Scope.open()) {
                return last.value().detach().narrow(0, 0, 1).item();
            }
        };
    }

    private static UpdateRule rule(OptimizerStep.Rule rule) {
        return switch (rule) {
            case ADAM -> Adam.defaults();
            case SGD -> Sgd.momentum(0.9).lr(0.01);
            case RMSPROP -> RmsProp.lr(5e-5);
        };
    }

    /** Gives a net the values of the formula and trains it from then on. */
    static void fill(Module net) {
        net.init(new Rng(0));
        Map<String, float[]> values = Formula.state(net.shapes());
        Autograd.noGrad(() -> net.state().forEach((name, t) -> {
            float[] v = values.get(name);
            if (v != null) {
                try (var scope = Scope.open()) {
                    t.copy_(Tensor.of(v, t.shape().toArray()));
                }
            }
        }));
        net.train();
    }

    /** {@return pictures as the loader makes them: channels last in memory} */
    static Tensor pictures(int seed, long... dims) {
        try (var scope = Scope.open()) {
            return Tensor.of(Formula.noise(Shape.of(dims).elements(), seed), dims)
                    .channelsLast()
                    .keep();
        }
    }
}
