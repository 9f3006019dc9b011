package io.vivace.benchmarks.library;

import io.vivace.benchmarks.work.Formula;
import io.vivace.benchmarks.work.Step;
import io.vivace.benchmarks.work.StyleClosure;
import io.vivace.loss.Loss;
import io.vivace.memory.DType;
import io.vivace.nn.Hooks;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Precision;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.models.Vgg;
import java.util.List;

/** The closure of style transfer. */
final class VivaceStyle implements Step {
    private final Precision precision;
    private final Module net;
    private final Tensor pixels;
    private final Hooks features;
    private final Tensor content;
    private final List<Tensor> style;

    VivaceStyle(StyleClosure w, Precision precision) {
        this.precision = precision;
        int last = StyleClosure.STYLE.get(StyleClosure.STYLE.size() - 1);
        Sequential cut = Vgg.vgg16().features().slice(0, last + 1);
        VivaceTraining.fill(cut);
        net = cut.freeze();
        features = Hooks.outputsOf(StyleClosure.STYLE.stream().map(cut::get).toList());
        content = target(StyleClosure.CONTENT_PICTURE, w, all -> List.of(all.get(StyleClosure.CONTENT)))
                .get(0);
        style = target(
                StyleClosure.STYLE_PICTURE,
                w,
                all -> all.stream().map(VivaceStyle::gram).toList());
        pixels = VivaceTraining.pictures(Formula.INPUT, w.input()).requiresGrad();
    }

    private interface Choice {
        List<Tensor> from(List<Tensor> features);
    }

    private List<Tensor> target(int seed, StyleClosure w, Choice choice) {
        return Autograd.noGrad(() -> {
            try (var scope = Scope.open();
                    Tensor picture = VivaceTraining.pictures(seed, w.input())) {
                precision.run(() -> net.forward(picture));
                return choice.from(features.all()).stream()
                        .map(t -> t.to(DType.F32).alias().keep())
                        .toList();
            }
        });
    }

    private static Tensor gram(Tensor features) {
        Tensor x = features.to(DType.F32);
        Tensor rows = x.reshape(x.size(0) * x.size(1), x.size(2) * x.size(3));
        return rows.matmul(rows.transpose(0, 1)).mul(StyleClosure.GRAM / x.elements());
    }

    @Override
    public float run() {
        pixels.zeroGrad();
        try (var scope = Scope.open()) {
            precision.run(() -> net.forward(pixels));
            Tensor loss = Loss.mse(features.get(StyleClosure.CONTENT).to(DType.F32), content);
            for (int i = 0; i < style.size(); i++) {
                loss = loss.add(Loss.mse(gram(features.get(i)), style.get(i)));
            }
            loss.backward();
            return loss.item();
        }
    }

    @Override
    public void close() {
        features.close();
        net.close();
    }
}
