package io.vivace.vision.models;

import io.vivace.memory.Shape;
import io.vivace.nn.Init;
import io.vivace.nn.Module;
import io.vivace.nn.Parameter;
import io.vivace.tensor.Tensor;

/**
 * Lets every pixel look at every other one (Zhang et al. 2018, as fastai has it): with queries q, keys k and values v by 1×1
 * convolutions, whose weights are divided by their largest singular value, out = γ·v·softmax(qᵀk) + x. γ starts at 0. The softmax runs
 * over the queries, so that what a pixel takes from all others sums to 1.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input, output</td><td>[N, C, H, W], C at least 8</td></tr>
 * </table>
 *
 * It needs memory for (H·W)² numbers a picture: use it where pictures are small.
 */
public final class SelfAttention extends Module {
    private static final int FEWER = 8;

    private final int channels;
    private final Module query;
    private final Module key;
    private final Module value;
    private final Parameter gamma;

    /**
     * Makes a layer.
     *
     * @param channels of input and output, at least 8
     */
    public SelfAttention(int channels) {
        if (channels < FEWER) {
            throw new IllegalArgumentException(
                    "self-attention compares an eighth of the channels, so it needs at least 8, got " + channels);
        }
        this.channels = channels;
        query = child("query", conv(channels, channels / FEWER));
        key = child("key", conv(channels, channels / FEWER));
        value = child("value", conv(channels, channels));
        gamma = parameter("gamma", Shape.of(1), Parameter.Role.WEIGHT, Init.constant(0));
    }

    private static Module conv(int in, int out) {
        return NormedConv.spectral(in, out, 1, false, Init.kaimingNormal());
    }

    @Override
    protected Tensor compute(Tensor x) {
        Tensor q = flat(query.forward(x));
        Tensor k = flat(key.forward(x));
        Tensor v = flat(value.forward(x));
        Tensor shares = q.transpose(1, 2).matmul(k).softmax(1);
        Tensor seen = v.matmul(shares).reshape(x.shape().toArray());
        return seen.mul(gamma.value()).add(x);
    }

    private static Tensor flat(Tensor x) {
        return x.reshape(x.size(0), x.size(1), -1);
    }

    @Override
    public String describe() {
        return "SelfAttention(" + channels + ")";
    }
}
