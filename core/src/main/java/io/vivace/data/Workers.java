package io.vivace.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Threads that make the batches of one epoch ahead of their use. Each takes the next number, as long as no more than a
 * bound are ready or in the making; the batches leave by number. It knows nothing of the epoch it works for, so that an
 * epoch that is forgotten can be noticed.
 */
final class Workers {
    /** What became of a batch: both null when none of its items could be used. */
    record Made(@Nullable Batch batch, @Nullable Throwable failure) {}

    private final EpochPlan plan;
    private final int bound;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<Integer, Made> ready = new HashMap<>();
    private int claimed;
    private int taken;
    private boolean stopped;

    Workers(EpochPlan plan, int bound) {
        this.plan = plan;
        this.bound = bound;
        claimed = plan.first();
        taken = plan.first();
    }

    void start(int count) {
        for (int i = 0; i < count; i++) {
            var t = new Thread(this::work, "vivace-loader-" + (i + 1));
            t.setDaemon(true);
            threads.add(t);
            t.start();
        }
    }

    private void work() {
        for (int b = claim(); b >= 0; b = claim()) {
            try {
                deliver(b, new Made(plan.load(b), null));
            } catch (Throwable t) { // whatever it is, the thread that trains must hear of it
                deliver(b, new Made(null, t));
            }
        }
    }

    /** {@return the number of the batch to make next, or −1 when there is nothing left to do} */
    private synchronized int claim() {
        while (!stopped && claimed < plan.size() && claimed >= taken + bound) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return -1;
            }
        }
        return stopped || claimed >= plan.size() ? -1 : claimed++;
    }

    private synchronized void deliver(int b, Made made) {
        if (stopped) {
            close(made);
        } else {
            ready.put(b, made);
            notifyAll();
        }
    }

    /** {@return the batch of this number, when it is ready} Numbers are asked for in order. */
    synchronized Made take(int b) throws InterruptedException {
        Made made = ready.remove(b);
        while (made == null) {
            if (stopped) {
                throw new IllegalStateException("the epoch was closed");
            }
            wait();
            made = ready.remove(b);
        }
        taken = b + 1;
        notifyAll();
        return made;
    }

    /** Tells the threads to end and gives back what nobody took. */
    synchronized void stop() {
        stopped = true;
        ready.values().forEach(Workers::close);
        ready.clear();
        threads.forEach(Thread::interrupt);
        notifyAll();
    }

    /** Waits until the threads have ended, which takes at most the time of one item each. */
    void join() {
        boolean interrupted = false;
        for (Thread t : threads) {
            while (t.isAlive()) {
                try {
                    t.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Made made) {
        if (made.batch() != null) {
            made.batch().close();
        }
    }
}
