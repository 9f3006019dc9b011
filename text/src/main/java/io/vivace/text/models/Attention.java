package io.vivace.text.models;

import io.vivace.memory.Shape;
import io.vivace.nn.Init;
import io.vivace.nn.Linear;
import io.vivace.nn.Module;
import io.vivace.nn.Parameter;
import io.vivace.tensor.AttentiveGru;
import io.vivace.tensor.Tensor;

/**
 * Additive attention (Bahdanau et al. 2014): score = V · tanh(encoded · W1 + l2(state)), softmax over the source, and the
 * encoded words summed with these shares. Padding is not masked.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>encoded</td><td>[S, N, C]</td></tr>
 * <tr><td>state</td><td>[N, D]</td></tr>
 * <tr><td>W1</td><td>[C, D]</td></tr>
 * <tr><td>l2</td><td>{@link Linear} D→D</td></tr>
 * <tr><td>V</td><td>[D]</td></tr>
 * <tr><td>output</td><td>[N, C]</td></tr>
 * </table>
 */
final class Attention extends Module {
    private final Parameter w1;
    private final Linear l2;
    private final Parameter v;

    /**
     * The words of a batch as attention needs them, prepared once for all steps.
     *
     * @param byItem [N, S, C]
     * @param keys encoded · W1, [S, N, D]
     */
    record Source(Tensor byItem, Tensor keys) {}

    Attention(long context, long size) {
        w1 = parameter("W1", Shape.of(context, size), Parameter.Role.WEIGHT, byFirstAxis());
        l2 = child("l2", Linear.of(size, size));
        v = parameter("V", Shape.of(size), Parameter.Role.WEIGHT, byFirstAxis());
    }

    /** N(0, 1)/√(first size). */
    private static Init byFirstAxis() {
        return (shape, rng) ->
                Init.normal(0, 1 / Math.sqrt((double) shape.size(0))).values(shape, rng);
    }

    Source prepare(Tensor encoded) {
        return new Source(encoded.transpose(0, 1).contiguous(), encoded.matmul(w1.value()));
    }

    /**
     * {@return the same for a whole sequence of steps in one operation}
     *
     * @param encoded [S, N, C]
     * @param context weights of what was seen
     */
    AttentiveGru.Attention over(Tensor encoded, Tensor context) {
        Parameter bias = l2.bias();
        return new AttentiveGru.Attention(
                encoded.matmul(w1.value()),
                encoded,
                l2.weight().value(),
                bias == null ? null : bias.value(),
                v.value(),
                context);
    }

    /** {@return whether a hook must see every single step} */
    boolean stepsAreWatched() {
        return l2.hasHooks();
    }

    /** {@return what a state looks at} */
    Tensor look(Source source, Tensor state) {
        Tensor scores = source.keys().add(l2.forward(state)).tanh().matmul(v.value());
        Tensor shares = scores.t().softmax(1);
        return shares.unsqueeze(1).matmul(source.byItem()).squeeze(1);
    }

    @Override
    protected Tensor compute(Tensor x) {
        throw new IllegalArgumentException("attention needs the encoded words and a state");
    }

    @Override
    protected Tensor compute(java.util.List<Tensor> inputs) {
        return look(prepare(inputs.get(0)), inputs.get(1));
    }
}
