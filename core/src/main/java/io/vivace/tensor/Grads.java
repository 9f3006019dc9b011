package io.vivace.tensor;

import io.vivace.memory.Shape;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a {@link Backward} reads and writes. */
public final class Grads {
    private final Node node;
    private final @Nullable Tensor[] outs;
    private final BackwardPass pass;

    Grads(Node node, @Nullable Tensor[] outs, BackwardPass pass) {
        this.node = node;
        this.outs = outs;
        this.pass = pass;
    }

    /** {@return the gradient of the only output} */
    public Tensor out() {
        return out(0);
    }

    /**
     * {@return the gradient of an output, zeros if nothing used that output}
     *
     * @param i which output
     */
    public Tensor out(int i) {
        Tensor g = outs[i];
        return g != null ? g : Tensor.zeros(node.outputTypes[i], node.outputShapes[i]);
    }

    /**
     * {@return a tensor that was saved}
     *
     * @param i its position in the list given to {@link Autograd#record}
     * @throws IllegalStateException if it was released or overwritten since
     */
    public Tensor saved(int i) {
        Saved s = node.saved[i];
        if (s == null) {
            throw new IllegalStateException("'" + node.op + "' saved nothing at position " + i);
        }
        return s.get(node.op);
    }

    /**
     * {@return whether the gradient of an input is wanted}
     *
     * @param i which input
     */
    public boolean needs(int i) {
        Meta m = node.inputs[i];
        return m != null && pass.wants(m);
    }

    /**
     * {@return the shape of an input}
     *
     * @param i which input
     */
    public Shape shape(int i) {
        return node.shapes[i];
    }

    /**
     * Delivers the gradient of an input; the supplier runs only if it is wanted. A gradient of the shape that a
     * broadcast result has is summed back to the input's shape, and converted to its type.
     *
     * @param i which input
     * @param gradient computes it
     */
    public void to(int i, Supplier<Tensor> gradient) {
        Meta m = node.inputs[i];
        if (m != null && pass.wants(m)) {
            pass.deliver(m, gradient.get().sumTo(node.shapes[i]).to(node.types[i]));
        }
    }
}
