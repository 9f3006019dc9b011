package io.vivace.text.models;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.nn.Dropout;
import io.vivace.nn.Embedding;
import io.vivace.nn.Gru;
import io.vivace.nn.Linear;
import io.vivace.nn.Module;
import io.vivace.nn.Parameter;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.GruOutput;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sequence to sequence (Sutskever et al. 2014; Cho et al. 2014) with attention (Bahdanau et al. 2014), as fastai's lesson 11
 * builds it: GRUs read the source, a linear bridge turns their last states into the first states of the decoder, and GRUs
 * write one word after another, each step from the word before and what attention looks at.
 *
 * <p>In training a step is fed the true word before with probability {@link #forcing} (teacher forcing), if targets are
 * given; else the word that the net itself found best. Writing ends after {@link TranslatorOptions#steps}, when there is no
 * true word left to feed, or when a step that feeds on the net's own words finds padding for all items. Where all words that
 * are fed are known, the decoder is one operation over all steps, and hooks see all steps at once; only if one watches
 * attention.l2 or l3, it takes them one by one. The scores of all steps are one product; those of single steps are computed only where the next step needs to know the best word.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>source words i64 [S, N]; target words [T, N], if any</td></tr>
 * <tr><td>emb_enc.weight, emb_dec.weight</td><td>[vocabulary, embedding]</td></tr>
 * <tr><td>gru_enc, gru_dec</td><td>{@link Gru}</td></tr>
 * <tr><td>out_enc.weight</td><td>[embedding, D·hidden]</td></tr>
 * <tr><td>attention.W1, attention.l2, attention.V, l3</td><td>with attention</td></tr>
 * <tr><td>out.weight, out.bias</td><td>[vocabulary, embedding], [vocabulary]</td></tr>
 * <tr><td>output</td><td>[T', N, vocabulary]</td></tr>
 * </table>
 */
public final class Translator extends Module {
    private final TranslatorOptions options;
    private final Embedding source;
    private final Dropout sourceDropout;
    private final Gru encoder;
    private final Dropout bridgeDropout;
    private final Linear bridge;
    private final Embedding target;
    private final @Nullable Attention attention;
    private final @Nullable Linear merge;
    private final Gru decoder;
    private final Dropout outputDropout;
    private final WordDecoder out;
    private double forcing = 1;
    private @Nullable Rng rng;

    /**
     * Makes a net.
     *
     * @param options its sizes and parts
     */
    public Translator(TranslatorOptions options) {
        this.options = options;
        long size = options.embedding();
        var p = options.dropouts();
        source = child("emb_enc", Embedding.of(options.sourceWords(), size).padding(TranslatorOptions.PADDING));
        sourceDropout = child("emb_enc_drop", Dropout.of(p.source()));
        Gru there = Gru.of(size, options.hidden()).layers(options.layers()).dropout(p.encoder());
        encoder = child("gru_enc", options.bothDirections() ? there.bothDirections() : there);
        bridgeDropout = child("out_enc_drop", Dropout.of(p.bridge()));
        bridge = child("out_enc", Linear.of(options.context(), size).noBias());
        target = child("emb_dec", Embedding.of(options.targetWords(), size).padding(TranslatorOptions.PADDING));
        attention = options.attention() ? child("attention", new Attention(options.context(), size)) : null;
        merge = options.attention() ? child("l3", Linear.of(size + options.context(), size)) : null;
        decoder = child("gru_dec", Gru.of(size, size).layers(options.layers()).dropout(p.decoder()));
        outputDropout = child("out_drop", Dropout.of(p.output()));
        out = child(
                "out",
                options.tied()
                        ? WordDecoder.tied(target.weight(), true)
                        : WordDecoder.own(options.targetWords(), size, true));
    }

    /** {@return sizes and parts} */
    public TranslatorOptions options() {
        return options;
    }

    /** {@return the probability that a step in training is fed the true word before} */
    public double forcing() {
        return forcing;
    }

    /**
     * Sets how often a step in training is fed the true word before; the lesson starts with 1 and takes 0.1 less each epoch.
     *
     * @param probability 0 to 1
     */
    public void forcing(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(
                    "forcing: the probability of feeding the true word must be 0 to 1, got " + probability);
        }
        forcing = probability;
    }

    @Override
    protected void useRng(Rng generator) {
        rng = generator;
    }

    @Override
    protected Tensor compute(Tensor words) {
        return write(words, null);
    }

    @Override
    protected Tensor compute(List<Tensor> inputs) {
        if (inputs.isEmpty() || inputs.size() > 2) {
            throw new IllegalArgumentException(
                    "Translator takes source words, or source and target words, got " + inputs.size() + " tensors");
        }
        boolean taught = inputs.size() == 2 && isTraining() && forcing > 0;
        return write(inputs.get(0), taught ? inputs.get(1) : null);
    }

    private Tensor write(Tensor words, @Nullable Tensor truth) {
        if (words.rank() != 2 || words.elements() == 0) {
            throw new IllegalArgumentException(
                    "Translator: the source must be words [S, N] with at least one of each, got " + words.shape());
        }
        long items = words.size(1);
        if (truth != null && (truth.rank() != 2 || truth.size(1) != items)) {
            throw new IllegalArgumentException("Translator: the targets must be words [T, " + items
                    + "] for a source [S, N] of " + words.shape() + ", got " + truth.shape());
        }
        GruOutput read = encoder.run(sourceDropout.forward(source.forward(words)), null);
        Tensor state = bridge.forward(bridgeDropout.forward(sideBySide(read.hidden())));
        if (truth != null && forcing == 1 && (attention == null || !stepsAreWatched())) {
            return out.forward(outputDropout.forward(writeTold(read.steps(), state, truth)));
        }
        return writeStepByStep(read.steps(), state, truth);
    }

    private boolean stepsAreWatched() {
        return (attention != null && attention.stepsAreWatched()) || (merge != null && merge.hasHooks());
    }

    /** {@return the decoder's outputs where all words that it is fed are known, in one operation for all steps} */
    private Tensor writeTold(Tensor encoded, Tensor state, Tensor truth) {
        long items = truth.size(1);
        long fed = Math.min(options.steps() - 1, truth.size(0));
        Tensor start = Tensor.full(truth.dtype(), Shape.of(1, items), TranslatorOptions.START);
        Tensor words = fed == 0 ? start : Tensor.cat(0, start, truth.narrow(0, 0, fed));
        Tensor in = target.forward(words);
        if (attention == null || merge == null) {
            return decoder.run(in, state).steps();
        }
        long size = options.embedding();
        Tensor weight = merge.weight().value();
        Parameter bias = merge.bias();
        Tensor own = in.linear(weight.narrow(1, 0, size), bias == null ? null : bias.value());
        Tensor ofContext = weight.narrow(1, size, options.context());
        return decoder.runAttentive(own, attention.over(encoded, ofContext), state);
    }

    private Tensor writeStepByStep(Tensor encoded, Tensor first, @Nullable Tensor truth) {
        long items = encoded.size(1);
        Tensor state = first;
        Attention.Source looked = attention == null ? null : attention.prepare(encoded);
        Tensor word = Tensor.full(DType.I64, Shape.of(items), TranslatorOptions.START);
        List<Tensor> written = new ArrayList<>();
        for (int step = 0; step < options.steps(); step++) {
            Tensor in = target.forward(word);
            if (attention != null && merge != null && looked != null) {
                Tensor seen = attention.look(looked, state.select(0, options.layers() - 1));
                in = merge.forward(Tensor.cat(1, in.to(seen.dtype()), seen));
            }
            GruOutput o = decoder.run(in.unsqueeze(0), state);
            state = o.hidden();
            Tensor features = outputDropout.forward(o.steps().select(0, 0));
            written.add(features);
            if (truth != null && chance()) {
                if (step >= truth.size(0)) {
                    break;
                }
                word = truth.select(0, step);
            } else {
                word = Autograd.noGrad(() -> out.forward(features).argmax(1));
                if (!word.ne((double) TranslatorOptions.PADDING).anyTrue()) {
                    break;
                }
            }
        }
        return out.forward(Tensor.stack(0, written.toArray(Tensor[]::new)));
    }

    /** {@return [L·D, N, H] as [L, N, D·H]: both directions of a layer together} */
    private Tensor sideBySide(Tensor states) {
        if (!options.bothDirections()) {
            return states;
        }
        long items = states.size(1);
        return states.reshape(options.layers(), 2, items, options.hidden())
                .transpose(1, 2)
                .reshape(options.layers(), items, 2 * options.hidden());
    }

    private boolean chance() {
        if (forcing == 1) {
            return true;
        }
        Rng r = rng;
        if (r == null) {
            throw new IllegalStateException("Translator draws random numbers in training and has no generator: call"
                    + " rng(new Rng(seed)) on the net, or eval() to use it without");
        }
        return r.chance(forcing);
    }

    /**
     * {@return the cross-entropy over all words, padding included, as the lesson has it} Where fewer words were written than
     * there are, all words count as equally likely; what was written beyond them does not count.
     *
     * @param scores [T', N, vocabulary]
     * @param words true words i64 [T, N]
     */
    public static Tensor loss(Tensor scores, Tensor words) {
        if (scores.rank() != 3 || words.rank() != 2 || scores.size(1) != words.size(1)) {
            throw new IllegalArgumentException(
                    "Translator.loss: needs scores [T', N, vocabulary] and words [T, N], got " + scores.shape()
                            + " and " + words.shape());
        }
        long steps = Math.min(scores.size(0), words.size(0));
        Tensor written = steps == scores.size(0) ? scores : scores.narrow(0, 0, steps); // whose gradient is a copy
        Tensor kept = written.reshape(steps * words.size(1), scores.size(2));
        Tensor losses = kept.crossEntropy(words.narrow(0, 0, steps).contiguous().reshape(steps * words.size(1)));
        double blank = (words.size(0) - steps) * words.size(1) * Math.log((double) scores.size(2));
        return losses.sum().add(blank).div((double) words.elements());
    }
}
