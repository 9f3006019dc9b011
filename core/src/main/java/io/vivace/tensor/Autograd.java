package io.vivace.tensor;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Switches recording on and off, records operations, and computes gradients of chosen tensors. */
public final class Autograd {
    private static final @Nullable Tensor[] NOTHING = {};

    private Autograd() {}

    /** {@return whether operations of this thread are recorded} */
    public static boolean isRecording() {
        return ThreadState.current().recording;
    }

    /**
     * Runs work without recording; nothing computed in it can be differentiated.
     *
     * @param work what to run
     */
    public static void noGrad(Runnable work) {
        recording(false, () -> {
            work.run();
            return null;
        });
    }

    /**
     * {@return what the work returns, computed without recording}
     *
     * @param work what to run
     * @param <T> type of the result
     */
    public static <T extends @Nullable Object> T noGrad(Supplier<T> work) {
        return recording(false, work);
    }

    /**
     * {@return what the work returns, computed with recording on or off}
     *
     * @param on whether to record
     * @param work what to run
     * @param <T> type of the result
     */
    public static <T extends @Nullable Object> T recording(boolean on, Supplier<T> work) {
        ThreadState state = ThreadState.current();
        boolean before = state.recording;
        state.recording = on;
        try {
            return work.get();
        } finally {
            state.recording = before;
        }
    }

    /**
     * {@return the gradient of a scalar with respect to chosen tensors; their {@code grad} stays as it is}
     *
     * @param output a tensor with one element
     * @param inputs tensors that it was computed from
     * @throws IllegalArgumentException if the output does not depend on one of them
     */
    public static List<Tensor> grad(Tensor output, Tensor... inputs) {
        return grad(output, Tensor.ones(output.dtype(), output.shape()), false, false, inputs);
    }

    /**
     * {@return the gradients, as recorded values that can be differentiated again}
     *
     * @param output a tensor with one element
     * @param inputs tensors that it was computed from
     */
    public static List<Tensor> gradWithGraph(Tensor output, Tensor... inputs) {
        return grad(output, Tensor.ones(output.dtype(), output.shape()), true, true, inputs);
    }

    /**
     * {@return the product of a gradient with the Jacobian of the inputs}
     *
     * @param output a tensor
     * @param gradient its gradient, of the same shape
     * @param retainGraph whether the graph can be used again
     * @param createGraph whether the result can be differentiated again
     * @param inputs tensors that it was computed from
     * @throws IllegalArgumentException if the output does not depend on one of them
     */
    public static List<Tensor> grad(
            Tensor output, Tensor gradient, boolean retainGraph, boolean createGraph, Tensor... inputs) {
        for (int i = 0; i < inputs.length; i++) {
            if (!inputs[i].needsGrad()) {
                throw new IllegalArgumentException("grad: input " + i + " " + inputs[i].shape()
                        + " does not require a gradient; call requiresGrad() on it before the computation");
            }
        }
        @Nullable
        Tensor[] g = BackwardPass.gradients(
                List.of(output), List.of(gradient), List.of(inputs), retainGraph || createGraph, createGraph);
        Tensor[] found = new Tensor[g.length];
        for (int i = 0; i < g.length; i++) {
            Tensor one = g[i];
            if (one == null) {
                throw new IllegalArgumentException(
                        "grad: the output does not depend on input " + i + " " + inputs[i].shape());
            }
            found[i] = one;
        }
        return List.of(found);
    }

    /**
     * {@return the result, with its operation recorded if any input needs a gradient} This is how new differentiable
     * operations are made.
     *
     * @param op name for messages
     * @param out the result, freshly made
     * @param inputs the operands, null where there is none
     * @param save tensors that the backward half needs, null where it does not
     * @param backward the backward half; it must not capture tensors
     */
    public static Tensor record(
            String op, Tensor out, @Nullable Tensor[] inputs, @Nullable Tensor[] save, Backward backward) {
        ThreadState state = ThreadState.current();
        if (state.trace != null) {
            state.trace.recorded(op, new Tensor[] {out}, inputs);
        }
        if (state.recording && needed(inputs)) {
            new Node(op, inputs, new Tensor[] {out}, save, backward);
        }
        return out;
    }

    /**
     * Records an operation with several results.
     *
     * @param op name for messages
     * @param outs the results; null for those that cannot be differentiated
     * @param inputs the operands
     * @param save tensors that the backward half needs
     * @param backward the backward half
     */
    public static void recordMany(
            String op, @Nullable Tensor[] outs, @Nullable Tensor[] inputs, @Nullable Tensor[] save, Backward backward) {
        ThreadState state = ThreadState.current();
        if (state.trace != null) {
            state.trace.recorded(op, outs, inputs);
        }
        if (state.recording && needed(inputs)) {
            new Node(op, inputs, outs, save, backward);
        }
    }

    /**
     * {@return whether an operation on these operands would be recorded}
     *
     * @param inputs operands, null where there is none
     */
    public static boolean records(@Nullable Tensor... inputs) {
        return ThreadState.current().recording && needed(inputs);
    }

    private static boolean needed(@Nullable Tensor[] inputs) {
        boolean needed = false;
        for (Tensor t : inputs) {
            if (t != null && t.needsGrad()) {
                t.checkPlace();
                needed = true;
            }
        }
        return needed;
    }

    /** {@return an empty list of saved tensors} */
    public static @Nullable Tensor[] nothing() {
        return NOTHING;
    }
}
