package io.vivace.learn;

import io.vivace.data.Loader;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Test-time augmentation: several views of the same items, one prediction. */
final class ViewAverage {
    private ViewAverage() {}

    static Predictions of(Learner learner, Loader plain, List<? extends Loader> others, double weight) {
        if (others.isEmpty() || !(weight >= 0 && weight <= 1)) {
            throw new IllegalArgumentException("tta needs at least one other view and a weight of 0 to 1, got "
                    + others.size() + " views and weight " + weight);
        }
        Predictions base = learner.getPreds(plain, false);
        try (var scope = Scope.open()) {
            Autograd.noGrad(() -> {
                Tensor sum = base.outputs().mul(0);
                for (Loader view : others) {
                    try (Predictions p = learner.getPreds(view, false)) {
                        check(base, p);
                        sum.add_(p.outputs());
                    }
                }
                base.outputs().mul_(weight).add_(sum.mul((1 - weight) / others.size()));
            });
            return base;
        } catch (RuntimeException e) {
            base.close();
            throw e;
        }
    }

    private static void check(Predictions base, Predictions view) {
        if (!Arrays.equals(base.items().toLongArray(), view.items().toLongArray())) {
            throw new IllegalArgumentException("tta: the views must be of the same items, but one has " + view.size()
                    + " and the plain one " + base.size());
        }
    }
}
