package io.vivace.memory;

/** Reads the counters once what other tests of this JVM have dropped without a scope is back in the pool. */
public final class Settled {
    private static final long QUIET = 30_000_000;

    private Settled() {}

    /** {@return the figures after a collection, when they have stood still for a moment} */
    public static MemoryStats stats() {
        System.gc();
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
