package io.vivace.metric;

import io.vivace.tensor.Tensor;
import java.util.function.ToDoubleFunction;

/** A number that means and spreads say, of errors or of outputs, beside the targets. */
final class MomentScore implements Metric {
    private final String name;
    private final boolean ofErrors;
    private final ToDoubleFunction<Moments> score;
    private final Moments moments = new Moments();

    /**
     * Starts empty.
     *
     * @param ofErrors whether x is target − output rather than the output; y is the target
     */
    MomentScore(String name, boolean ofErrors, ToDoubleFunction<Moments> score) {
        this.name = name;
        this.ofErrors = ofErrors;
        this.score = score;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void reset() {
        moments.reset();
    }

    @Override
    public void add(Tensor output, Tensor target) {
        Failures.named(name, () -> PairedNumbers.visit(output, target, (x, y) -> moments.add(ofErrors ? y - x : x, y)));
    }

    @Override
    public double value() {
        return moments.count() == 0 ? Double.NaN : score.applyAsDouble(moments);
    }
}
