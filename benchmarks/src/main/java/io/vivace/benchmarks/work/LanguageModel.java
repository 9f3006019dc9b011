package io.vivace.benchmarks.work;

import io.vivace.text.models.AwdLstmOptions;

/**
 * A training step of an AWD-LSTM language model (Merity et al. 2017) that goes on where the last one ended: forward,
 * cross-entropy over the vocabulary, backward, Adam with β 0.7 and 0.99 and learning rate 0.0001. Three LSTMs, embedding and
 * decoder tied, the decoder with a bias. Results are compared without dropout, since every library draws other numbers; what
 * is timed has all five.
 *
 * @param id its name
 * @param vocabulary how many words there are
 * @param embedding features of a word
 * @param hidden features between the LSTMs
 * @param bptt words of a sequence
 * @param batch sequences
 */
public record LanguageModel(String id, int vocabulary, int embedding, int hidden, int bptt, int batch) implements Work {
    /** Learning rate of the step. */
    public static final double LR = 1e-4;

    /** Adam's decay of the average of gradients. */
    public static final double BETA1 = 0.7;

    /** Adam's decay of the average of squared gradients. */
    public static final double BETA2 = 0.99;

    /** LSTMs over one another. */
    public static final int LAYERS = 3;

    /** The word that gets no gradient from the embedding. */
    public static final int PADDING = 1;

    /** {@return sizes and dropouts of the net} */
    public AwdLstmOptions options() {
        return AwdLstmOptions.languageModel(vocabulary)
                .sizes(embedding, hidden, LAYERS)
                .dropouts(0.1, 0.25, 0.02, 0.2, 0.2)
                .batchFirst(false);
    }

    /**
     * {@return features that a layer gives}
     *
     * @param layer from 0
     */
    public int size(int layer) {
        return layer == LAYERS - 1 ? embedding : hidden;
    }

    /** {@return words in, [bptt, batch]} */
    public long[] words() {
        return Formula.words(bptt * batch, vocabulary, Formula.INPUT);
    }

    /** {@return the word that follows each, [bptt·batch]} */
    public long[] following() {
        long[] all = Formula.words((bptt + 1) * batch, vocabulary, Formula.INPUT);
        return java.util.Arrays.copyOfRange(all, batch, all.length);
    }

    /** Products only, each once forward and twice backward. */
    @Override
    public double flop() {
        double weights = (double) vocabulary * embedding;
        for (int i = 0; i < LAYERS; i++) {
            weights += 4.0 * size(i) * ((i == 0 ? embedding : hidden) + size(i));
        }
        return 3 * 2 * weights * items();
    }

    @Override
    public int items() {
        return bptt * batch;
    }

    @Override
    public LanguageModel small() {
        return new LanguageModel(id + " small", 50, 12, 20, Math.max(2, bptt / 10), 4);
    }
}
