package io.vivace.tensor;

import org.jspecify.annotations.Nullable;

/** What tensors ask of the current thread: the innermost scope and whether operations are recorded. */
final class ThreadState {
    private static final ThreadLocal<ThreadState> CURRENT = ThreadLocal.withInitial(ThreadState::new);

    @Nullable
    Scope scope;

    boolean recording = true;

    private ThreadState() {}

    static ThreadState current() {
        return CURRENT.get();
    }
}
