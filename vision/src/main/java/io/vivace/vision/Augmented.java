package io.vivace.vision;

import io.vivace.data.Loader;
import io.vivace.tensor.Rng;
import io.vivace.vision.transform.Dihedral;
import io.vivace.vision.transform.Flip;
import io.vivace.vision.transform.GoogLeNetCrop;
import io.vivace.vision.transform.RandomCrop;
import io.vivace.vision.transform.RandomResizedCrop;
import io.vivace.vision.transform.Sketch;
import io.vivace.vision.transform.Transform;
import io.vivace.vision.transform.Zoom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Validation pictures seen in several ways, for test-time augmentation. */
final class Augmented {
    private static final int PASSES = 8;

    private Augmented() {}

    /**
     * {@return eight loaders: each corner, enlarged, as it is and mirrored; what else is random in training stays so} (fastai
     * 1)
     *
     * @param data whose validation items
     * @param scale how much the corners are enlarged
     */
    static List<Loader> corners(ImageDataBunch data, double scale) {
        List<Transform> kept = data.pieces().stream()
                .filter(p -> !(p instanceof RandomCrop
                        || p instanceof RandomResizedCrop
                        || p instanceof GoogLeNetCrop
                        || p instanceof Flip
                        || p instanceof Dihedral
                        || p instanceof Zoom))
                .toList();
        return IntStream.range(0, PASSES)
                .mapToObj(i -> {
                    List<Transform> pieces = new ArrayList<>(kept);
                    pieces.add(new Corner(i & 1, i >> 1 & 1, (i & 4) != 0, scale));
                    return data.valid(pieces, i);
                })
                .toList();
    }

    /**
     * {@return loaders that change validation pictures at random as training does} (fastai 0.7)
     *
     * @param data whose validation items
     * @param passes how many
     */
    static List<Loader> asInTraining(ImageDataBunch data, int passes) {
        return IntStream.range(0, passes)
                .mapToObj(i -> data.valid(data.pieces(), i))
                .toList();
    }

    /** A corner of the picture, enlarged. */
    private record Corner(int row, int column, boolean mirrored, double scale) implements Transform {
        @Override
        public void draw(Rng rng, Sketch sketch) {
            sketch.cropAt(row, column);
            sketch.zoom(scale, row, column);
            if (mirrored) {
                sketch.flipHorizontally();
            }
        }
    }
}
