package io.vivace.memory;

import io.vivace.tensor.Tensor;
import java.lang.ref.Reference;

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

    /**
     * A tensor dropped here comes back through the same cleaner as theirs: when its memory has, the cleaner is at work. That the
     * collector has found it is not enough, as the cleaner is a thread of its own.
     */
    private static MemoryStats afterCollection() {
        Storage dropped = dropped();
        for (int i = 0; !dropped.isExclusive(); i++) {
            if (i == COLLECTIONS) {
                throw new AssertionError("the collector leaves a dropped tensor alone: something still refers to it");
            }
            System.gc();
            long since = System.nanoTime();
            while (!dropped.isExclusive() && System.nanoTime() - since < QUIET) {
                Thread.onSpinWait();
            }
        }
        dropped.release();
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

    /** {@return the memory of a tensor that nobody refers to, held by the caller} */
    private static Storage dropped() {
        Tensor tensor = Tensor.zeros(1).keep();
        Storage memory = tensor.view().storage();
        memory.retain();
        Reference.reachabilityFence(tensor);
        return memory;
    }
}
