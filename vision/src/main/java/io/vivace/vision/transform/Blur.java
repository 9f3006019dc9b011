package io.vivace.vision.transform;

import io.vivace.tensor.Rng;
import java.util.List;

/**
 * Makes every pixel the mean of a square around it (fastai 0.7 RandomBlur).
 *
 * @param sides of the square in pixels of the result, to choose from; 5 in fastai
 * @param p the probability; ½ in fastai
 */
public record Blur(List<Integer> sides, double p) implements Transform {
    /** Checks the numbers. */
    public Blur {
        sides = List.copyOf(sides);
        if (sides.isEmpty() || sides.stream().anyMatch(s -> s < 1)) {
            throw new IllegalArgumentException("blur: give sides of at least 1 pixel, got " + sides);
        }
        Numbers.probability("blur", p);
    }

    @Override
    public void draw(Rng rng, Sketch sketch) {
        if (rng.chance(p)) {
            int side = sides.get(rng.nextInt(sides.size()));
            sketch.pixels(image -> image.blur(side));
        }
    }
}
