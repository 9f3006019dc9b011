package io.vivace.vision.transform;

import io.vivace.tensor.Rng;
import io.vivace.vision.image.Border;
import io.vivace.vision.image.Size;

/** Sketches with anything noted in them, for tests of what must always hold. */
final class RandomSketches {
    private RandomSketches() {}

    static Sketch any(long seed) {
        var rng = new Rng(seed);
        Size image = size(rng, 20, 90);
        Size out = rng.chance(0.3) ? Size.square(10 + rng.nextInt(60)) : size(rng, 10, 80);
        Border border = Border.values()[rng.nextInt(4)];
        Resize how = Resize.values()[rng.nextInt(4)];
        Sketch s = new Framing(out, how, rng.chance(0.2) ? 30 : 0, border).sketch(image);
        if (rng.chance(0.3)) {
            new RandomResizedCrop(0.2, 0.6).draw(rng, s);
        }
        if (rng.chance(0.3)) {
            s.cropAt(rng.nextInt(8), rng.chance(0.5), rng.nextDouble(), rng.nextDouble());
        } else {
            s.cropAt(rng.nextDouble(), rng.nextDouble());
        }
        new Rotate(40, 0.4).draw(rng, s);
        new Warp(0.2, 0.4).draw(rng, s);
        new Zoom(0.7, 1.5, 0.4).draw(rng, s);
        new Flip(0.5).draw(rng, s);
        new Dihedral().draw(rng, s);
        return s;
    }

    private static Size size(Rng rng, int least, int most) {
        return Size.of(least + rng.nextInt(most - least), least + rng.nextInt(most - least));
    }
}
