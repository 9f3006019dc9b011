package io.vivace.text.models;

import io.vivace.learn.SavedState;
import io.vivace.learn.Stateful;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.nn.Dropout;
import io.vivace.nn.Embedding;
import io.vivace.nn.Init;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.tensor.LstmOutput;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Words to features: embedding, dropout of words, locked dropout of features, then LSTMs with dropped recurrent weights and
 * locked dropout between them (Merity et al. 2017). The states after a batch are where the next one starts, cut off from
 * its gradient; {@link #reset} and a batch of another size start from 0.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>i64 [T, N], or [N, T] batch first</td></tr>
 * <tr><td>encoder.weight</td><td>[vocabulary, embedding]</td></tr>
 * <tr><td>rnns.0 ...</td><td>{@link WeightDropLstm}: embedding→hidden→ ... →embedding</td></tr>
 * <tr><td>output</td><td>[T, N, embedding]</td></tr>
 * </table>
 *
 * Counterpart: fastai's {@code AWD_LSTM} ({@code RNN_Encoder}).
 */
public final class AwdLstmEncoder extends Module implements Stateful {
    private final AwdLstmOptions options;
    private final Embedding embedding;
    private final Sequential layers;
    private final Dropout inputDropout;
    private final Dropout hiddenDropout;
    private final List<Carried> carried = new ArrayList<>();
    private @Nullable Rng rng;
    private @Nullable Encoded latest;

    /**
     * The state of a layer between two batches.
     *
     * @param hidden output of the last step [N, H]
     * @param cells its cells, f32 [N, H]
     */
    private record Carried(Tensor hidden, Tensor cells) {
        static Carried after(LstmOutput o) {
            return new Carried(
                    o.hidden().detach().copy().keep(), o.cells().detach().copy().keep());
        }

        void close() {
            hidden.close();
            cells.close();
        }
    }

    /**
     * Makes an encoder.
     *
     * @param options its sizes and dropouts
     */
    public AwdLstmEncoder(AwdLstmOptions options) {
        this.options = options;
        embedding = child(
                "encoder",
                Embedding.of(options.vocabulary(), options.embedding())
                        .padding(options.padding())
                        .starting(Init.uniform(-0.1, 0.1)));
        inputDropout = child("input_dp", Dropout.locked(options.inputDropout(), 0));
        List<WeightDropLstm> rnns = new ArrayList<>();
        for (int i = 0; i < options.layers(); i++) {
            long in = i == 0 ? options.embedding() : options.hidden();
            long out = i == options.layers() - 1 ? options.embedding() : options.hidden();
            rnns.add(new WeightDropLstm(in, out, options.weightDropout()));
        }
        layers = child("rnns", new Sequential(rnns));
        hiddenDropout = child("hidden_dp", Dropout.locked(options.hiddenDropout(), 0));
    }

    /** {@return sizes and dropouts} */
    public AwdLstmOptions options() {
        return options;
    }

    /** {@return the rows that stand for words} */
    public Embedding embedding() {
        return embedding;
    }

    /** {@return the recurrent layers in order} */
    public List<WeightDropLstm> layers() {
        return layers.steps().stream().map(WeightDropLstm.class::cast).toList();
    }

    /** {@return what the latest batch gave, as long as the scope it was computed in is open} */
    public Encoded latest() {
        Encoded e = latest;
        if (e == null) {
            throw new IllegalStateException("nothing has been encoded yet: call forward first");
        }
        return e;
    }

    /** Forgets what was read: the next batch starts from states of 0. */
    public void reset() {
        carried.forEach(Carried::close);
        carried.clear();
    }

    /**
     * {@return the outputs of all layers}
     *
     * @param words i64 [T, N], or [N, T] batch first
     * @throws IllegalArgumentException if there are other axes, or a word that is not in the vocabulary
     */
    public Encoded encode(Tensor words) {
        if (words.rank() != 2 || words.elements() == 0) {
            throw new IllegalArgumentException(
                    "AwdLstmEncoder: the words must be " + (options.batchFirst() ? "[N, T]" : "[T, N]")
                            + " with at least one of each, got " + words.shape());
        }
        Tensor index = options.batchFirst() ? words.t().contiguous() : words;
        long items = index.size(1);
        if (!carried.isEmpty() && carried.get(0).hidden().size(0) != items) {
            reset();
        }
        List<WeightDropLstm> rnns = layers();
        List<Tensor> raw = new ArrayList<>();
        List<Tensor> dropped = new ArrayList<>();
        Tensor x = inputDropout.forward(embed(index));
        for (int i = 0; i < rnns.size(); i++) {
            Tensor zeros = Tensor.zeros(DType.F32, Shape.of(items, rnns.get(i).size()));
            Carried before = i < carried.size() ? carried.get(i) : new Carried(zeros, zeros);
            LstmOutput o = rnns.get(i).run(x, before.hidden(), before.cells());
            carry(i, Carried.after(o));
            x = i < rnns.size() - 1 ? hiddenDropout.forward(o.steps()) : o.steps();
            raw.add(o.steps());
            dropped.add(x);
        }
        Encoded all = new Encoded(raw, dropped);
        latest = all;
        return all;
    }

    private void carry(int layer, Carried state) {
        if (layer < carried.size()) {
            carried.set(layer, state).close();
        } else {
            carried.add(state);
        }
    }

    /** {@return the rows of the words, each word kept everywhere or nowhere} */
    private Tensor embed(Tensor index) {
        Tensor rows = embedding.forward(index);
        double p = options.embeddingDropout();
        if (!isTraining() || p == 0) {
            return rows;
        }
        Rng r = rng;
        if (r == null) {
            throw new IllegalStateException("AwdLstmEncoder draws random numbers in training and has no generator: call"
                    + " rng(new Rng(seed)) on the net, or eval() to use it without");
        }
        Tensor kept = io.vivace.tensor.Dropout.elements(Tensor.ones(options.vocabulary(), 1), p, r);
        return rows.mul(kept.embedding(index, -1));
    }

    /** The states that the next batch starts from. */
    @Override
    public void save(SavedState to) {
        to.put("layers", carried.size());
        for (int i = 0; i < carried.size(); i++) {
            to.put("hidden" + i, carried.get(i).hidden());
            to.put("cells" + i, carried.get(i).cells());
        }
    }

    @Override
    public void load(SavedState from) {
        reset();
        for (int i = 0; i < from.whole("layers"); i++) {
            carried.add(new Carried(
                    from.tensor("hidden" + i).copy().keep(),
                    from.tensor("cells" + i).copy().keep()));
        }
    }

    @Override
    protected void useRng(Rng generator) {
        rng = generator;
    }

    @Override
    protected Tensor compute(Tensor x) {
        return encode(x).last();
    }
}
