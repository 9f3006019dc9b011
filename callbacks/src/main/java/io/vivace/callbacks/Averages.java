package io.vivace.callbacks;

import io.vivace.learn.SavedState;
import io.vivace.nn.Module;
import io.vivace.nn.Parameter;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** A tensor beside each parameter of a net, which can change places with it. */
final class Averages implements AutoCloseable {
    private final Map<String, Parameter> parameters;
    private final Map<String, Tensor> values = new LinkedHashMap<>();

    /** Begins with copies of the parameters. */
    Averages(Module net) {
        parameters = net.parameters();
        Autograd.noGrad(() -> parameters.forEach(
                (name, p) -> values.put(name, p.value().detach().copy().keep())));
    }

    private void each(BiConsumer<Tensor, Tensor> work) {
        Autograd.noGrad(() -> parameters.forEach((name, p) -> {
            try (var scope = Scope.open()) {
                work.accept(values.get(name), p.value());
            }
        }));
    }

    /**
     * Brings all averages up to date.
     *
     * @param rule changes an average, the first, in view of a parameter's value, the second
     */
    void update(BiConsumer<Tensor, Tensor> rule) {
        each(rule);
    }

    /** Puts the averages into the net, and what was there in the place of the averages. */
    void exchange() {
        each((average, value) -> {
            Tensor own = value.copy();
            value.copy_(average);
            average.copy_(own);
        });
    }

    void save(SavedState to) {
        SavedState part = to.part("averages");
        values.forEach(part::put);
    }

    void load(SavedState from) {
        SavedState part = from.part("averages");
        Autograd.noGrad(() -> values.forEach((name, average) -> {
            average.copy_(part.tensor(name));
        }));
    }

    @Override
    public void close() {
        values.values().forEach(Tensor::close);
        values.clear();
    }
}
