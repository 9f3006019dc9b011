package io.vivace.optim;

import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;

/** Several tensors seen as one long vector, with the gradient of a loss. */
final class FlatParameters {
    private final List<Tensor> leaves;
    private final long size;

    FlatParameters(List<Tensor> leaves) {
        if (leaves.isEmpty()) {
            throw new IllegalArgumentException("an optimizer needs at least one tensor");
        }
        for (Tensor t : leaves) {
            if (!t.needsGrad()) {
                throw new IllegalArgumentException(
                        "the tensor " + t.shape() + " does not require a gradient; call requiresGrad() on it");
            }
        }
        this.leaves = leaves;
        size = leaves.stream().mapToLong(Tensor::elements).sum();
    }

    long size() {
        return size;
    }

    /** Computes the loss and its gradients. */
    double evaluate(Supplier<Tensor> loss) {
        leaves.forEach(Tensor::zeroGrad);
        try (var scope = Scope.open()) {
            Tensor value = Autograd.recording(true, loss);
            value.backward();
            return value.item();
        }
    }

    /** {@return a copy of the gradients in a row} */
    Tensor grad() {
        return Autograd.noGrad(this::gather);
    }

    private Tensor gather() {
        Tensor[] parts = new Tensor[leaves.size()];
        for (int i = 0; i < parts.length; i++) {
            Tensor leaf = leaves.get(i);
            Tensor g = leaf.grad();
            parts[i] = g == null ? Tensor.zeros(leaf.elements()) : g.reshape(-1);
        }
        return parts.length == 1 ? parts[0].copy() : Tensor.cat(0, parts);
    }

    /** {@return copies of all values} */
    Tensor[] values() {
        return leaves.stream().map(t -> t.detach().copy()).toArray(Tensor[]::new);
    }

    void restore(Tensor[] values) {
        Autograd.noGrad(() -> {
            for (int i = 0; i < values.length; i++) {
                leaves.get(i).copy_(values[i]);
            }
        });
    }

    /** Adds length · direction. */
    void move(double length, Tensor direction) {
        Autograd.noGrad(() -> {
            try (var scope = Scope.open()) {
                long at = 0;
                for (Tensor t : leaves) {
                    Tensor part = direction.narrow(0, at, t.elements());
                    t.add_(part.mul(length).reshape(t.shape()));
                    at += t.elements();
                }
            }
        });
    }

    static double dot(Tensor a, Tensor b) {
        return read(() -> a.mul(b).sum());
    }

    static double largest(Tensor t) {
        return t.elements() == 0 ? 0 : read(() -> t.abs().max());
    }

    static double sumOfSizes(Tensor t) {
        return read(() -> t.abs().sum());
    }

    private static double read(Supplier<Tensor> work) {
        return Autograd.noGrad(() -> {
            try (var scope = Scope.open()) {
                return (double) work.get().item();
            }
        });
    }
}
