package io.vivace.learn;

import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Collects predictions batch by batch and puts them into the order of the items. */
final class PredictionSink implements Consumer<Step>, AutoCloseable {
    private final boolean withLosses;
    private final List<Tensor> outputs = new ArrayList<>();
    private final List<Tensor> targets = new ArrayList<>();
    private final List<Tensor> losses = new ArrayList<>();
    private final List<Integer> items = new ArrayList<>();

    PredictionSink(boolean withLosses) {
        this.withLosses = withLosses;
    }

    @Override
    public void accept(Step step) {
        LossFunction loss = step.learner().loss();
        outputs.add(loss.activate(step.output()).detach().copy().keep());
        if (!step.batch().targets().isEmpty()) {
            targets.add(step.batch().y().detach().copy().keep());
            if (withLosses) {
                losses.add(loss.ofItems(step.output(), step.batch().targets())
                        .detach()
                        .copy()
                        .keep());
            }
        }
        for (int i : step.batch().items()) {
            items.add(i);
        }
    }

    Predictions result() {
        if (items.isEmpty()) {
            throw new IllegalArgumentException("there are no items to predict");
        }
        long[] order = IntStream.range(0, items.size())
                .boxed()
                .sorted(Comparator.comparing(items::get))
                .mapToLong(i -> i)
                .toArray();
        try (var scope = Scope.open()) {
            return Autograd.noGrad(() -> {
                Tensor at = Tensor.of(order);
                long[] positions = items.stream().mapToLong(i -> i).toArray();
                Tensor all = joined(outputs, at);
                return new Predictions(
                        all == null ? Tensor.zeros(0) : all,
                        joined(targets, at),
                        joined(losses, at),
                        Tensor.of(positions).indexSelect(0, at).keep());
            });
        }
    }

    private static @Nullable Tensor joined(List<Tensor> parts, Tensor order) {
        return parts.isEmpty()
                ? null
                : Tensor.cat(0, parts.toArray(Tensor[]::new))
                        .indexSelect(0, order)
                        .keep();
    }

    @Override
    public void close() {
        outputs.forEach(Tensor::close);
        targets.forEach(Tensor::close);
        losses.forEach(Tensor::close);
    }
}
