package io.vivace.vision.transform;

import io.vivace.tensor.Rng;

/**
 * Tilts the frame about one of its sides: the two corners of the opposite side move apart or together (fastai 1 tilt).
 *
 * @param magnitude the most each moves, in half frames, either way
 * @param p the probability
 */
public record Tilt(double magnitude, double p) implements Transform {
    /** How many directions there are. */
    static final int DIRECTIONS = 4;

    private static final int[][] MOVED = {{2, 3}, {0, 1}, {1, 3}, {0, 2}};

    /** Checks the numbers. */
    public Tilt {
        Numbers.belowOne("tilt", magnitude);
        Numbers.probability("tilt", p);
    }

    @Override
    public void draw(Rng rng, Sketch sketch) {
        if (rng.chance(p)) {
            Corners.move(sketch, corners(rng.nextInt(DIRECTIONS), rng.uniform(-magnitude, magnitude)));
        }
    }

    /** {@return where the corners go} Directions: 0 the right side grows, 1 the left, 2 the lower, 3 the upper one. */
    static double[][] corners(int direction, double by) {
        double[][] to = Corners.atRest();
        for (int corner : MOVED[direction]) {
            Corners.push(to, corner, direction < 2 ? 1 : 0, by);
        }
        return to;
    }
}
