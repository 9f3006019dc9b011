package io.vivace.backend.cpu;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shares Java loops between the cores. The caller works, too, and takes what its helpers do not get to: callers never wait
 * for one another, only for parts that a helper has begun. There are as many threads as OpenMP has in the kernels, see
 * {@link CpuThreads}.
 */
final class Team {
    private static final long WORTH_SHARING = 1 << 15;
    private static final ThreadPoolExecutor HELPERS = helpers();

    /** Does some of the parts. */
    interface Worker {
        /**
         * Does one part.
         *
         * @param part its number
         */
        void run(long part);
    }

    private Team() {}

    private static ThreadPoolExecutor helpers() {
        int n = Math.max(1, CpuThreads.count() - 1);
        var pool = new ThreadPoolExecutor(n, n, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread t = new Thread(work, "vivace-kernel");
            t.setDaemon(true);
            return t;
        });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Keeps as many helpers ready as a new number of threads needs. */
    static void resize(int threads) {
        int n = Math.max(1, threads - 1);
        HELPERS.setCorePoolSize(0); // so that the most may fall
        HELPERS.setMaximumPoolSize(n);
        HELPERS.setCorePoolSize(n);
    }

    /**
     * Does all parts, in any order.
     *
     * @param parts how many
     * @param elements how many elements they have in all: few are done by the caller alone
     * @param workers makes the worker of each thread that takes part, with arrays of its own
     */
    static void share(long parts, long elements, Supplier<? extends Worker> workers) {
        long threads = elements < WORTH_SHARING ? 1 : Math.min(CpuThreads.count(), parts);
        if (threads <= 1) {
            Worker alone = workers.get();
            for (long i = 0; i < parts; i++) {
                alone.run(i);
            }
            return;
        }
        var job = new Job(parts, workers);
        for (long i = 1; i < threads; i++) {
            HELPERS.execute(job);
        }
        job.run();
        job.await();
    }

    /** Parts to be taken one by one. */
    private static final class Job implements Runnable {
        private final long parts;
        private final Supplier<? extends Worker> workers;
        private final AtomicLong next = new AtomicLong();
        private final AtomicLong done = new AtomicLong();
        private final CountDownLatch finished = new CountDownLatch(1);
        private volatile @Nullable Throwable failure;

        Job(long parts, Supplier<? extends Worker> workers) {
            this.parts = parts;
            this.workers = workers;
        }

        @Override
        public void run() {
            long part = next.getAndIncrement();
            if (part >= parts) {
                return; // a helper that comes too late
            }
            Worker worker = null;
            for (; part < parts; part = next.getAndIncrement()) {
                try {
                    if (worker == null) {
                        worker = workers.get();
                    }
                    worker.run(part);
                } catch (RuntimeException | Error e) {
                    failure = e; // thrown by the caller's thread
                }
                if (done.incrementAndGet() == parts) {
                    finished.countDown();
                }
            }
        }

        void await() {
            boolean interrupted = false;
            while (true) {
                try {
                    finished.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true; // memory in use must not be given back early
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
        }
    }
}
