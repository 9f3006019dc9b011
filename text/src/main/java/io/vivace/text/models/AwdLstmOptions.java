package io.vivace.text.models;

/**
 * Sizes and dropouts of an {@link AwdLstm}.
 *
 * @param vocabulary how many words there are
 * @param embedding features of a word, and of the last layer's outputs
 * @param hidden features of the other layers' outputs
 * @param layers how many LSTMs over one another
 * @param padding index of the word that fills sequences up
 * @param outputDropout probability of dropping a feature of the last layer before the decoder
 * @param inputDropout probability of dropping a feature of the embedded words
 * @param embeddingDropout probability of dropping a word everywhere in the batch
 * @param hiddenDropout probability of dropping a feature between two layers
 * @param weightDropout probability of dropping a recurrent weight
 * @param tied whether the decoder uses the weights of the embedding
 * @param outputBias whether the decoder has a bias
 * @param batchFirst whether batches of words are [N, T] rather than [T, N]
 */
public record AwdLstmOptions(
        long vocabulary,
        long embedding,
        long hidden,
        int layers,
        long padding,
        double outputDropout,
        double inputDropout,
        double embeddingDropout,
        double hiddenDropout,
        double weightDropout,
        boolean tied,
        boolean outputBias,
        boolean batchFirst) {
    /** Checks the numbers. */
    public AwdLstmOptions {
        if (vocabulary < 1 || embedding < 1 || hidden < 1 || layers < 1) {
            throw new IllegalArgumentException(
                    "AwdLstm needs a vocabulary, an embedding, a hidden size and layers of at" + " least 1, got "
                            + vocabulary + ", " + embedding + ", " + hidden + " and " + layers);
        }
        probability("output", outputDropout);
        probability("input", inputDropout);
        probability("embedding", embeddingDropout);
        probability("hidden", hiddenDropout);
        probability("weight", weightDropout);
    }

    private static void probability(String what, double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("AwdLstm: the " + what + " dropout is a probability, 0 to 1, got " + p);
        }
    }

    /**
     * {@return the language model of fastai v1: 400 features, three layers of 1152 units, tied decoder with bias, batch first}
     *
     * @param vocabulary how many words there are
     */
    public static AwdLstmOptions languageModel(long vocabulary) {
        return new AwdLstmOptions(vocabulary, 400, 1152, 3, 1, 0.1, 0.25, 0.02, 0.15, 0.2, true, true, true);
    }

    /**
     * {@return the language model of fastai 0.7 and ULMFiT: 400 features, three layers of 1150 units, tied decoder without
     * bias, time first}
     *
     * @param vocabulary how many words there are
     */
    public static AwdLstmOptions ulmfit(long vocabulary) {
        return new AwdLstmOptions(vocabulary, 400, 1150, 3, 1, 0.1, 0.25, 0.02, 0.15, 0.2, true, false, false);
    }

    /**
     * {@return these options with other sizes}
     *
     * @param features of a word
     * @param units of the layers but the last
     * @param count of layers
     */
    public AwdLstmOptions sizes(long features, long units, int count) {
        return new AwdLstmOptions(
                vocabulary,
                features,
                units,
                count,
                padding,
                outputDropout,
                inputDropout,
                embeddingDropout,
                hiddenDropout,
                weightDropout,
                tied,
                outputBias,
                batchFirst);
    }

    /**
     * {@return these options with all dropouts multiplied, fastai's {@code drop_mult}}
     *
     * @param factor 0 for no dropout at all
     */
    public AwdLstmOptions dropouts(double factor) {
        return dropouts(
                outputDropout * factor,
                inputDropout * factor,
                embeddingDropout * factor,
                hiddenDropout * factor,
                weightDropout * factor);
    }

    /**
     * {@return these options with other dropouts}
     *
     * @param output before the decoder
     * @param input of embedded words
     * @param words of the embedding
     * @param between layers
     * @param weights of recurrent weights
     */
    public AwdLstmOptions dropouts(double output, double input, double words, double between, double weights) {
        return new AwdLstmOptions(
                vocabulary,
                embedding,
                hidden,
                layers,
                padding,
                output,
                input,
                words,
                between,
                weights,
                tied,
                outputBias,
                batchFirst);
    }

    /**
     * {@return these options with another decoder}
     *
     * @param tie whether it uses the weights of the embedding
     * @param bias whether it has a bias
     */
    public AwdLstmOptions decoder(boolean tie, boolean bias) {
        return new AwdLstmOptions(
                vocabulary,
                embedding,
                hidden,
                layers,
                padding,
                outputDropout,
                inputDropout,
                embeddingDropout,
                hiddenDropout,
                weightDropout,
                tie,
                bias,
                batchFirst);
    }

    /**
     * {@return these options for batches of the other order}
     *
     * @param first whether batches of words are [N, T] rather than [T, N]
     */
    public AwdLstmOptions batchFirst(boolean first) {
        return new AwdLstmOptions(
                vocabulary,
                embedding,
                hidden,
                layers,
                padding,
                outputDropout,
                inputDropout,
                embeddingDropout,
                hiddenDropout,
                weightDropout,
                tied,
                outputBias,
                first);
    }
}
