package io.vivace.benchmarks.library;

import io.vivace.benchmarks.work.LanguageModel;
import io.vivace.benchmarks.work.Step;
import io.vivace.benchmarks.work.Translation;
import io.vivace.loss.Loss;
import io.vivace.memory.DType;
import io.vivace.nn.Module;
import io.vivace.nn.Parameter;
import io.vivace.optim.Adam;
import io.vivace.optim.Optimizer;
import io.vivace.tensor.Precision;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.text.models.AwdLstm;
import io.vivace.text.models.Translator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Training steps of the nets for text. */
final class VivaceText {
    private VivaceText() {}

    static Step of(LanguageModel w, Precision precision) {
        var net = new AwdLstm(w.options());
        Tensor words = Tensor.of(w.words(), w.bptt(), w.batch()).keep();
        Tensor following = Tensor.of(w.following()).keep();
        Optimizer optimizer = Adam.defaults()
                .lr(LanguageModel.LR)
                .betas(LanguageModel.BETA1, LanguageModel.BETA2)
                .over(filled(net));
        return training(net, optimizer, () -> {
            Tensor scores = precision.compute(() -> net.forward(words));
            return Loss.crossEntropy(scores.to(DType.F32), following);
        });
    }

    static Step of(Translation w, Precision precision) {
        var net = new Translator(w.options());
        Tensor source = Tensor.of(w.source(), w.length(), w.batch()).keep();
        Tensor target = Tensor.of(w.target(), w.length(), w.batch()).keep();
        Optimizer optimizer = Adam.defaults()
                .lr(Translation.LR)
                .betas(Translation.BETA1, Translation.BETA2)
                .over(filled(net));
        return training(net, optimizer, () -> {
            Tensor scores = precision.compute(() -> net.forward(List.of(source, target)));
            return Translator.loss(scores.to(DType.F32), target);
        });
    }

    /** The net itself trains, which is when it is fed true words, but its parts do not drop anything yet. */
    private static Map<String, Parameter> filled(Module net) {
        VivaceTraining.fill(net);
        net.rng(new Rng(1));
        net.children().values().forEach(Module::eval);
        return net.parameters();
    }

    private static Step training(Module net, Optimizer optimizer, Supplier<Tensor> forward) {
        return new Step() {
            @Override
            public float run() {
                optimizer.zeroGrad();
                try (var scope = Scope.open()) {
                    Tensor loss = forward.get();
                    loss.backward();
                    optimizer.step();
                    return loss.item();
                }
            }

            @Override
            public void begin() {
                net.train();
            }

            @Override
            public void close() {
                net.close();
            }
        };
    }
}
