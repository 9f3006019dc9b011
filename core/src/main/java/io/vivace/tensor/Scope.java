package io.vivace.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives memory back at a known moment: tensors made by this thread while the scope is open are released when it closes,
 * except those that were {@link Tensor#keep() kept}. Scopes nest. The learner opens one per batch.
 *
 * <pre>{@code
 * try (var scope = Scope.open()) {
 *     loss = net.forward(x).mean();
 *     loss.backward();
 * }                                   // everything made inside is back in the pool; gradients stay
 * }</pre>
 */
public final class Scope implements AutoCloseable {
    private static final int FIRST_SWEEP = 4096;

    private final List<Tensor> owned = new ArrayList<>();
    private final ThreadState state;
    private final @Nullable Scope parent;
    private int nextSweep = FIRST_SWEEP;
    private boolean closed;

    private Scope(ThreadState state) {
        this.state = state;
        parent = state.scope;
        state.scope = this;
    }

    /** {@return a scope, innermost of this thread until it is closed} */
    public static Scope open() {
        return new Scope(ThreadState.current());
    }

    /**
     * {@return the tensor that the work makes; everything else it makes is released} The result belongs to the scope
     * around, if there is one.
     *
     * @param work what to compute
     */
    public static Tensor compute(Supplier<Tensor> work) {
        try (var scope = open()) {
            Tensor result = work.get();
            if (result.owner() == scope) {
                result.moveTo(scope.parent);
            }
            return result;
        }
    }

    void add(Tensor t) {
        owned.add(t);
        if (owned.size() >= nextSweep) {
            owned.removeIf(Tensor::isReleased);
            nextSweep = Math.max(FIRST_SWEEP, owned.size() * 2);
        }
    }

    /** Forgets a tensor at once, so that the collector can have it while this scope is open. */
    void remove(Tensor t) {
        int at = owned.lastIndexOf(t); // what is kept was most often made just now
        if (at >= 0) { // else it was released, and swept out
            owned.remove(at);
        }
    }

    /**
     * Releases what was made inside.
     *
     * @throws IllegalStateException if another thread opened it, or a scope opened later is still open
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (ThreadState.current() != state) {
            throw new IllegalStateException("a Scope belongs to the thread that opened it; close it there");
        }
        if (state.scope != this) {
            throw new IllegalStateException("this Scope is not the innermost open one: close scopes in reverse order,"
                    + " best with try (var scope = Scope.open()) { ... }");
        }
        closed = true;
        state.scope = parent;
        owned.forEach(Tensor::close);
        owned.clear();
    }
}
