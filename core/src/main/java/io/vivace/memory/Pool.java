package io.vivace.memory;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Host memory by size class. Fresh memory costs page faults that take longer than the arithmetic done on it, so what
 * is given back is kept for the next request of its class. Classes are powers of two with three steps between.
 */
public final class Pool {
    private static final int MIN_BITS = 6;
    private static final String JAVACPP_LIMIT = "org.bytedeco.javacpp.maxphysicalbytes";

    static {
        // JavaCPP would refuse memory at four times the heap, what is cached here included; the pool has a limit of its
        // own
        if (System.getProperty(JAVACPP_LIMIT) == null) {
            System.setProperty(JAVACPP_LIMIT, "0");
        }
    }

    private static final Pool INSTANCE = new Pool(MemoryStats.defaultLimit());

    private final ArrayDeque<Block>[] free;
    private final AtomicLong inUse = new AtomicLong();
    private final AtomicLong cached = new AtomicLong();
    private final AtomicLong peak = new AtomicLong();
    private final AtomicLong live = new AtomicLong();
    private volatile long limit;

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of generics
    private Pool(long limit) {
        this.limit = limit;
        free = new ArrayDeque[(63 - MIN_BITS) * 4];
        for (int i = 0; i < free.length; i++) {
            free[i] = new ArrayDeque<>();
        }
    }

    /** {@return the pool of this process} */
    public static Pool host() {
        return INSTANCE;
    }

    /**
     * {@return memory of at least this size; its content is arbitrary}
     *
     * @param bytes size
     * @throws MemoryLimitException if the limit would be passed or the system has no more
     */
    public Storage allocate(long bytes) {
        int k = sizeClass(bytes);
        Block b = poll(k);
        if (b == null) {
            b = fresh(bytes, capacity(k));
        } else {
            cached.addAndGet(-b.capacity);
        }
        Block block = b;
        long now = inUse.addAndGet(block.capacity);
        peak.accumulateAndGet(now, Math::max);
        live.incrementAndGet();
        return Storage.pooled(block, bytes, () -> giveBack(block, k));
    }

    private @Nullable Block poll(int k) {
        ArrayDeque<Block> list = free[k];
        synchronized (list) {
            return list.pollLast();
        }
    }

    private Block fresh(long bytes, long capacity) {
        if (inUse.get() + cached.get() + capacity > limit) {
            trim();
            if (inUse.get() + capacity > limit) {
                collectForgotten();
            }
            if (inUse.get() + capacity > limit) {
                throw new MemoryLimitException(bytes, stats());
            }
        }
        Block b = Block.allocate(capacity);
        if (b == null) {
            trim();
            b = Block.allocate(capacity);
        }
        if (b == null) {
            throw new MemoryLimitException(bytes, stats());
        }
        return b;
    }

    /** Tensors dropped outside any scope come back only through the collector: ask it once before giving up. */
    private void collectForgotten() {
        System.gc();
        long deadline = System.nanoTime() + 200_000_000L;
        long before = inUse.get();
        while (inUse.get() == before && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        trim();
    }

    private void giveBack(Block block, int k) {
        inUse.addAndGet(-block.capacity);
        live.decrementAndGet();
        cached.addAndGet(block.capacity);
        ArrayDeque<Block> list = free[k];
        synchronized (list) {
            list.addLast(block);
        }
    }

    /** Returns all cached memory to the system. */
    public void trim() {
        for (ArrayDeque<Block> list : free) {
            synchronized (list) {
                for (Block b : list) {
                    cached.addAndGet(-b.capacity);
                    b.free();
                }
                list.clear();
            }
        }
    }

    /** {@return what is used and cached now} */
    public MemoryStats stats() {
        return new MemoryStats(inUse.get(), cached.get(), peak.get(), live.get(), limit);
    }

    /** Sets the peak to what is in use now. */
    public void resetPeak() {
        peak.set(inUse.get());
    }

    /**
     * Sets the peak to a higher value, such as the one before it was reset, so that nobody else notices a measurement.
     *
     * @param bytes a peak; a lower one than that of now changes nothing
     */
    public void raisePeak(long bytes) {
        peak.accumulateAndGet(bytes, Math::max);
    }

    /**
     * Sets the most bytes that may be in use or cached.
     *
     * @param bytes the limit
     */
    public void limit(long bytes) {
        limit = bytes;
    }

    static int sizeClass(long bytes) {
        long n = Math.max(bytes, 1L << MIN_BITS);
        int top = 63 - Long.numberOfLeadingZeros(n - 1 | 1);
        if (n <= 1L << MIN_BITS) {
            return 0;
        }
        long quarter = (1L << top) / 4;
        int step = (int) ((n - (1L << top) + quarter - 1) / quarter); // 1..4 quarters above 2^top
        return (top - MIN_BITS) * 4 + step;
    }

    static long capacity(int sizeClass) {
        long base = 1L << (MIN_BITS + sizeClass / 4);
        return base + base / 4 * (sizeClass % 4);
    }
}
