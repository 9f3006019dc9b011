package io.vivace.vision.detection;

import io.vivace.vision.image.Size;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The things in one picture.
 *
 * @param picture size of the picture that the boxes are about
 * @param things in the order of the file, or the surest first
 */
public record Boxes(Size picture, List<Thing> things) {
    /** Takes the things as they are. */
    public Boxes {
        things = List.copyOf(things);
    }

    /**
     * {@return the things in a picture}
     *
     * @param picture its size
     * @param things any number
     */
    public static Boxes of(Size picture, Thing... things) {
        return new Boxes(picture, List.of(things));
    }

    /** {@return the things to be trained on: without those with a note} */
    public List<Thing> usual() {
        return things.stream().filter(t -> t.note() == Thing.Note.USUAL).toList();
    }

    /** {@return the largest thing without a note, by (bottom − top) · (right − left) as in the lesson; of equals the first} */
    public Optional<Thing> largest() {
        Comparator<Thing> bySize = Comparator.comparingDouble(t -> sides(t.box()));
        return usual().stream().reduce((a, b) -> bySize.compare(b, a) > 0 ? b : a);
    }

    private static double sides(Box b) {
        return Math.max(0, b.bottom() - b.top()) * Math.max(0, b.right() - b.left());
    }

    /** {@return only the largest thing, or nothing} */
    public Boxes onlyLargest() {
        return new Boxes(picture, largest().stream().toList());
    }
}
