package io.vivace.benchmarks.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.vivace.benchmarks.work.Formula;
import io.vivace.benchmarks.work.LanguageModel;
import io.vivace.benchmarks.work.Step;
import io.vivace.text.models.AwdLstm;
import io.vivace.text.models.AwdLstmOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The AWD-LSTM by DJL: its LSTM for each layer and sequence, recurrent weights dropped before it. */
final class DjlLanguageModel implements Step {
    private static final String DECODER = "1.decoder.weight";

    private final LanguageModel work;
    private final AwdLstmOptions dropouts;
    private final Engine engine;
    private final NDManager memory;
    private final Map<String, NDArray> state = new LinkedHashMap<>();
    private final NDArray words;
    private final NDArray following;
    private final List<NDList> carried = new ArrayList<>();
    private final Loss loss = Loss.softmaxCrossEntropyLoss();
    private final Optimizer optimizer = Optimizer.adam()
            .optLearningRateTracker(Tracker.fixed((float) LanguageModel.LR))
            .optBeta1((float) LanguageModel.BETA1)
            .optBeta2((float) LanguageModel.BETA2)
            .build();
    private boolean drops;

    DjlLanguageModel(LanguageModel w, Engine engine, NDManager memory) {
        work = w;
        dropouts = w.options();
        this.engine = engine;
        this.memory = memory;
        var shapes = new AwdLstm(dropouts).shapes();
        Formula.state(shapes).forEach((name, v) -> {
            NDArray t =
                    memory.create(v, new Shape(TorchValues.named(shapes, name).toArray()));
            t.setRequiresGradient(true);
            state.put(name, t);
        });
        state.remove("0.encoder.weight"); // is the decoder's
        words = memory.create(w.words(), new Shape(w.bptt(), w.batch()));
        following = memory.create(w.following());
        for (int i = 0; i < LanguageModel.LAYERS; i++) {
            var shape = new Shape(1, w.batch(), w.size(i));
            carried.add(new NDList(memory.zeros(shape), memory.zeros(shape)));
        }
    }

    @Override
    public void begin() {
        drops = true;
    }

    @Override
    public float run() {
        try (NDManager scope = memory.newSubManager()) {
            NDArray in = words.duplicate();
            in.attach(scope);
            float value;
            try (GradientCollector gradients = engine.newGradientCollector()) {
                NDArray mean = loss.evaluate(new NDList(following), new NDList(forward(in, scope)));
                gradients.backward(mean);
                value = mean.getFloat();
            }
            state.forEach((name, p) -> {
                try (NDArray g = p.getGradient()) {
                    optimizer.update(name, p, g);
                }
            });
            return value;
        }
    }

    @Override
    public void close() {
        memory.close();
    }

    private NDArray weight(String name) {
        return TorchValues.named(state, name);
    }

    private NDArray forward(NDArray in, NDManager scope) {
        NDArray x = locked(embedded(in, scope), dropouts.inputDropout(), scope);
        for (int i = 0; i < LanguageModel.LAYERS; i++) {
            x = lstm(x, i, scope);
            x = locked(x, i < LanguageModel.LAYERS - 1 ? dropouts.hiddenDropout() : dropouts.outputDropout(), scope);
        }
        return Linear.linear(x.reshape(-1, work.embedding()), weight(DECODER), weight("1.decoder.bias"))
                .singletonOrThrow();
    }

    private NDArray embedded(NDArray in, NDManager scope) {
        NDArray rows = looked(in, weight(DECODER));
        if (!drops) {
            return rows;
        }
        NDArray kept = dropped(scope.ones(new Shape(work.vocabulary(), 1)), dropouts.embeddingDropout());
        return rows.mul(looked(in, kept));
    }

    private static NDArray looked(NDArray in, NDArray rows) {
        return ai.djl.nn.core.Embedding.embedding(in, rows, SparseFormat.DENSE).singletonOrThrow();
    }

    private static NDArray dropped(NDArray x, double p) {
        return Dropout.dropout(x, (float) p, true).singletonOrThrow();
    }

    /** Drops a feature at all steps of a sequence or at none. */
    private NDArray locked(NDArray x, double p, NDManager scope) {
        Shape s = x.getShape();
        return drops ? x.mul(dropped(scope.ones(new Shape(1, s.get(1), s.get(2)), DataType.FLOAT32), p)) : x;
    }

    private NDArray lstm(NDArray x, int layer, NDManager scope) {
        String path = "0.rnns." + layer + ".";
        NDArray recurrent = weight(path + "weight_hh_l0_raw");
        NDList weights = new NDList(
                weight(path + "module.weight_ih_l0"),
                drops ? dropped(recurrent, dropouts.weightDropout()) : recurrent,
                weight(path + "module.bias_ih_l0"),
                weight(path + "module.bias_hh_l0"));
        NDList before = carried.get(layer);
        NDList all = x.getNDArrayInternal().lstm(x, before, weights, true, 1, 0, true, false, false);
        all.attach(scope);
        NDList after = new NDList(
                all.get(1).stopGradient().duplicate(), all.get(2).stopGradient().duplicate());
        after.attach(memory);
        carried.set(layer, after);
        before.attach(scope); // needed by the backward half, gone after the step
        return all.get(0);
    }
}
