package io.vivace.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where a value stands in the graph: a leaf that collects its gradient, or an output of a node. Shared by aliases. */
final class Meta {
    final @Nullable Node node;
    final int index;

    @Nullable
    Tensor grad;

    boolean retainGrad;
    List<UnaryOperator<Tensor>> hooks = List.of();

    /** A leaf. */
    Meta() {
        this(null, 0);
        retainGrad = true;
    }

    Meta(@Nullable Node node, int index) {
        this.node = node;
        this.index = index;
    }

    Runnable addHook(UnaryOperator<Tensor> hook) {
        if (hooks.isEmpty()) {
            hooks = new ArrayList<>();
        }
        List<UnaryOperator<Tensor>> list = hooks;
        list.add(hook);
        return () -> list.remove(hook);
    }
}
