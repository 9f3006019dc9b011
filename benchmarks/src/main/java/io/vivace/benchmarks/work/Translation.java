package io.vivace.benchmarks.work;

import io.vivace.text.models.TranslatorOptions;

/**
 * A training step of sequence to sequence with everything that fastai's lesson 11 has: an encoder of two GRUs in both
 * directions, attention, a decoder of two GRUs that is fed every true word, tied output; cross-entropy over the vocabulary,
 * backward, Adam with β 0.8 and 0.99 and learning rate 0.0001. Results are compared without dropout, since every library draws
 * other numbers; what is timed has it.
 *
 * @param id its name
 * @param vocabulary of each language
 * @param embedding features of a word
 * @param hidden features of the encoder in each direction
 * @param length words of a sentence in either language
 * @param batch sentences
 */
public record Translation(String id, int vocabulary, int embedding, int hidden, int length, int batch) implements Work {
    /** Learning rate of the step. */
    public static final double LR = 1e-4;

    /** Adam's decay of the average of gradients. */
    public static final double BETA1 = 0.8;

    /** Adam's decay of the average of squared gradients. */
    public static final double BETA2 = 0.99;

    /** GRUs over one another, in encoder and decoder. */
    public static final int LAYERS = 2;

    /** {@return sizes and dropouts of the net} */
    public TranslatorOptions options() {
        return TranslatorOptions.lesson(vocabulary, vocabulary).sizes(embedding, hidden, LAYERS, length);
    }

    /** {@return words to translate, [length, batch]} */
    public long[] source() {
        return Formula.words(items(), vocabulary, Formula.INPUT);
    }

    /** {@return their translation, [length, batch]} */
    public long[] target() {
        return Formula.words(items(), vocabulary, Formula.OTHER);
    }

    /** Products only, each once forward and twice backward. */
    @Override
    public double flop() {
        double e = embedding;
        double h = hidden;
        double context = 2 * h;
        double encoder = 2 * 3 * h * (e + h) + 2 * 3 * h * (context + h) + context * e;
        double attention = e * e + length * (e + context) + (e + context) * e;
        double decoder = attention + 2 * 3 * e * 2 * e + e * vocabulary;
        return 3 * 2 * (encoder + decoder) * items();
    }

    @Override
    public int items() {
        return length * batch;
    }

    @Override
    public Translation small() {
        return new Translation(id + " small", 40, 10, 8, 5, 3);
    }
}
