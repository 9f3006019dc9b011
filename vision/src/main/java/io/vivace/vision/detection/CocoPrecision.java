package io.vivace.vision.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Average precision after COCO's evaluation (Lin et al. 2014): overlaps of .5, .55 to .95, precision at 101 recalls, at most 100 finds of
 * a class in a picture. Areas of things are those of their boxes.
 */
final class CocoPrecision {
    private static final int OVERLAPS = 10;
    private static final int RECALLS = 101;
    private static final int MOST = 100;

    private final int classes;
    /** By class and picture: what is there, and the surest finds. */
    private final List<List<Pair>> pairs = new ArrayList<>();

    private record Pair(List<Thing> truth, List<Thing> found) {}

    /** What a find came to: whether it counts, and if so, whether it is right. */
    private record Verdict(double score, boolean counts, boolean right) {}

    CocoPrecision(List<Boxes> truths, List<Boxes> founds, int classes) {
        this.classes = classes;
        for (int c = 0; c < classes; c++) {
            List<Pair> of = new ArrayList<>();
            for (int i = 0; i < truths.size(); i++) {
                int label = c;
                of.add(new Pair(
                        truths.get(i).things().stream()
                                .filter(t -> t.label() == label)
                                .toList(),
                        founds.get(i).things().stream()
                                .filter(t -> t.label() == label)
                                .sorted(Comparator.comparingDouble(t -> -t.score()))
                                .limit(MOST)
                                .toList()));
            }
            pairs.add(of);
        }
    }

    /** {@return the mean over classes and some of the overlaps, by number, for things of some areas} */
    double mean(int firstOverlap, int lastOverlap, double leastArea, double mostArea) {
        double[] all = new double[classes * (lastOverlap - firstOverlap + 1)];
        int n = 0;
        for (int c = 0; c < classes; c++) {
            for (int k = firstOverlap; k <= lastOverlap; k++) {
                all[n++] = average(pairs.get(c), overlap(k), leastArea, mostArea);
            }
        }
        return DetectionScores.mean(all);
    }

    /** {@return .5, .55 to .95 with the rounding of COCO's tools, as overlaps can be equal to them} */
    private static double overlap(int k) {
        return .5 + k * ((.95 - .5) / (OVERLAPS - 1));
    }

    private static double average(List<Pair> pictures, double overlap, double least, double most) {
        List<Verdict> verdicts = new ArrayList<>();
        int wanted = 0;
        for (Pair p : pictures) {
            boolean[] ignored = new boolean[p.truth.size()];
            for (int i = 0; i < ignored.length; i++) {
                Thing t = p.truth.get(i);
                ignored[i] = t.note() != Thing.Note.USUAL || outside(t, least, most);
                wanted += ignored[i] ? 0 : 1;
            }
            verdicts.addAll(judge(p, ignored, overlap, least, most));
        }
        if (wanted == 0) {
            return Double.NaN;
        }
        verdicts.sort(Comparator.comparingDouble((Verdict v) -> -v.score));
        return precision(verdicts, wanted);
    }

    private static boolean outside(Thing t, double least, double most) {
        double area = t.box().area();
        return area < least || area > most;
    }

    /** Each find, the surest first, takes the free thing it shares most with; things that count come before those that do not. */
    private static List<Verdict> judge(Pair p, boolean[] ignored, double overlap, double least, double most) {
        boolean[] taken = new boolean[ignored.length];
        List<Verdict> verdicts = new ArrayList<>();
        for (Thing f : p.found) {
            int which = best(p.truth, f, taken, ignored, false, overlap);
            which = which < 0 ? best(p.truth, f, taken, ignored, true, overlap) : which;
            boolean counts = which < 0 ? !outside(f, least, most) : !ignored[which];
            if (which >= 0) {
                taken[which] = true;
            }
            verdicts.add(new Verdict(f.score(), counts, which >= 0));
        }
        return verdicts;
    }

    /** {@return which thing shares at least the overlap with a find and most of all; of equals the last; −1 if none does} */
    private static int best(
            List<Thing> truth, Thing find, boolean[] taken, boolean[] ignored, boolean among, double overlap) {
        double most = Math.min(overlap, 1 - 1e-10);
        int which = -1;
        for (int i = 0; i < truth.size(); i++) {
            Thing t = truth.get(i);
            boolean crowd = t.note() == Thing.Note.CROWD;
            if (ignored[i] == among && (!taken[i] || crowd)) {
                double shared = crowd
                        ? find.box().shared(t.box()) / find.box().area()
                        : find.box().iou(t.box());
                if (shared >= most) {
                    most = shared;
                    which = i;
                }
            }
        }
        return which;
    }

    private static double precision(List<Verdict> verdicts, int wanted) {
        double[] recall = new double[verdicts.size()];
        double[] precision = new double[verdicts.size()];
        int right = 0;
        int wrong = 0;
        int n = 0;
        for (Verdict v : verdicts) {
            right += v.counts && v.right ? 1 : 0;
            wrong += v.counts && !v.right ? 1 : 0;
            recall[n] = (double) right / wanted;
            precision[n++] = right / (right + wrong + Math.ulp(1.0));
        }
        for (int i = n - 2; i >= 0; i--) {
            precision[i] = Math.max(precision[i], precision[i + 1]);
        }
        double sum = 0;
        for (int r = 0; r < RECALLS; r++) {
            double at = r == RECALLS - 1 ? 1 : r * 0.01;
            int i = Arrays.binarySearch(recall, at);
            i = i < 0 ? -i - 1 : first(recall, i);
            sum += i < n ? precision[i] : 0;
        }
        return sum / RECALLS;
    }

    private static int first(double[] sorted, int i) {
        int at = i;
        while (at > 0 && sorted[at - 1] == sorted[i]) {
            at--;
        }
        return at;
    }
}
