package io.vivace.benchmarks.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.vivace.benchmarks.work.Classification;
import io.vivace.benchmarks.work.Formula;
import io.vivace.benchmarks.work.Net;
import io.vivace.benchmarks.work.Step;
import java.util.LinkedHashMap;
import java.util.Map;

/** Training steps of the classifiers by DJL. */
final class DjlTraining implements Step {
    private static final int CHANNELS = 1;
    private static final float EPS = 1e-5f;

    private final Classification work;
    private final Engine engine;
    private final NDManager memory;
    private final Map<String, NDArray> state = new LinkedHashMap<>();
    private final NDArray input;
    private final NDArray target;
    private final Loss loss = Loss.softmaxCrossEntropyLoss();
    private final Optimizer optimizer = Optimizer.sgd()
            .setLearningRateTracker(Tracker.fixed((float) Classification.LR))
            .optMomentum((float) Classification.MOMENTUM)
            .build();

    DjlTraining(Classification w, Engine engine, NDManager memory) {
        work = w;
        this.engine = engine;
        this.memory = memory;
        var shapes = w.net().shapes(w.width(), w.classes());
        Formula.state(shapes).forEach((name, v) -> {
            NDArray t =
                    memory.create(v, new Shape(TorchValues.named(shapes, name).toArray()));
            t.setRequiresGradient(!name.contains("running_"));
            state.put(name, t);
        });
        input = Djl.noise(memory, Formula.INPUT, w.input());
        target = memory.create(Formula.classes(w.batch(), w.classes()));
    }

    @Override
    public float run() {
        try (NDManager scope = memory.newSubManager();
                NDArray x = input.duplicate()) {
            x.attach(scope);
            float value;
            try (GradientCollector gradients = engine.newGradientCollector()) {
                NDArray logits = work.net() == Net.RESNET34 ? resnet(x) : darknet(x);
                NDArray mean = loss.evaluate(new NDList(target), new NDList(logits));
                gradients.backward(mean);
                value = mean.getFloat();
            }
            state.forEach((name, p) -> {
                if (p.hasGradient()) {
                    try (NDArray g = p.getGradient()) {
                        optimizer.update(name, p, g);
                    }
                }
            });
            return value;
        }
    }

    @Override
    public void close() {
        memory.close();
    }

    // ---------------------------------------------------------------------------------------------- layers

    private NDArray weight(String name) {
        return TorchValues.named(state, name);
    }

    static NDArray conv(NDArray x, NDArray weight, int stride) {
        long pad = weight.getShape().get(2) / 2;
        return Conv2d.conv2d(x, weight, null, new Shape(stride, stride), new Shape(pad, pad))
                .singletonOrThrow();
    }

    private NDArray conv(NDArray x, String path, int stride) {
        return conv(x, weight(path + ".weight"), stride);
    }

    private NDArray norm(NDArray x, String path) {
        float momentum = work.net() == Net.RESNET34 ? 0.9f : 0.99f; // of the running statistics' own past
        return BatchNorm.batchNorm(
                        x,
                        weight(path + ".running_mean"),
                        weight(path + ".running_var"),
                        weight(path + ".weight"),
                        weight(path + ".bias"),
                        CHANNELS,
                        momentum,
                        EPS,
                        true)
                .singletonOrThrow();
    }

    private NDArray linear(NDArray x, String path) {
        return Linear.linear(Pool.globalAvgPool2d(x), weight(path + ".weight"), weight(path + ".bias"))
                .singletonOrThrow();
    }

    // ---------------------------------------------------------------------------------------------- nets

    private NDArray resnet(NDArray input) {
        NDArray x = Activation.relu(norm(conv(input, "conv1", 2), "bn1"));
        x = Pool.maxPool2d(x, new Shape(3, 3), new Shape(2, 2), new Shape(1, 1), false);
        for (int g = 0; g < Net.RESNET_GROUPS.size(); g++) {
            for (int i = 0; i < Net.RESNET_GROUPS.get(g); i++) {
                x = basicBlock(x, "layer" + (g + 1) + "." + i, g > 0 && i == 0);
            }
        }
        return linear(x, "fc");
    }

    private NDArray basicBlock(NDArray x, String path, boolean halves) {
        NDArray y = Activation.relu(norm(conv(x, path + ".conv1", halves ? 2 : 1), path + ".bn1"));
        y = norm(conv(y, path + ".conv2", 1), path + ".bn2");
        NDArray shortcut = halves ? norm(conv(x, path + ".downsample.0", 2), path + ".downsample.1") : x;
        return Activation.relu(y.add(shortcut));
    }

    private NDArray darknet(NDArray input) {
        int at = 0;
        NDArray x = darkConv(input, "layers." + at++, 1);
        for (int g = 0; g < Net.DARKNET_GROUPS.size(); g++) {
            x = darkConv(x, "layers." + at++, g == 1 ? 1 : 2);
            for (int i = 0; i < Net.DARKNET_GROUPS.get(g); i++) {
                String block = "layers." + at++ + ".1.";
                x = x.add(darkConv(darkConv(x, block + "0", 1), block + "1", 1));
            }
        }
        return linear(x, "layers." + (at + 2));
    }

    private NDArray darkConv(NDArray x, String path, int stride) {
        return Activation.leakyRelu(norm(conv(x, path + ".0", stride), path + ".1"), 0.1f);
    }
}
