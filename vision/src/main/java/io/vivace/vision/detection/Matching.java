package io.vivace.vision.detection;

import java.util.Arrays;

/**
 * Which anchor is to find which thing of a picture (Liu et al. 2016, section 2.2, as in the lesson). Each anchor gets the thing it
 * overlaps most; each thing gets the anchor it overlaps most, whatever that anchor would have had, and where two things want one anchor,
 * the later has it. An anchor counts if its overlap is above the threshold, and so does one that was given away.
 *
 * @param thing for each anchor, the number of its thing, whether it counts or not
 * @param overlap for each anchor, how much it overlaps its thing, 0 to 1, or {@link #FORCED}
 * @param threshold above which an anchor counts
 */
public record Matching(int[] thing, float[] overlap, double threshold) {
    /** Stands for the overlap of an anchor that a thing would not do without. */
    public static final float FORCED = 1.99f;

    /**
     * {@return the matching of things and anchors}
     *
     * @param things [things · 4]: top, left, bottom, right of each, as parts of the picture
     * @param anchors [anchors · 4], likewise
     * @param threshold above which an anchor counts
     */
    public static Matching of(float[] things, float[] anchors, double threshold) {
        int n = anchors.length / 4;
        int[] thing = new int[n];
        float[] overlap = new float[n];
        int[] forced = new int[things.length / 4];
        for (int t = 0; t < forced.length; t++) {
            float best = Float.NEGATIVE_INFINITY;
            for (int a = 0; a < n; a++) {
                float iou = Overlap.iou(things, 4 * t, anchors, 4 * a);
                if (iou > best) {
                    best = iou;
                    forced[t] = a;
                }
                if (iou > overlap[a]) {
                    overlap[a] = iou;
                    thing[a] = t;
                }
            }
        }
        for (int t = 0; t < forced.length; t++) {
            overlap[forced[t]] = FORCED;
            thing[forced[t]] = t;
        }
        return new Matching(thing, overlap, threshold);
    }

    /**
     * {@return whether an anchor is to find something; the others see background}
     *
     * @param anchor its number
     */
    public boolean counts(int anchor) {
        return overlap[anchor] > threshold;
    }

    /** {@return how many anchors are to find something} */
    public int count() {
        int n = 0;
        for (int a = 0; a < overlap.length; a++) {
            n += counts(a) ? 1 : 0;
        }
        return n;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Matching m
                && Arrays.equals(thing, m.thing)
                && Arrays.equals(overlap, m.overlap)
                && threshold == m.threshold;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(thing) * 31 + Arrays.hashCode(overlap);
    }

    @Override
    public String toString() {
        return "things " + Arrays.toString(thing) + " with overlaps " + Arrays.toString(overlap);
    }
}
