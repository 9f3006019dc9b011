package io.vivace.learn;

import io.vivace.schedule.Plan;

/**
 * Where a fit is, between two batches or two epochs.
 *
 * @param epoch number of the epoch of now, or of the next one
 * @param first the first batch of that epoch, counted over the whole plan
 * @param at the next batch, counted over the whole plan
 * @param position how many of the planned batches of the epoch lie behind
 * @param inEpoch whether the epoch has begun
 * @param trained how many batches the fit has trained
 */
record Place(int epoch, long first, long at, int position, boolean inEpoch, long trained) {
    static final Place START = new Place(0, 0, 0, 0, false, 0);

    /** {@return after another batch} */
    Place batch(int newPosition) {
        return new Place(epoch, first, at + 1, newPosition, true, trained + 1);
    }

    /** {@return after the epoch} */
    Place epochThatBeginsAt(long batch) {
        return new Place(epoch + 1, batch, batch, 0, false, trained);
    }

    void save(SavedState to) {
        to.put("epoch", epoch);
        to.put("first", first);
        to.put("at", at);
        to.put("position", position);
        to.put("in_epoch", inEpoch);
        to.put("trained", trained);
    }

    /**
     * {@return the place that was saved}
     *
     * @throws IllegalArgumentException if it does not lie in the plan
     */
    static Place load(SavedState from, Plan plan) {
        Place p = new Place(
                Math.toIntExact(from.whole("epoch")),
                from.whole("first"),
                from.whole("at"),
                Math.toIntExact(from.whole("position")),
                from.flag("in_epoch"),
                from.whole("trained"));
        boolean inPlan = 0 <= p.first && p.first <= p.at && p.at <= plan.batches();
        if (!inPlan || p.epoch < 0 || p.position < 0 || p.trained < 0 || p.trained > p.at) {
            throw new IllegalArgumentException(
                    "it stands at " + p + ", outside of a plan of " + plan.batches() + " batches");
        }
        return p;
    }
}
