package io.vivace.text.models;

import io.vivace.nn.Dropout;
import io.vivace.nn.LayerGroups;
import io.vivace.nn.Module;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The AWD-LSTM language model (Merity et al. 2017), with which ULMFiT (Howard and Ruder 2018) starts: scores for the word
 * that follows each word.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>i64 [T, N], or [N, T] batch first</td></tr>
 * <tr><td>0</td><td>{@link AwdLstmEncoder}</td></tr>
 * <tr><td>1.decoder.weight</td><td>[vocabulary, embedding], tied to 0.encoder.weight</td></tr>
 * <tr><td>1.decoder.bias</td><td>[vocabulary]</td></tr>
 * <tr><td>output</td><td>[T·N, vocabulary], one row per word of the input in its order</td></tr>
 * </table>
 *
 * <pre>{@code
 * var net = new AwdLstm(AwdLstmOptions.languageModel(10_000));
 * net.init(new Rng(42));
 * Tensor loss = Loss.crossEntropy(net.forward(words), following.reshape(-1));
 * loss = net.encoder().latest().regularize(loss, 2, 1);
 * }</pre>
 */
public final class AwdLstm extends Module {
    private final AwdLstmEncoder encoder;
    private final Head head;

    /** Output dropout and decoder, under fastai's names. */
    private static final class Head extends Module {
        private final boolean batchFirst;
        private final Dropout dropout;
        private final WordDecoder decoder;

        Head(AwdLstmOptions o, AwdLstmEncoder encoder) {
            batchFirst = o.batchFirst();
            dropout = child("output_dp", Dropout.locked(o.outputDropout(), 0));
            decoder = child(
                    "decoder",
                    o.tied()
                            ? WordDecoder.tied(encoder.embedding().weight(), o.outputBias())
                            : WordDecoder.own(o.vocabulary(), o.embedding(), o.outputBias()));
        }

        @Override
        protected Tensor compute(Tensor x) {
            Tensor dropped = dropout.forward(x);
            Tensor inOrder = batchFirst ? dropped.transpose(0, 1) : dropped;
            return decoder.forward(inOrder.reshape(x.size(0) * x.size(1), x.size(2)));
        }
    }

    /**
     * Makes a language model.
     *
     * @param options its sizes and dropouts
     */
    public AwdLstm(AwdLstmOptions options) {
        encoder = child("0", new AwdLstmEncoder(options));
        head = child("1", new Head(options, encoder));
    }

    /** {@return the part that reads} */
    public AwdLstmEncoder encoder() {
        return encoder;
    }

    /** Forgets what was read: the next batch starts from states of 0. */
    public void reset() {
        encoder.reset();
    }

    /** {@return each recurrent layer, then embedding and decoder: the last group trains first} */
    public LayerGroups groups() {
        List<List<Module>> groups = new ArrayList<>();
        encoder.layers().forEach(layer -> groups.add(List.of(layer)));
        groups.add(List.of(encoder.embedding(), head));
        return new LayerGroups(groups);
    }

    @Override
    protected Tensor compute(Tensor words) {
        return head.forward(encoder.encode(words).last());
    }
}
