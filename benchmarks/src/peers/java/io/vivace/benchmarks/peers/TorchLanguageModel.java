package io.vivace.benchmarks.peers;

import io.vivace.benchmarks.work.LanguageModel;
import io.vivace.benchmarks.work.Step;
import io.vivace.text.models.AwdLstm;
import io.vivace.text.models.AwdLstmOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The AWD-LSTM by PyTorch: each layer is one call of its LSTM over the whole sequence (oneDNN's, in both precisions), with
 * recurrent weights dropped before it, as fastai does it.
 */
final class TorchLanguageModel implements Step {
    private static final String EMBEDDING = "0.encoder.weight";
    private static final String DECODER = "1.decoder.weight";

    private final LanguageModel work;
    private final AwdLstmOptions dropouts;
    private final Map<String, Tensor> state;
    private final Tensor words;
    private final Tensor following;
    private final Adam optimizer;
    private final boolean bf16;
    private final List<State> carried = new ArrayList<>();
    private boolean drops;

    /** What a layer knows at the end of a sequence. */
    private record State(Tensor hidden, Tensor cells) {
        static State after(Tensor hidden, Tensor cells) {
            return new State(TorchValues.kept(hidden.detach()), TorchValues.kept(cells.detach()));
        }

        void close() {
            hidden.close();
            cells.close();
        }
    }

    TorchLanguageModel(LanguageModel w, TorchValues values, boolean bf16) {
        work = w;
        this.bf16 = bf16;
        dropouts = w.options();
        state = values.state(new AwdLstm(dropouts).shapes());
        state.put(EMBEDDING, TorchValues.named(state, DECODER));
        words = TorchValues.kept(TorchValues.indexes(w.words()).view(w.bptt(), w.batch()));
        following = TorchValues.indexes(w.following());
        optimizer = TorchTraining.adam(state, LanguageModel.LR, LanguageModel.BETA1, LanguageModel.BETA2);
        for (int i = 0; i < LanguageModel.LAYERS; i++) {
            long[] dims = {1, w.batch(), w.size(i)};
            carried.add(State.after(torch.zeros(dims), torch.zeros(dims)));
        }
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
                loss = torch.cross_entropy_loss(forward().to(ScalarType.Float), following);
            }
            loss.backward();
            optimizer.step();
            return loss.item_float();
        }
    }

    private Tensor forward() {
        Tensor x = locked(embedded(), dropouts.inputDropout());
        for (int i = 0; i < LanguageModel.LAYERS; i++) {
            x = lstm(x, i);
            x = locked(x, i < LanguageModel.LAYERS - 1 ? dropouts.hiddenDropout() : dropouts.outputDropout());
        }
        return torch.linear(
                x.view(-1, work.embedding()), weight(DECODER), new TensorOptional(weight("1.decoder.bias")));
    }

    private Tensor weight(String name) {
        return TorchValues.named(state, name);
    }

    private Tensor embedded() {
        Tensor rows = torch.embedding(weight(EMBEDDING), words, LanguageModel.PADDING, false, false);
        if (!drops) {
            return rows;
        }
        Tensor kept = torch.dropout(torch.ones(work.vocabulary(), 1), dropouts.embeddingDropout(), true);
        return rows.mul(torch.embedding(kept, words));
    }

    /** Drops a feature at all steps of a sequence or at none. */
    private Tensor locked(Tensor x, double p) {
        if (!drops) {
            return x;
        }
        Tensor mask = torch.dropout(torch.ones(new long[] {1, x.size(1), x.size(2)}, x.options()), p, true);
        return x.mul(mask);
    }

    private Tensor lstm(Tensor x, int layer) {
        String path = "0.rnns." + layer + ".";
        Tensor recurrent = weight(path + "weight_hh_l0_raw");
        State before = carried.get(layer);
        var all = torch.lstm(
                x,
                new TensorVector(before.hidden(), before.cells()),
                new TensorVector(
                        weight(path + "module.weight_ih_l0"),
                        drops ? torch.dropout(recurrent, dropouts.weightDropout(), true) : recurrent,
                        weight(path + "module.bias_ih_l0"),
                        weight(path + "module.bias_hh_l0")),
                true,
                1,
                0.0,
                true,
                false,
                false);
        carried.set(layer, State.after(all.get1(), all.get2()));
        before.close();
        return all.get0();
    }
}
