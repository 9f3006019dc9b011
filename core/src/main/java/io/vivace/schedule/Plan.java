package io.vivace.schedule;

import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Which phase each batch of a fit belongs to. Phases may end between two batches; the next one then begins with the batch
 * that follows.
 */
public final class Plan {
    /** Lengths such as 0.1 + 0.2 epochs are not exact; a batch is not added for that. */
    private static final double ROUNDING = 1e-9;

    private final List<TrainPhase> phases;
    private final double[] lengths;
    private final long[] starts; // one more than phases: the last is the end

    /**
     * Lays phases one after the other.
     *
     * @param phases in order
     * @param batchesPerEpoch of the data that a phase trains on
     * @throws IllegalArgumentException if there are no phases, or they have no batch together
     */
    public Plan(List<TrainPhase> phases, ToIntFunction<TrainPhase> batchesPerEpoch) {
        this.phases = List.copyOf(phases);
        lengths = new double[phases.size()];
        starts = new long[phases.size() + 1];
        double end = 0;
        for (int i = 0; i < lengths.length; i++) {
            int perEpoch = batchesPerEpoch.applyAsInt(phases.get(i));
            lengths[i] = phases.get(i).lengthInBatches(perEpoch);
            end += phases.get(i).cutInBatches(perEpoch);
            starts[i + 1] = (long) Math.ceil(end - ROUNDING * Math.max(1, end));
        }
        if (batches() == 0) {
            throw new IllegalArgumentException("nothing to train: " + phases.size()
                    + " phases with 0 batches together; give them a length above 0");
        }
    }

    /** {@return the phases} */
    public List<TrainPhase> phases() {
        return phases;
    }

    /** {@return the number of batches of all phases together} */
    public long batches() {
        return starts[lengths.length];
    }

    /**
     * {@return the number of the phase that a batch belongs to}
     *
     * @param batch from 0, of the whole fit
     */
    public int phase(long batch) {
        int i = 0;
        while (i < lengths.length - 1 && batch >= starts[i + 1]) {
            i++;
        }
        return i;
    }

    /**
     * {@return the first batch of a phase}
     *
     * @param phase its number
     */
    public long start(int phase) {
        return starts[phase];
    }

    /**
     * {@return which part of its phase, before any cut, has passed at a batch, 0 to 1}
     *
     * @param batch from 0, of the whole fit
     */
    public double passed(long batch) {
        int i = phase(batch);
        return lengths[i] == 0 ? 0 : Math.min(1, (batch - starts[i]) / lengths[i]);
    }
}
