package io.vivace.benchmarks.peers;

import io.vivace.benchmarks.work.Step;
import io.vivace.benchmarks.work.Translation;
import io.vivace.text.models.Translator;
import io.vivace.text.models.TranslatorOptions;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Translation with attention by PyTorch: its GRUs, step by step in the decoder; the scores of all steps are one product. */
final class TorchTranslation implements Step {
    private final Translation work;
    private final TranslatorOptions.Dropouts dropouts;
    private final Map<String, Tensor> state;
    private final Tensor source;
    private final Tensor fed;
    private final Tensor target;
    private final Adam optimizer;
    private final boolean bf16;
    private boolean drops;

    TorchTranslation(Translation w, TorchValues values, boolean bf16) {
        work = w;
        this.bf16 = bf16;
        dropouts = w.options().dropouts();
        state = values.state(new Translator(w.options()).shapes());
        state.put("emb_dec.weight", TorchValues.named(state, "out.weight"));
        source = TorchValues.kept(TorchValues.indexes(w.source()).view(w.length(), w.batch()));
        target = TorchValues.indexes(w.target());
        long[] before = new long[w.items()]; // a row of START, then every true word but the last
        System.arraycopy(w.target(), 0, before, w.batch(), before.length - w.batch());
        fed = TorchValues.kept(TorchValues.indexes(before).view(w.length(), w.batch()));
        optimizer = TorchTraining.adam(state, Translation.LR, Translation.BETA1, Translation.BETA2);
    }

    @Override
    public void begin() {
        drops = true;
    }

    @Override
    public float run() {
        try (var scope = new PointerScope()) {
            optimizer.zero_grad();
            Tensor loss;
            try (var autocast = Autocast.open(bf16)) {
                loss = torch.cross_entropy_loss(forward().to(ScalarType.Float), target);
            }
            loss.backward();
            optimizer.step();
            return loss.item_float();
        }
    }

    private Tensor forward() {
        int layers = Translation.LAYERS;
        Tensor x = dropped(embedded("emb_enc", source), dropouts.source());
        Tensor zeros = torch.zeros(new long[] {2 * layers, work.batch(), work.hidden()});
        var read = torch.gru(
                x, zeros, weights("gru_enc", true), true, layers, drops ? dropouts.encoder() : 0, true, true, false);
        Tensor h = read.get1()
                .view(layers, 2, work.batch(), work.hidden())
                .transpose(1, 2)
                .reshape(layers, work.batch(), 2L * work.hidden());
        h = torch.linear(dropped(h, dropouts.bridge()), weight("out_enc.weight"));
        Tensor written = dropped(write(read.get0(), h), dropouts.output());
        return torch.linear(
                written.view(-1, work.embedding()), weight("out.weight"), new TensorOptional(weight("out.bias")));
    }

    /** {@return features of all steps} True words are known beforehand, so that they are looked up at once. */
    private Tensor write(Tensor encoded, Tensor first) {
        Tensor byItem = encoded.transpose(0, 1).contiguous();
        Tensor keys = encoded.matmul(weight("attention.W1"));
        Tensor words = embedded("emb_dec", fed);
        TensorVector weights = weights("gru_dec", false);
        var steps = new TensorVector();
        Tensor h = first;
        for (int t = 0; t < work.length(); t++) {
            Tensor in = merged(words.select(0, t), look(byItem, keys, h.select(0, -1)));
            double p = drops ? dropouts.decoder() : 0;
            var o = torch.gru(in.unsqueeze(0), h, weights, true, Translation.LAYERS, p, true, false, false);
            steps.push_back(o.get0());
            h = o.get1();
        }
        return torch.cat(steps, 0);
    }

    private Tensor look(Tensor byItem, Tensor keys, Tensor top) {
        Tensor asked =
                torch.linear(top, weight("attention.l2.weight"), new TensorOptional(weight("attention.l2.bias")));
        Tensor scores = keys.add(asked).tanh_().matmul(weight("attention.V"));
        Tensor shares = torch.softmax(scores, 0);
        return shares.t().unsqueeze(1).bmm(byItem).squeeze(1);
    }

    private Tensor merged(Tensor word, Tensor seen) {
        Tensor both = torch.cat(new TensorVector(word, seen), 1);
        return torch.linear(both, weight("l3.weight"), new TensorOptional(weight("l3.bias")));
    }

    // ---------------------------------------------------------------------------------------------- layers

    private Tensor weight(String name) {
        return TorchValues.named(state, name);
    }

    private Tensor embedded(String path, Tensor words) {
        return torch.embedding(weight(path + ".weight"), words, TranslatorOptions.PADDING, false, false);
    }

    private Tensor dropped(Tensor x, double p) {
        return drops ? torch.dropout(x, p, true) : x;
    }

    private TensorVector weights(String path, boolean bothDirections) {
        var all = new TensorVector();
        for (int i = 0; i < Translation.LAYERS; i++) {
            for (String end : bothDirections ? new String[] {"", "_reverse"} : new String[] {""}) {
                for (String name : new String[] {"weight_ih", "weight_hh", "bias_ih", "bias_hh"}) {
                    all.push_back(weight(path + "." + name + "_l" + i + end));
                }
            }
        }
        return all;
    }
}
