package io.vivace.vision.transform;

import io.vivace.tensor.Rng;

/**
 * Moves one corner of the frame along one axis, in one of eight directions (fastai 1 skew).
 *
 * @param magnitude the most it moves, in half frames, outwards or inwards
 * @param p the probability
 */
public record Skew(double magnitude, double p) implements Transform {
    /** How many directions there are. */
    static final int DIRECTIONS = 8;

    /** Checks the numbers. */
    public Skew {
        Numbers.belowOne("skew", magnitude);
        Numbers.probability("skew", p);
    }

    @Override
    public void draw(Rng rng, Sketch sketch) {
        if (rng.chance(p)) {
            Corners.move(sketch, corners(rng.nextInt(DIRECTIONS), rng.uniform(-magnitude, magnitude)));
        }
    }

    /** {@return where the corners go} Direction 2k moves corner k along columns, 2k + 1 along rows. */
    static double[][] corners(int direction, double by) {
        double[][] to = Corners.atRest();
        Corners.push(to, direction / 2, direction % 2, by);
        return to;
    }
}
