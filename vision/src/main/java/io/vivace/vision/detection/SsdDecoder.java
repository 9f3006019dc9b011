package io.vivace.vision.detection;

import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.Decoder;
import io.vivace.vision.image.Size;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Reads things off the output of a net with anchors, [anchors, 4 + classes + 1]: for each class, the anchors that are sure enough, and of
 * those that say the same the surest. The numbers at first are the lesson's.
 *
 * @param anchors of the net for pictures of a size
 * @param classes without background
 * @param least score that is looked at, 0.25 at first; scores of precision need lower ones, such as 0.01
 * @param overlap of two boxes of one class above which the less sure one is left out, 0.4 at first
 * @param most boxes of a class that are looked at, 50 at first
 */
public record SsdDecoder(Function<Size, Anchors> anchors, int classes, double least, double overlap, int most)
        implements Decoder<Boxes> {
    /**
     * {@return a decoder with the lesson's numbers}
     *
     * @param anchors of the net for pictures of a size
     * @param classes without background
     */
    public static SsdDecoder of(Function<Size, Anchors> anchors, int classes) {
        return new SsdDecoder(anchors, classes, 0.25, 0.4, 50);
    }

    /**
     * {@return the same with another least score}
     *
     * @param score 0 to 1
     */
    public SsdDecoder least(double score) {
        return new SsdDecoder(anchors, classes, score, overlap, most);
    }

    /**
     * {@return the same with another overlap}
     *
     * @param shared 0 to 1
     */
    public SsdDecoder overlap(double shared) {
        return new SsdDecoder(anchors, classes, least, shared, most);
    }

    /**
     * {@return the same with another number of boxes}
     *
     * @param boxes of a class
     */
    public SsdDecoder most(int boxes) {
        return new SsdDecoder(anchors, classes, least, overlap, boxes);
    }

    @Override
    public Boxes decode(Tensor said, Size shown) {
        Anchors here = anchors.apply(shown);
        if (said.rank() != 2 || said.size(0) != here.count() || said.size(1) != 4 + classes + 1) {
            throw new IllegalArgumentException("the output for a picture of " + shown + " is " + said.shape()
                    + ", expected [" + here.count() + ", " + (4 + classes + 1) + "]: " + here + ", 4 of the box + "
                    + classes
                    + " classes + background");
        }
        try (var scope = Scope.open()) {
            return Autograd.noGrad(() -> decode(said, here, shown));
        }
    }

    private Boxes decode(Tensor said, Anchors here, Size shown) {
        float[] boxes = AnchorBoxes.of(said.narrow(1, 0, 4).unsqueeze(0), here).toFloatArray();
        float[] logits = said.narrow(1, 4, classes).toFloatArray();
        List<Thing> found = new ArrayList<>();
        float[] scores = new float[here.count()];
        for (int c = 0; c < classes; c++) {
            for (int a = 0; a < scores.length; a++) {
                scores[a] = (float) (1 / (1 + Math.exp(-logits[a * classes + c])));
            }
            int[] sure = IntStream.range(0, scores.length)
                    .filter(a -> scores[a] > least && isBox(boxes, a))
                    .toArray();
            for (int a : Suppression.keep(boxes, scores, sure, overlap, most)) {
                found.add(Thing.found(Truths.pixels(boxes, 4 * a, shown), c, scores[a]));
            }
        }
        found.sort(Comparator.comparingDouble(Thing::score).reversed());
        return new Boxes(shown, found);
    }

    /** {@return whether an anchor says numbers; where training failed they may be infinite, or none} */
    private static boolean isBox(float[] boxes, int anchor) {
        return IntStream.range(4 * anchor, 4 * anchor + 4).allMatch(k -> Float.isFinite(boxes[k]));
    }
}
