package io.vivace.tensor;

import org.jspecify.annotations.Nullable;

/** What tensors ask of the current thread: the innermost scope, whether operations are recorded or traced, and the precision of products. */
final class ThreadState {
    private static final ThreadLocal<ThreadState> CURRENT = ThreadLocal.withInitial(ThreadState::new);

    @Nullable
    Scope scope;

    @Nullable
    Trace trace;

    boolean recording = true;
    Precision precision = Precision.F32;

    private ThreadState() {}

    static ThreadState current() {
        return CURRENT.get();
    }
}
