package io.vivace.backend;

import io.vivace.memory.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gated recurrent units that look at other words at every step (Bahdanau et al. 2014), whole sequences of them. Views that are
 * said to be of the type of the products are all f32 or all bf16; weights may be f32 in either case. Everything else is f32,
 * and everything written is row-major. Sizes: T steps, N items, S words to look at, C features of each, D features of a key,
 * E features of an input, H of a state, L layers.
 */
public interface AttentionKernels {
    /**
     * One layer of units, gates in the order reset, update, new.
     *
     * @param wx weights of the input [3H, E or H]
     * @param wh weights of the state before [3H, H]
     * @param bx f32 [3H], or null
     * @param bh f32 [3H], or null
     */
    record Layer(
            View wx, View wh, @Nullable View bx, @Nullable View bh) {}

    /**
     * What is computed with.
     *
     * @param inputs [T, N, E], of the type of the products
     * @param keys [S, N, D]
     * @param values [S, N, C]
     * @param start states before the first step [L, N, H], of the type of the products
     * @param query weights from state to query [D, H]
     * @param queryBias f32 [D], or null
     * @param score f32 [D]
     * @param context weights of what was seen [E, C]
     * @param layers from the first to the last
     * @param dropout between layers
     */
    record Operands(
            View inputs,
            View keys,
            View values,
            View start,
            View query,
            @Nullable View queryBias,
            View score,
            View context,
            List<Layer> layers,
            Dropout dropout) {}

    /**
     * Dropout of the states that one layer hands to the next, by {@link ElementwiseKernels#dropout}.
     *
     * @param p probability of dropping, 0 for none
     * @param scale factor of what is kept
     * @param key random bits of the whole sequence
     */
    record Dropout(double p, double scale, long key) {
        /** {@return the key of one layer and step} */
        public long key(int layer, int step) {
            return key + ((layer * 0x10000L + step) << 32);
        }
    }

    /**
     * What the forward kernel writes.
     *
     * @param entered what enters the first layer, inputs and context together [T, N, E], of the type of the products
     * @param contexts what was seen [T, N, C], of the type of the products
     * @param queries f32 [T, N, D]
     * @param shares of the words, f32 [T, N, S]
     * @param states of each layer [T, N, H], of the type of the products
     * @param dropped states of each layer but the last after dropout; the states themselves without dropout
     * @param gates of each layer, f32 [T, N, 4H]
     */
    record Trace(
            View entered,
            View contexts,
            View queries,
            View shares,
            List<View> states,
            List<View> dropped,
            List<View> gates) {}

    /**
     * Gradients, of the shapes of the operands; those of weights and biases are f32 and null where they are not wanted.
     *
     * @param inputs of the type of the products
     * @param keys f32
     * @param values f32
     * @param start of the type of the products
     */
    record Gradients(
            View inputs,
            View keys,
            View values,
            View start,
            @Nullable View query,
            @Nullable View queryBias,
            View score,
            @Nullable View context,
            List<LayerGradients> layers) {}

    /** Gradients of one layer, null where they are not wanted. */
    record LayerGradients(
            @Nullable View wx,
            @Nullable View wh,
            @Nullable View bx,
            @Nullable View bh) {}

    /**
     * At every step t: q = query·h + queryBias for the last layer's state h before; the share of word s is the softmax over s of
     * score · tanh(key[s] + q); what is seen is the sum of the values with these shares; and the layers take a step each,
     * the first from input[t] + context·seen.
     *
     * @param o operands
     * @param to result; its last states are the outputs
     */
    void forward(Operands o, Trace to);

    /**
     * Gradients of {@link #forward}.
     *
     * @param o its operands
     * @param trace what it wrote
     * @param dy gradient of the last layer's states [T, N, H], of the type of the products
     * @param to result
     */
    void backward(Operands o, Trace trace, View dy, Gradients to);
}
