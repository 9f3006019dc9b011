package io.vivace.data;

import java.lang.ref.Cleaner;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Hands out, in order, what workers make ahead. */
final class WorkerEpoch implements Loader.Epoch {
    private static final Cleaner CLEANER = Cleaner.create();

    private final EpochPlan plan;
    private final Workers workers;
    private final Cleaner.Cleanable forgotten;
    private @Nullable Batch ready;
    private int next;
    private double waited;

    WorkerEpoch(EpochPlan plan, LoaderOptions options) {
        this.plan = plan;
        next = plan.first();
        workers = new Workers(plan, options.prefetch());
        forgotten = CLEANER.register(this, workers::stop);
        workers.start(Math.min(options.workers(), Math.max(0, plan.size() - plan.first())));
    }

    @Override
    public boolean hasNext() {
        long start = System.nanoTime();
        while (ready == null && next < plan.size()) {
            ready = take();
        }
        waited += (System.nanoTime() - start) * 1e-9;
        return ready != null;
    }

    private @Nullable Batch take() {
        Workers.Made made;
        try {
            made = workers.take(next);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new LoadException("the thread was interrupted while it waited for a batch", e);
        }
        if (made.failure() != null) {
            int failed = next;
            close();
            throw plan.failure(failed, made.failure());
        }
        next++;
        return made.batch();
    }

    @Override
    public Batch next() {
        if (!hasNext() || ready == null) {
            throw new NoSuchElementException("the epoch has no more batches");
        }
        Batch b = ready;
        ready = null;
        return b;
    }

    @Override
    public int position() {
        return ready == null ? next : next - 1;
    }

    @Override
    public double secondsWaited() {
        return waited;
    }

    @Override
    public void close() {
        next = plan.size();
        forgotten.clean();
        workers.join();
        if (ready != null) {
            ready.close();
            ready = null;
        }
    }
}
