package io.vivace.text.models;

/**
 * Sizes, dropouts and parts of a {@link Translator}.
 *
 * @param sourceWords vocabulary of the language that is read
 * @param targetWords vocabulary of the language that is written
 * @param embedding features of a word, and of the decoder's outputs
 * @param hidden features of the encoder's outputs in each direction
 * @param layers of encoder and decoder
 * @param steps how many words are written at most
 * @param bothDirections whether the encoder reads in both directions
 * @param attention whether each step looks back at all outputs of the encoder
 * @param tied whether the output layer uses the weights of the decoder's embedding
 * @param dropouts where values are dropped
 */
public record TranslatorOptions(
        long sourceWords,
        long targetWords,
        long embedding,
        long hidden,
        int layers,
        int steps,
        boolean bothDirections,
        boolean attention,
        boolean tied,
        Dropouts dropouts) {
    /** Index of the word that the decoder starts from. */
    public static final long START = 0;

    /** Index of the word that fills sequences up and ends what is written. */
    public static final long PADDING = 1;

    /**
     * Probabilities of dropping a value.
     *
     * @param source of embedded words
     * @param encoder between the encoder's layers
     * @param bridge of the encoder's last states
     * @param decoder between the decoder's layers
     * @param output before the output layer
     */
    public record Dropouts(double source, double encoder, double bridge, double decoder, double output) {
        /** {@return no dropout at all} */
        public static Dropouts none() {
            return new Dropouts(0, 0, 0, 0, 0);
        }
    }

    /** Checks the numbers. */
    public TranslatorOptions {
        if (Math.min(Math.min(sourceWords, targetWords), Math.min(embedding, hidden)) < 1
                || Math.min(layers, steps) < 1) {
            throw new IllegalArgumentException(
                    "Translator needs vocabularies, sizes, layers and steps of at least 1, got vocabularies "
                            + sourceWords
                            + " and " + targetWords + ", embedding " + embedding + ", hidden " + hidden + ", layers "
                            + layers + ", steps " + steps);
        }
        if (targetWords <= PADDING) {
            throw new IllegalArgumentException(
                    "Translator needs a target vocabulary with a word to start from and one for"
                            + " padding (0 and 1), got " + targetWords + " words");
        }
    }

    /**
     * {@return the net of fastai's lesson 11 with everything: 300 features, two layers of 256 units read in both directions,
     * attention, tied output}
     *
     * @param sourceWords vocabulary of the language that is read
     * @param targetWords vocabulary of the language that is written
     */
    public static TranslatorOptions lesson(long sourceWords, long targetWords) {
        return new TranslatorOptions(
                sourceWords, targetWords, 300, 256, 2, 29, true, true, true, new Dropouts(0.15, 0.25, 0.25, 0.1, 0.35));
    }

    /**
     * {@return these options with other sizes}
     *
     * @param features of a word
     * @param units of the encoder
     * @param count of layers
     * @param most words written
     */
    public TranslatorOptions sizes(long features, long units, int count, int most) {
        return new TranslatorOptions(
                sourceWords, targetWords, features, units, count, most, bothDirections, attention, tied, dropouts);
    }

    /**
     * {@return these options with other parts}
     *
     * @param both whether the encoder reads in both directions
     * @param looksBack whether there is attention
     * @param ties whether the output layer uses the weights of the decoder's embedding
     */
    public TranslatorOptions parts(boolean both, boolean looksBack, boolean ties) {
        return new TranslatorOptions(
                sourceWords, targetWords, embedding, hidden, layers, steps, both, looksBack, ties, dropouts);
    }

    /**
     * {@return these options with other dropouts}
     *
     * @param others the probabilities
     */
    public TranslatorOptions dropouts(Dropouts others) {
        return new TranslatorOptions(
                sourceWords, targetWords, embedding, hidden, layers, steps, bothDirections, attention, tied, others);
    }

    /** {@return features of the encoder's outputs} */
    long context() {
        return bothDirections ? 2 * hidden : hidden;
    }
}
