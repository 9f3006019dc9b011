package io.vivace.tensor;

/** The backward half of an operation: written with tensor operations, so that it can be differentiated again. */
@FunctionalInterface
public interface Backward {
    /**
     * Delivers the gradients of the inputs.
     *
     * @param g the gradients of the outputs, what was saved, and where to put the results
     */
    void run(Grads g);
}
