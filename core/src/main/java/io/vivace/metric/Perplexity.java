package io.vivace.metric;

import io.vivace.loss.CrossEntropyOptions;
import io.vivace.loss.Loss;
import io.vivace.memory.DType;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;

/** e to the power of the mean cross-entropy. */
final class Perplexity implements Metric {
    private static final CrossEntropyOptions EACH =
            CrossEntropyOptions.defaults().reducing(Loss.Reduction.NONE);

    private final WeightedMean mean = new WeightedMean();

    @Override
    public String name() {
        return "perplexity";
    }

    @Override
    public void reset() {
        mean.reset();
    }

    @Override
    public void add(Tensor output, Tensor target) {
        try (var scope = Scope.open()) {
            Failures.named(name(), () -> Autograd.noGrad(() -> count(output, target)));
        }
    }

    private void count(Tensor output, Tensor target) {
        Tensor words = target.to(DType.I64);
        Tensor known = words.maskedFill(words.lt(0), (double) EACH.ignoreIndex());
        float[] losses = Loss.crossEntropy(output, known, EACH).toFloatArray();
        long[] which = known.toLongArray();
        for (int i = 0; i < losses.length; i++) {
            if (which[i] >= 0) {
                mean.add(losses[i], 1);
            }
        }
    }

    @Override
    public double value() {
        return Math.exp(mean.value());
    }
}
