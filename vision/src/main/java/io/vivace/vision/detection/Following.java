package io.vivace.vision.detection;

import io.vivace.vision.transform.Mapping;
import io.vivace.vision.transform.Sketch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How boxes follow the changes of their picture.
 *
 * @param painted whether a box becomes what it would be if it were painted and the painting changed like a mask: whole pixels, the last row
 *     and column left out (fastai 0.7); otherwise the box around its moved corners is cut at the edges of the picture
 * @param leastShare of the moved box's area that must be in the picture where it is cut, 0 to 1
 */
record Following(boolean painted, double leastShare) {
    static final Following PAINTED = new Following(true, 0);

    Following {
        if (!(leastShare >= 0 && leastShare <= 1)) {
            throw new IllegalArgumentException("the least share of a box is a number from 0 to 1, got " + leastShare);
        }
    }

    static Following clipped(double leastShare) {
        return new Following(false, leastShare);
    }

    /**
     * {@return the things of the picture that a sketch makes} Things of which nothing is left are gone, or at {@link Box#NONE}.
     *
     * @throws IllegalArgumentException if the boxes are about a picture of another size
     */
    Boxes transform(Boxes of, Sketch sketch, boolean keepLost) {
        if (!of.picture().equals(sketch.image())) {
            throw new IllegalArgumentException(
                    "the boxes are about a picture of " + of.picture() + ", their picture is "
                            + sketch.image()
                            + ": they would be in the wrong places. Was it scaled after it was annotated, or is it"
                            + " turned by its EXIF data? Annotate the pictures as they are, or write them out as they were then");
        }
        Mapping to = sketch.mapping();
        List<Thing> things = new ArrayList<>();
        for (Thing t : of.things()) {
            Optional<Box> box = moved(t.box(), to);
            if (box.isPresent() || keepLost) {
                things.add(t.at(box.orElse(Box.NONE)));
            }
        }
        return new Boxes(sketch.out(), things);
    }

    private Optional<Box> moved(Box box, Mapping to) {
        if (!painted) {
            return to.box(edges(box), leastShare).map(Following::ofEdges);
        }
        double[] b = to.paintedBox(new double[] {box.top(), box.left(), box.bottom(), box.right()});
        return b[2] > b[0] ? Optional.of(new Box(b[0], b[1], b[2], b[3])) : Optional.empty();
    }

    /** {@return things found in what a sketch made, in the picture as it is in its file} */
    static Boxes placed(Boxes found, Sketch sketch) {
        Mapping from = sketch.mapping();
        return new Boxes(
                sketch.image(),
                found.things().stream()
                        .map(t -> t.at(ofEdges(from.boxToPicture(edges(t.box())))))
                        .toList());
    }

    private static double[] edges(Box b) {
        return new double[] {b.top(), b.left(), b.bottom() + 1, b.right() + 1};
    }

    private static Box ofEdges(double[] e) {
        return new Box(e[0], e[1], e[2] - 1, e[3] - 1);
    }
}
