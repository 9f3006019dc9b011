package io.vivace.vision.detection;

import java.util.ArrayList;
import java.util.List;

/**
 * How well things are found, over any number of pictures: mean average precision as Pascal VOC and COCO compute it. Boxes of truth and finds
 * are about the same picture, of any size; COCO's three sizes of things only mean what they say if it is the picture as it is in its file.
 *
 * <pre>{@code
 * var scores = new DetectionScores(classes.size());
 * scores.add(truth, found);                        // for each picture
 * scores.voc(0.5, DetectionScores.Curve.AREA);     // mAP at an overlap of a half
 * scores.coco().mean();                            // mAP at .5, .55 to .95
 * }</pre>
 */
public final class DetectionScores {
    /** How precision is averaged over recall. */
    public enum Curve {
        /** The best precision at recalls of 0, 0.1 to 1 and above (VOC until 2009). */
        ELEVEN_POINTS,
        /** The area under the best precision at each recall and above (VOC since 2010). */
        AREA
    }

    private final int classes;
    private final List<Boxes> truths = new ArrayList<>();
    private final List<Boxes> founds = new ArrayList<>();

    /**
     * Begins with nothing.
     *
     * @param classes how many
     */
    public DetectionScores(int classes) {
        if (classes < 1) {
            throw new IllegalArgumentException("scores need at least one class, got " + classes);
        }
        this.classes = classes;
    }

    /**
     * Counts a picture.
     *
     * @param truth what is there
     * @param found what a net says, with scores
     * @throws IllegalArgumentException if they are not about a picture of one size, or there is another class
     */
    public void add(Boxes truth, Boxes found) {
        if (!truth.picture().equals(found.picture())) {
            throw new IllegalArgumentException("truth is about a picture of " + truth.picture()
                    + ", finds about one of " + found.picture() + "; they must be about the same");
        }
        for (Boxes b : List.of(truth, found)) {
            for (Thing t : b.things()) {
                if (t.label() >= classes) {
                    throw new IllegalArgumentException(
                            "class " + t.label() + " does not exist, there are " + classes + ", from 0");
                }
            }
        }
        truths.add(truth);
        founds.add(found);
    }

    /** Forgets all pictures. */
    public void reset() {
        truths.clear();
        founds.clear();
    }

    /** {@return how many pictures were counted} */
    public int pictures() {
        return truths.size();
    }

    /**
     * {@return mean average precision as Pascal VOC's development kit computes it: the mean over classes of which there is a thing that
     * is not difficult; NaN if there is none} Finds of difficult things, and of crowds, are neither right nor wrong.
     *
     * @param overlap least part that a find must share with its thing; VOC's is 0.5
     * @param curve how precision is averaged
     */
    public double voc(double overlap, Curve curve) {
        return mean(vocByClass(overlap, curve));
    }

    /**
     * {@return average precision of each class; NaN where there is no thing to find}
     *
     * @param overlap least part that a find must share with its thing
     * @param curve how precision is averaged
     */
    public double[] vocByClass(double overlap, Curve curve) {
        double[] all = new double[classes];
        for (int c = 0; c < classes; c++) {
            all[c] = VocPrecision.of(truths, founds, c, overlap, curve);
        }
        return all;
    }

    /** {@return mean average precision as COCO's tools compute it, with at most 100 finds of a class in a picture} */
    public Coco coco() {
        var all = new CocoPrecision(truths, founds, classes);
        return new Coco(
                all.mean(0, 9, 0, Double.POSITIVE_INFINITY),
                all.mean(0, 0, 0, Double.POSITIVE_INFINITY),
                all.mean(5, 5, 0, Double.POSITIVE_INFINITY),
                all.mean(0, 9, 0, 32 * 32),
                all.mean(0, 9, 32 * 32, 96 * 96),
                all.mean(0, 9, 96 * 96, Double.POSITIVE_INFINITY));
    }

    /**
     * COCO's scores, each a mean over classes; NaN where there is nothing to find.
     *
     * @param mean over overlaps of .5, .55 to .95
     * @param half at an overlap of .5
     * @param threeQuarters at an overlap of .75
     * @param small of things of at most 32² pixels
     * @param medium of things of at most 96² pixels
     * @param large of larger things
     */
    public record Coco(double mean, double half, double threeQuarters, double small, double medium, double large) {}

    static double mean(double[] values) {
        double sum = 0;
        int n = 0;
        for (double v : values) {
            if (!Double.isNaN(v)) {
                sum += v;
                n++;
            }
        }
        return n == 0 ? Double.NaN : sum / n;
    }
}
