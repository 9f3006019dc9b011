package io.vivace.callbacks;

import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Fit;
import io.vivace.learn.Step;
import io.vivace.nn.Parameter;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps an exponential moving average of the parameters, validates with it, and leaves it in the net when the fit ends (Polyak and
 * Juditsky 1992). Buffers, such as the statistics of batch norm, are those of the net in training. What other callbacks save at the
 * end of a validated epoch is the average.
 *
 * <pre>{@code learner.callbacks(AverageWeights.decay(0.999))}</pre>
 */
public final class AverageWeights implements Callback {
    private final double decay;
    private final Map<Parameter, Tensor> averages = new LinkedHashMap<>();
    private boolean exchanged;

    private AverageWeights(double decay) {
        this.decay = decay;
    }

    /**
     * {@return such a callback}
     *
     * @param decay what the average keeps of itself at each update, 0 to below 1
     */
    public static AverageWeights decay(double decay) {
        if (!(decay >= 0 && decay < 1)) {
            throw new IllegalArgumentException("the decay of an average lies between 0 and 1, got " + decay);
        }
        return new AverageWeights(decay);
    }

    /** Before those that save the net or load another into it. */
    @Override
    public int order() {
        return -100;
    }

    @Override
    public void beforeFit(Fit fit) {
        Autograd.noGrad(() -> {
            for (Parameter p : fit.model().parameters().values()) {
                averages.put(p, p.value().detach().copy().keep());
            }
        });
    }

    @Override
    public void afterStep(Step step) {
        Autograd.noGrad(() -> averages.forEach((p, average) -> {
            try (var scope = Scope.open()) {
                average.mul_(decay).add_(p.value().mul(1 - decay));
            }
        }));
    }

    @Override
    public void beforeEpoch(Epoch epoch) {
        if (exchanged) {
            exchange();
        }
    }

    /** Outside of a fit there are no averages. */
    @Override
    public void beforeValidate(Epoch epoch) {
        if (!averages.isEmpty()) {
            exchange();
        }
    }

    private void exchange() {
        exchanged = !exchanged;
        Autograd.noGrad(() -> averages.forEach((p, average) -> {
            try (var scope = Scope.open()) {
                Tensor own = p.value().copy();
                p.value().copy_(average);
                average.copy_(own);
            }
        }));
    }

    @Override
    public void afterFit(Fit fit) {
        if (!exchanged) {
            exchange();
        }
        exchanged = false;
        averages.values().forEach(Tensor::close);
        averages.clear();
    }
}
