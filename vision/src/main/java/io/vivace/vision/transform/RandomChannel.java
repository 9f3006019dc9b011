package io.vivace.vision.transform;

import io.vivace.tensor.Rng;

/**
 * Puts noise in place of one channel (fastai 1 rgb_randomize).
 *
 * @param channel which, 0 to 2; −1 for a random one each time. Pictures without it stay as they are
 * @param threshold noise is uniform from 0 to a bound, and that is uniform from 0 to this; 0.3 in fastai
 * @param p the probability
 */
public record RandomChannel(int channel, double threshold, double p) implements Transform {
    /** Checks the numbers. */
    public RandomChannel {
        if (channel < -1 || channel > 2) {
            throw new IllegalArgumentException(
                    "randomChannel: give a channel from 0 to 2, or -1 for any, got " + channel);
        }
        Numbers.probability("randomChannel", threshold);
        Numbers.probability("randomChannel", p);
    }

    @Override
    public void draw(Rng rng, Sketch sketch) {
        if (rng.chance(p)) {
            int which = channel < 0 ? rng.nextInt(3) : channel;
            sketch.fillChannel(which, Filling.noise(rng.nextLong(), rng.uniform(0, threshold)));
        }
    }
}
