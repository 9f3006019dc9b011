package io.vivace.tensor;

import io.vivace.backend.AttentionKernels;
import io.vivace.backend.Backend;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gated recurrent units that look at other words before every step (Bahdanau et al. 2014, <i>Neural Machine Translation by
 * Jointly Learning to Align and Translate</i>). A whole sequence is one operation, for which all inputs must be known. In
 * {@link Precision#BF16} outputs are bf16 and the kernels round f32 weights while they lay them out; the gradients of weights
 * stay f32.
 */
public final class AttentiveGru {
    private static final int SHARED = 8; // operands that do not belong to a layer

    private AttentiveGru() {}

    /**
     * What is looked at, and how.
     *
     * @param keys [S, N, D]
     * @param values [S, N, C]
     * @param query weights from state to query [D, H]
     * @param queryBias [D], or null for 0
     * @param score [D]
     * @param context weights of what was seen [E, C]
     */
    public record Attention(
            Tensor keys,
            Tensor values,
            Tensor query,
            @Nullable Tensor queryBias,
            Tensor score,
            Tensor context) {}

    /**
     * The weights of one layer, as {@link Recurrence#gru} has them.
     *
     * @param wx [3H, E] in the first layer, [3H, H] in the others
     * @param wh [3H, H]
     * @param bx [3H], or null for 0
     * @param bh [3H], or null for 0
     */
    public record Layer(
            Tensor wx,
            Tensor wh,
            @Nullable Tensor bx,
            @Nullable Tensor bh) {}

    /**
     * {@return the last layer's outputs at all steps [T, N, H]}
     *
     * <p>At every step, q = query·h + queryBias for the last layer's output h of the step before; aₛ is the softmax over s of
     * score · tanh(keysₛ + q); the first layer's input is xₜ + context·Σ aₛ valuesₛ; the layers take a step each.
     *
     * @param x inputs [T, N, E], T at least 1
     * @param attention what is looked at
     * @param start outputs before the first step [L, N, H]
     * @param layers from the first to the last
     * @param p probability of dropping an output between two layers
     * @param rng where randomness comes from; null if nothing is dropped
     * @throws IllegalArgumentException if shapes do not fit
     */
    public static Tensor steps(
            Tensor x, Attention attention, Tensor start, List<Layer> layers, double p, @Nullable Rng rng) {
        check(x, attention, start, layers);
        DType t = Precision.ofProduct(x.dtype(), layers.get(0).wx().dtype());
        if (!t.isFloating()) {
            throw new IllegalArgumentException("attentive gru: needs f32 or bf16, got inputs " + x.dtype()
                    + " and weights " + layers.get(0).wx().dtype() + "; convert with to(DType.F32)");
        }
        List<@Nullable Tensor> in = new ArrayList<>();
        in.add(x.to(t));
        in.add(attention.keys());
        in.add(attention.values());
        in.add(start.to(t));
        in.add(Recurrence.weights(attention.query(), t));
        in.add(exact(attention.queryBias()));
        in.add(exact(attention.score()));
        in.add(Recurrence.weights(attention.context(), t));
        for (Layer l : layers) {
            in.add(Recurrence.weights(l.wx(), t));
            in.add(Recurrence.weights(l.wh(), t));
            in.add(exact(l.bx()));
            in.add(exact(l.bh()));
        }
        return run(in.toArray(Tensor[]::new), dropout(p, rng, layers.size()));
    }

    private static AttentionKernels.Dropout dropout(double p, @Nullable Rng rng, int layers) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException(
                    "attentive gru: p is the probability of dropping an output, 0 to 1, got " + p);
        }
        if (rng == null || p == 0 || layers == 1) {
            return new AttentionKernels.Dropout(0, 1, 0);
        }
        return new AttentionKernels.Dropout(p, p == 1 ? 0 : 1 / (1 - p), rng.nextLong());
    }

    private static @Nullable Tensor exact(@Nullable Tensor t) {
        return t == null ? null : t.to(DType.F32);
    }

    private static Tensor run(@Nullable Tensor[] in, AttentionKernels.Dropout dropout) {
        List<Tensor> trace = trace(in, dropout);
        int layers = layers(in);
        Backend.current().attention().forward(operands(views(in), dropout), traced(views(trace), layers, dropout));
        Tensor y = trace.get(4 + layers - 1);
        if (Trace.isOn()) {
            Trace.step("attentiveGru", y, in);
        }
        if (Autograd.records(in)) {
            boolean[] given = Recurrence.given(in);
            List<@Nullable Tensor> save = new ArrayList<>(Arrays.asList(in));
            save.addAll(trace);
            Autograd.record("attentive gru", y, in, save.toArray(Tensor[]::new), g -> {
                if (Autograd.isRecording()) {
                    composed(g, given, dropout);
                } else {
                    fused(g, given, trace.size(), dropout);
                }
            });
        }
        trace.stream().filter(t -> t != y).forEach(Tensor::close);
        return y;
    }

    private static int layers(@Nullable Object[] operands) {
        return (operands.length - SHARED) / 4;
    }

    /** {@return memory for entered, contexts, queries, shares, then the states, the gates and the dropped states of layers} */
    private static List<Tensor> trace(@Nullable Tensor[] in, AttentionKernels.Dropout dropout) {
        Tensor x = in[0];
        DType t = x.dtype();
        Shape states = Shape.of(x.size(0), x.size(1), in[3].size(2));
        int layers = layers(in);
        List<Tensor> all = new ArrayList<>();
        all.add(Tensor.empty(t, x.shape()));
        all.add(Tensor.empty(t, states.with(2, in[2].size(2))));
        all.add(Tensor.empty(DType.F32, states.with(2, in[1].size(2))));
        all.add(Tensor.empty(DType.F32, states.with(2, in[1].size(0))));
        for (int l = 0; l < layers; l++) {
            all.add(Tensor.empty(t, states));
        }
        for (int l = 0; l < layers; l++) {
            all.add(Tensor.empty(DType.F32, states.with(2, 4 * states.size(2))));
        }
        for (int l = 0; l < layers - 1 && dropout.p() > 0; l++) {
            all.add(Tensor.empty(t, states));
        }
        return all;
    }

    private static AttentionKernels.Trace traced(List<View> v, int layers, AttentionKernels.Dropout dropout) {
        List<View> states = v.subList(4, 4 + layers);
        List<View> gates = v.subList(4 + layers, 4 + 2 * layers);
        List<View> dropped = dropout.p() > 0 ? v.subList(4 + 2 * layers, v.size()) : states;
        return new AttentionKernels.Trace(v.get(0), v.get(1), v.get(2), v.get(3), states, dropped, gates);
    }

    private static AttentionKernels.Operands operands(@Nullable View[] v, AttentionKernels.Dropout dropout) {
        List<AttentionKernels.Layer> layers = new ArrayList<>();
        for (int i = SHARED; i < v.length; i += 4) {
            layers.add(new AttentionKernels.Layer(v[i], v[i + 1], v[i + 2], v[i + 3]));
        }
        return new AttentionKernels.Operands(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], layers, dropout);
    }

    private static void fused(Grads g, boolean[] given, int traced, AttentionKernels.Dropout dropout) {
        @Nullable Tensor[] in = new Tensor[given.length];
        @Nullable Tensor[] gradients = new Tensor[given.length];
        for (int i = 0; i < in.length; i++) {
            in[i] = given[i] ? g.saved(i) : null;
            boolean always = i < 4 || i == 6; // the kernel needs these itself
            DType t = i == 0 || i == 3 ? g.saved(i).dtype() : DType.F32;
            gradients[i] = given[i] && (always || g.needs(i)) ? Tensor.empty(t, g.shape(i)) : null;
        }
        List<Tensor> trace = new ArrayList<>();
        for (int i = 0; i < traced; i++) {
            trace.add(g.saved(in.length + i));
        }
        @Nullable View[] v = views(gradients);
        List<AttentionKernels.LayerGradients> layers = new ArrayList<>();
        for (int i = SHARED; i < v.length; i += 4) {
            layers.add(new AttentionKernels.LayerGradients(v[i], v[i + 1], v[i + 2], v[i + 3]));
        }
        Backend.current()
                .attention()
                .backward(
                        operands(views(in), dropout),
                        traced(views(trace), layers(in), dropout),
                        g.out().view(),
                        new AttentionKernels.Gradients(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], layers));
        Recurrence.deliver(g, gradients);
    }

    private static @Nullable View[] views(@Nullable Tensor[] all) {
        return Arrays.stream(all).map(t -> t == null ? null : t.view()).toArray(View[]::new);
    }

    private static List<View> views(List<Tensor> all) {
        return all.stream().map(Tensor::view).toList();
    }

    /** The same by operations of tensors, computed anew, so that all can be differentiated. */
    private static void composed(Grads g, boolean[] given, AttentionKernels.Dropout dropout) {
        @Nullable Tensor[] in = Recurrence.again(g, given);
        @Nullable Tensor[] x = Arrays.stream(in).map(AttentiveGru::exact).toArray(Tensor[]::new);
        int layers = layers(in);
        Tensor[] out = new Tensor[Math.toIntExact(x[0].size(0))];
        Tensor[] h = new Tensor[layers];
        for (int l = 0; l < layers; l++) {
            h[l] = x[3].select(0, l);
        }
        Tensor byItem = x[2].transpose(0, 1);
        for (int t = 0; t < out.length; t++) {
            Tensor scores = x[1].add(h[layers - 1].linear(x[4], x[5])).tanh().matmul(x[6]);
            Tensor seen = scores.t().softmax(1).unsqueeze(1).matmul(byItem).squeeze(1);
            Tensor entering = x[0].select(0, t).add(seen.linear(x[7], null));
            for (int l = 0; l < layers; l++) {
                int i = SHARED + 4 * l;
                h[l] = Recurrence.gruStep(entering.linear(x[i], x[i + 2]), h[l].linear(x[i + 1], x[i + 3]), h[l]);
                boolean drops = l < layers - 1 && dropout.p() > 0;
                entering = drops ? Dropout.keyed(h[l], dropout.p(), dropout.scale(), dropout.key(l, t)) : h[l];
            }
            out[t] = h[layers - 1];
        }
        Recurrence.differentiate(
                g, Tensor.stack(0, out).mul(g.out().to(DType.F32)).sum(), in);
    }

    // ---------------------------------------------------------------------------------------------- the checks

    private static void check(Tensor x, Attention a, Tensor start, List<Layer> layers) {
        if (x.rank() != 3 || x.size(0) < 1) {
            throw new IllegalArgumentException(
                    "attentive gru: the inputs must be [T, N, E] with at least one step, got " + x.shape());
        }
        if (a.keys().rank() != 3 || a.keys().size(0) < 1 || a.values().rank() != 3) {
            throw new IllegalArgumentException("attentive gru: keys and values must be [S, N, D] and [S, N, C] with at"
                    + " least one word to look at, got " + a.keys().shape() + " and "
                    + a.values().shape());
        }
        if (layers.isEmpty() || start.rank() != 3) {
            throw new IllegalArgumentException("attentive gru: needs at least one layer and states [L, N, H], got "
                    + layers.size() + " layers and states " + start.shape());
        }
        long items = x.size(1);
        long size = start.size(2);
        long width = a.keys().size(2);
        fits("keys", a.keys(), a.keys().size(0), items, width);
        fits("values", a.values(), a.keys().size(0), items, a.values().size(2));
        fits("states", start, layers.size(), items, size);
        fits("weights of the query", a.query(), width, size);
        fits("bias of the query", a.queryBias(), width);
        fits("weights of the score", a.score(), width);
        fits("weights of what was seen", a.context(), x.size(2), a.values().size(2));
        for (int l = 0; l < layers.size(); l++) {
            Layer w = layers.get(l);
            fits("input weights of layer " + l, w.wx(), 3 * size, l == 0 ? x.size(2) : size);
            fits("recurrent weights of layer " + l, w.wh(), 3 * size, size);
            fits("input bias of layer " + l, w.bx(), 3 * size);
            fits("recurrent bias of layer " + l, w.bh(), 3 * size);
        }
    }

    private static void fits(String what, @Nullable Tensor t, long... dims) {
        if (t != null && !t.shape().equals(Shape.of(dims))) {
            throw new IllegalArgumentException(
                    "attentive gru: the " + what + " have shape " + t.shape() + ", expected " + Shape.of(dims));
        }
    }
}
