package io.vivace.text.models;

import io.vivace.memory.Shape;
import io.vivace.nn.Init;
import io.vivace.nn.Module;
import io.vivace.nn.Parameter;
import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Features to a score for every word: y = x · Wᵀ + b, where W may be the weights of an embedding (Inan et al. 2016; Press and
 * Wolf 2016).
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[..., features]</td></tr>
 * <tr><td>weight</td><td>[vocabulary, features]</td></tr>
 * <tr><td>bias</td><td>[vocabulary]</td></tr>
 * <tr><td>output</td><td>[..., vocabulary]</td></tr>
 * </table>
 */
public final class WordDecoder extends Module {
    private final Parameter weight;
    private final @Nullable Parameter bias;

    private WordDecoder(Parameter weight, boolean biased) {
        this.weight = parameter("weight", weight);
        bias = biased
                ? parameter("bias", Shape.of(weight.shape().size(0)), Parameter.Role.BIAS, Init.constant(0))
                : null;
    }

    /**
     * {@return a decoder that uses the weights of an embedding}
     *
     * @param rows the weights [vocabulary, features]
     * @param biased whether it has a bias, which starts with 0
     */
    public static WordDecoder tied(Parameter rows, boolean biased) {
        return new WordDecoder(rows, biased);
    }

    /**
     * {@return a decoder with weights of its own, uniform in ±0.1 at first}
     *
     * @param vocabulary how many words
     * @param features of the input
     * @param biased whether it has a bias, which starts with 0
     */
    public static WordDecoder own(long vocabulary, long features, boolean biased) {
        return new WordDecoder(
                new Parameter(Shape.of(vocabulary, features), Parameter.Role.WEIGHT, Init.uniform(-0.1, 0.1)), biased);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return x.linear(weight.value(), bias == null ? null : bias.value());
    }

    @Override
    public String describe() {
        return "WordDecoder(" + weight.shape().size(1) + "→" + weight.shape().size(0) + ")";
    }
}
