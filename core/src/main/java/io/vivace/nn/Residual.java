package io.vivace.nn;

import io.vivace.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sum of a branch and a shortcut, with what follows it. */
final class Residual {
    private Residual() {}

    static Tensor of(
            Tensor x, List<? extends Module> branch, Tensor from, @Nullable Module shortcut, @Nullable Module last) {
        Inference use = Inference.current();
        boolean follows = last == null || Pattern.activates(last);
        return use != null && follows && Pattern.endsInConvolution(branch)
                ? inOnePass(use, x, branch, from, shortcut, last)
                : inPlace(x, branch, from, shortcut, last);
    }

    private static Tensor inOnePass(
            Inference use,
            Tensor x,
            List<? extends Module> branch,
            Tensor from,
            @Nullable Module shortcut,
            @Nullable Module last) {
        Tensor added = shortcut == null ? from : shortcut.forward(from);
        Tensor y = use.through(x, branch, added, last);
        if (added != from) {
            added.closeUnlessKept();
        }
        return y;
    }

    private static Tensor inPlace(
            Tensor x, List<? extends Module> branch, Tensor from, @Nullable Module shortcut, @Nullable Module last) {
        Tensor sum = Sequential.through(x, branch);
        if (shortcut == null) {
            sum.add_(from);
        } else {
            Tensor added = shortcut.forward(from);
            sum.add_(added);
            if (added != from) {
                added.closeUnlessKept();
            }
        }
        if (last == null) {
            return sum;
        }
        Tensor y = last.forward(sum);
        if (y != sum) {
            sum.closeUnlessKept();
        }
        return y;
    }
}
