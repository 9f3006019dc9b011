package io.vivace.vision.detection;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Keeps the surest of boxes that say the same (non-maximum suppression): the surest is kept and those that overlap it too much are left out,
 * then the surest of the others, and so on.
 */
final class Suppression {
    private Suppression() {}

    /**
     * {@return the numbers of the boxes kept, the surest first; of equals the first}
     *
     * @param boxes [boxes · 4]: top, left, bottom, right
     * @param scores of each box
     * @param candidates numbers of the boxes to choose from
     * @param overlap a box that shares more than this with one kept is left out
     * @param most how many of the surest are looked at
     */
    static int[] keep(float[] boxes, float[] scores, int[] candidates, double overlap, int most) {
        int[] order = IntStream.of(candidates)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]).thenComparing(i -> i))
                .limit(most)
                .mapToInt(i -> i)
                .toArray();
        int[] kept = new int[order.length];
        int n = 0;
        for (int i : order) {
            boolean free = true;
            for (int k = 0; k < n && free; k++) {
                free = Overlap.iou(boxes, 4 * i, boxes, 4 * kept[k]) <= overlap;
            }
            if (free) {
                kept[n++] = i;
            }
        }
        return java.util.Arrays.copyOf(kept, n);
    }
}
