package io.vivace.callbacks;

import io.vivace.learn.Monitor;
import io.vivace.learn.SavedState;

/** Counts how long a number has not improved. */
final class Patience {
    private final Monitor monitor;
    private final int epochs;
    private final double margin;
    private double best;
    private int waited;

    /**
     * Begins.
     *
     * @param monitor the number
     * @param epochs how many without improvement are let pass
     * @param margin by how much a value must beat the best one to count
     */
    Patience(Monitor monitor, int epochs, double margin) {
        if (epochs < 0) {
            throw new IllegalArgumentException("patience counts epochs, from 0; got " + epochs);
        }
        if (!(margin >= 0)) {
            throw new IllegalArgumentException("the margin of an improvement is at least 0, got " + margin);
        }
        this.monitor = monitor;
        this.epochs = epochs;
        this.margin = margin;
        best = monitor.worst();
    }

    /** {@return whether patience is used up with this value} */
    boolean isUsedUp(double value) {
        if (monitor.isBetter(value, best, margin)) {
            best = value;
            waited = 0;
        } else {
            waited++;
        }
        return waited > epochs;
    }

    /** Waits anew for an improvement on the best value. */
    void restart() {
        waited = 0;
    }

    double best() {
        return best;
    }

    int waited() {
        return waited;
    }

    void save(SavedState to) {
        to.put("best", best);
        to.put("waited", waited);
    }

    void load(SavedState from) {
        best = from.number("best");
        waited = (int) from.whole("waited");
    }
}
