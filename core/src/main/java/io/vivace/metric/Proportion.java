package io.vivace.metric;

import io.vivace.tensor.Tensor;
import java.util.function.BiFunction;

/** The part of some decisions that were right, or that were wrong. */
final class Proportion implements Metric {
    /** Right decisions, NaN if some could not be made, and all. */
    record Count(double right, long all) {}

    private final String name;
    private final BiFunction<Tensor, Tensor, Count> count;
    private final boolean ofErrors;
    private double right;
    private long all;

    Proportion(String name, BiFunction<Tensor, Tensor, Count> count, boolean ofErrors) {
        this.name = name;
        this.count = count;
        this.ofErrors = ofErrors;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void reset() {
        right = 0;
        all = 0;
    }

    @Override
    public void add(Tensor output, Tensor target) {
        Failures.named(name, () -> {
            Count c = count.apply(output, target);
            right += c.right;
            all += c.all;
        });
    }

    @Override
    public double value() {
        return all == 0 ? Double.NaN : (ofErrors ? all - right : right) / all;
    }
}
