package io.vivace.memory;

import io.vivace.tensor.Tensor;
import java.lang.ref.WeakReference;

/** Reads the counters once what other tests of this JVM have dropped without a scope is back in the pool. */
public final class Settled {
    private static final long QUIET = 50_000_000;
    private static final int COLLECTIONS = 100;

    private Settled() {}

    /** {@return the figures when two collections in a row have changed nothing} */
    public static MemoryStats stats() {
        MemoryStats before = afterCollection();
        MemoryStats now = afterCollection();
        while (now.inUse() != before.inUse() || now.live() != before.live()) {
            before = now;
            now = afterCollection();
        }
        return now;
    }

    /** A tensor dropped here comes back through the same cleaner as theirs: when it has, the cleaner is at work. */
    private static MemoryStats afterCollection() {
        WeakReference<Tensor> dropped = new WeakReference<>(Tensor.zeros(1).keep());
        for (int i = 0; dropped.get() != null; i++) {
            if (i == COLLECTIONS) {
                throw new AssertionError("the collector leaves a dropped tensor alone: something still refers to it");
            }
            System.gc();
        }
        MemoryStats now = MemoryStats.now();
        long since = System.nanoTime();
        while (System.nanoTime() - since < QUIET) {
            Thread.onSpinWait();
            MemoryStats next = MemoryStats.now();
            if (!next.equals(now)) {
                now = next;
                since = System.nanoTime();
            }
        }
        return now;
    }
}
