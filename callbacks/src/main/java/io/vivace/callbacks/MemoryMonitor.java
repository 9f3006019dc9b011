package io.vivace.callbacks;

import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Step;
import io.vivace.memory.MemoryStats;
import io.vivace.memory.Pool;

/**
 * Measures the most memory that was in use in an epoch, as columns of the table that loggers take over, in megabytes (10⁶ bytes):
 * {@code native_mb}, what tensors held at once, and {@code heap_mb}, the Java heap as seen after each batch, garbage included.
 *
 * <pre>{@code learner.callbacks(new MemoryMonitor())}</pre>
 */
public final class MemoryMonitor implements Callback {
    private static final double MEGABYTE = 1e6;

    private long peakBefore;
    private long heap;

    /** Makes one. */
    public MemoryMonitor() {}

    @Override
    public void beforeEpoch(Epoch epoch) {
        peakBefore = MemoryStats.now().peak();
        Pool.host().resetPeak();
        heap = 0;
    }

    @Override
    public void afterBatch(Step step) {
        Runtime java = Runtime.getRuntime();
        heap = Math.max(heap, java.totalMemory() - java.freeMemory());
    }

    @Override
    public void afterEpoch(Epoch epoch) {
        epoch.metric("native_mb", MemoryStats.now().peak() / MEGABYTE);
        epoch.metric("heap_mb", heap / MEGABYTE);
        Pool.host().raisePeak(peakBefore);
        peakBefore = 0;
    }
}
