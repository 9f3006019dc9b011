package io.vivace.vision.transform;

import io.vivace.tensor.Rng;
import io.vivace.vision.image.Size;

/**
 * Takes every pixel from a random place near its own (fastai 1 jitter). Points and boxes stay within that distance of what
 * they mark.
 *
 * @param magnitude the most a place moves along rows and along columns, in half frames
 * @param p the probability
 */
public record Jitter(double magnitude, double p) implements Transform {
    /** Checks the numbers. */
    public Jitter {
        Numbers.belowOne("jitter", magnitude);
        Numbers.probability("jitter", p);
    }

    @Override
    public void draw(Rng rng, Sketch sketch) {
        if (rng.chance(p)) {
            Size s = sketch.frame();
            sketch.displace(s, noise(rng, s, s.height() / 2.0), noise(rng, s, s.width() / 2.0));
        }
    }

    private float[] noise(Rng rng, Size s, double half) {
        float[] v = new float[s.height() * s.width()];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) (rng.uniform(-magnitude, magnitude) * half);
        }
        return v;
    }
}
