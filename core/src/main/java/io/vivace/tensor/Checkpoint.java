package io.vivace.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Work whose intermediate values are not kept for the backward pass but computed again there (Chen et al. 2016, <i>Training Deep
 * Nets with Sublinear Memory Cost</i>). Layers use it through {@code io.vivace.nn.Checkpointed}.
 */
public final class Checkpoint {
    private final UnaryOperator<Tensor> work;
    private final List<Tensor> parameters;
    private final UnaryOperator<Supplier<Tensor>> again;
    private final Precision precision = Precision.current();

    private Checkpoint(UnaryOperator<Tensor> work, List<Tensor> parameters, UnaryOperator<Supplier<Tensor>> again) {
        this.work = work;
        this.parameters = parameters;
        this.again = again;
    }

    /**
     * {@return what the work makes of the input} Gradients are the same as without; only first ones can be taken.
     *
     * @param x the input, which must not be changed before the backward pass
     * @param parameters all other values that the work uses and that need gradients
     * @param work the work; it must do the same each time
     * @param again makes work that is done a second time do as it did the first: random numbers, running statistics
     */
    public static Tensor of(
            Tensor x, List<Tensor> parameters, UnaryOperator<Tensor> work, UnaryOperator<Supplier<Tensor>> again) {
        Tensor[] inputs = new Tensor[parameters.size() + 1];
        inputs[0] = x;
        for (int i = 1; i < inputs.length; i++) {
            inputs[i] = parameters.get(i - 1);
        }
        if (!Autograd.records(inputs)) {
            return work.apply(x);
        }
        var checkpoint = new Checkpoint(work, List.copyOf(parameters), again);
        Tensor made = Autograd.noGrad(() -> work.apply(x));
        Tensor out = made == x || made.needsGrad() ? made.detach() : made;
        return Autograd.record("checkpoint", out, inputs, new Tensor[] {x}, checkpoint::backward);
    }

    private void backward(Grads g) {
        if (Autograd.isRecording()) {
            throw new IllegalStateException(
                    "work between checkpoints has first gradients only: leave the checkpoint out to"
                            + " differentiate its gradients again");
        }
        Tensor x = g.saved(0).detach();
        List<Tensor> wanted = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i <= parameters.size(); i++) {
            if (g.needs(i)) {
                wanted.add(i == 0 ? x.requiresGrad() : parameters.get(i - 1));
                positions.add(i);
            }
        }
        Tensor y = again.apply(() -> precision.compute(() -> Autograd.recording(true, () -> work.apply(x))))
                .get();
        @Nullable Tensor[] found = BackwardPass.within(y, g.out(), wanted);
        for (int i = 0; i < found.length; i++) {
            Tensor gradient = found[i];
            if (gradient != null) {
                g.to(positions.get(i), () -> gradient);
            }
        }
    }
}
