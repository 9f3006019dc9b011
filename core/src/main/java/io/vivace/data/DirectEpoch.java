package io.vivace.data;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Makes each batch when it is asked for. */
final class DirectEpoch implements Loader.Epoch {
    private final EpochPlan plan;
    private int next;
    private @Nullable Batch ready;
    private double waited;

    DirectEpoch(EpochPlan plan) {
        this.plan = plan;
        next = plan.first();
    }

    @Override
    public boolean hasNext() {
        long start = System.nanoTime();
        while (ready == null && next < plan.size()) {
            ready = load(next++);
        }
        waited += (System.nanoTime() - start) * 1e-9;
        return ready != null;
    }

    private @Nullable Batch load(int b) {
        try {
            return plan.load(b);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new LoadException("the thread was interrupted while it made a batch", e);
        } catch (Exception e) {
            close();
            throw plan.failure(b, e);
        }
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
        if (ready != null) {
            ready.close();
            ready = null;
        }
    }
}
