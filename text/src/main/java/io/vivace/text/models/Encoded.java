package io.vivace.text.models;

import io.vivace.memory.DType;
import io.vivace.tensor.Tensor;
import java.util.List;

/**
 * What the layers of an {@link AwdLstmEncoder} make of a batch.
 *
 * @param raw outputs of each layer [T, N, ·]
 * @param dropped the same after dropout between layers; those of the last layer are not dropped here
 */
public record Encoded(List<Tensor> raw, List<Tensor> dropped) {
    /** Copies the lists. */
    public Encoded {
        raw = List.copyOf(raw);
        dropped = List.copyOf(dropped);
    }

    /** {@return the outputs of the last layer} */
    public Tensor last() {
        return dropped.get(dropped.size() - 1);
    }

    /**
     * {@return the loss with penalties for large activations and for activations that change from step to step (Merity et al.
     * 2017, AR and TAR): loss + α·mean(h²) + β·mean((h[t+1] − h[t])²) over the last layer}
     *
     * @param loss what to add to
     * @param alpha weight of the activations after dropout; 2 in fastai v1
     * @param beta weight of the changes before dropout; 1 in fastai v1
     */
    public Tensor regularize(Tensor loss, double alpha, double beta) {
        Tensor sum = loss;
        if (alpha != 0) {
            sum = sum.add(last().to(DType.F32).square().mean().mul(alpha));
        }
        Tensor h = raw.get(raw.size() - 1).to(DType.F32);
        long steps = h.size(0);
        if (beta != 0 && steps > 1) {
            Tensor change = h.narrow(0, 1, steps - 1).sub(h.narrow(0, 0, steps - 1));
            sum = sum.add(change.square().mean().mul(beta));
        }
        return sum;
    }
}
