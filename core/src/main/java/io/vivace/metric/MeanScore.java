package io.vivace.metric;

import io.vivace.tensor.Tensor;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** A mean over all numbers, such as that of squared differences, and what is made of it. */
final class MeanScore implements Metric {
    private final String name;
    private final DoubleBinaryOperator part;
    private final DoubleUnaryOperator whole;
    private final WeightedMean mean = new WeightedMean();

    /**
     * Starts empty.
     *
     * @param part of output and target, what the mean is taken of
     * @param whole of the mean, the value
     */
    MeanScore(String name, DoubleBinaryOperator part, DoubleUnaryOperator whole) {
        this.name = name;
        this.part = part;
        this.whole = whole;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void reset() {
        mean.reset();
    }

    @Override
    public void add(Tensor output, Tensor target) {
        Failures.named(
                name, () -> PairedNumbers.visit(output, target, (x, y) -> mean.add(part.applyAsDouble(x, y), 1)));
    }

    @Override
    public double value() {
        return whole.applyAsDouble(mean.value());
    }
}
