package io.vivace.text.models;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.nn.Init;
import io.vivace.nn.Module;
import io.vivace.nn.Parameter;
import io.vivace.tensor.Dropout;
import io.vivace.tensor.LstmOutput;
import io.vivace.tensor.Recurrence;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An LSTM layer whose recurrent weights are dropped in training, anew for each sequence (Merity et al. 2017,
 * <i>Regularizing and Optimizing LSTM Language Models</i>). What is trained is the whole matrix.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[T, N, in]</td></tr>
 * <tr><td>weight_hh_l0_raw</td><td>[4H, H]</td></tr>
 * <tr><td>module.weight_ih_l0</td><td>[4H, in]</td></tr>
 * <tr><td>module.bias_ih_l0, module.bias_hh_l0</td><td>[4H]</td></tr>
 * <tr><td>output</td><td>[T, N, H]</td></tr>
 * </table>
 *
 * Counterpart: fastai's {@code WeightDropout} ({@code WeightDrop}), whose names it has.
 */
public final class WeightDropLstm extends Module {
    /** The parameters that are not dropped, under the name that fastai gives the layer inside. */
    private static final class Inner extends Module {
        final Parameter weight;
        final Parameter inputBias;
        final Parameter hiddenBias;

        Inner(long in, long size, Init start) {
            weight = parameter("weight_ih_l0", Shape.of(4 * size, in), Parameter.Role.WEIGHT, start);
            inputBias = parameter("bias_ih_l0", Shape.of(4 * size), Parameter.Role.BIAS, start);
            hiddenBias = parameter("bias_hh_l0", Shape.of(4 * size), Parameter.Role.BIAS, start);
        }

        @Override
        protected Tensor compute(Tensor x) {
            throw new UnsupportedOperationException("these are parameters of a WeightDropLstm; call that");
        }
    }

    private final long in;
    private final long size;
    private final double p;
    private final Parameter raw;
    private final Inner inner;
    private @Nullable Rng rng;

    /**
     * Makes a layer that starts as PyTorch's LSTM does, uniform in ±1/√size.
     *
     * @param in features of the input
     * @param size features of the output
     * @param p probability of dropping a recurrent weight
     */
    public WeightDropLstm(long in, long size, double p) {
        this.in = in;
        this.size = size;
        this.p = p;
        Init start = Init.uniform(-1 / Math.sqrt((double) size), 1 / Math.sqrt((double) size));
        raw = parameter("weight_hh_l0_raw", Shape.of(4 * size, size), Parameter.Role.WEIGHT, start);
        inner = child("module", new Inner(in, size, start));
    }

    /** {@return features of an output} */
    public long size() {
        return size;
    }

    /**
     * {@return the outputs of all steps, and the states after the last}
     *
     * @param x input [T, N, in]
     * @param hidden output before the first step [N, H]
     * @param cells cells before the first step [N, H]
     */
    public LstmOutput run(Tensor x, Tensor hidden, Tensor cells) {
        return Recurrence.lstm(
                x,
                hidden,
                cells,
                inner.weight.value(),
                recurrent(),
                inner.inputBias.value(),
                inner.hiddenBias.value(),
                false);
    }

    private Tensor recurrent() {
        Tensor whole = raw.value();
        if (!isTraining() || p == 0) {
            return whole;
        }
        Rng r = rng;
        if (r == null) {
            throw new IllegalStateException(describe() + " draws random numbers in training and has no generator: call"
                    + " rng(new Rng(seed)) on the net, or eval() to use it without");
        }
        return Dropout.elements(whole, p, r);
    }

    @Override
    protected void useRng(Rng generator) {
        rng = generator;
    }

    @Override
    protected Tensor compute(Tensor x) {
        Tensor zeros = Tensor.zeros(DType.F32, Shape.of(x.rank() == 3 ? x.size(1) : 0, size));
        return run(x, zeros, zeros).steps();
    }

    @Override
    public String describe() {
        return "WeightDropLstm(" + in + "→" + size + ", " + p + ")";
    }
}
