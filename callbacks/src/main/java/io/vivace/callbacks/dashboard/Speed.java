package io.vivace.callbacks.dashboard;

import io.vivace.memory.MemoryStats;

/** How fast training is and what memory it takes, measured over half seconds at least. */
final class Speed {
    private static final double SPAN = 0.5;
    private static final double NANOS = 1e-9;
    private static final double MEGA = 1e-6;

    private final Run run;
    private long begin;
    private long lastEnd;
    private double waited;
    private long items;
    private long tensors;

    Speed(Run run) {
        this.run = run;
    }

    /** Training begins, or goes on after something else. */
    void restart() {
        begin = System.nanoTime();
        lastEnd = begin;
        waited = 0;
        items = 0;
        tensors = 0;
    }

    /** A batch has come. */
    void loaded() {
        waited += (System.nanoTime() - lastEnd) * NANOS;
    }

    /** The activations of a batch are in memory. */
    void forwarded() {
        tensors = Math.max(tensors, MemoryStats.now().inUse());
    }

    /** A batch is done with. */
    void trained(int size) {
        items += size;
        long now = System.nanoTime();
        double seconds = (now - begin) * NANOS;
        if (seconds >= SPAN) {
            run.add("speed", "items/s", items / seconds);
            run.add("wait", "waiting for data", 100 * Math.min(1, waited / seconds));
            run.add("memory", "tensors", Math.max(tensors, MemoryStats.now().inUse()) * MEGA);
            Runtime java = Runtime.getRuntime();
            run.add("memory", "Java heap", (java.totalMemory() - java.freeMemory()) * MEGA);
            restart();
        }
        lastEnd = now;
    }
}
