package io.vivace.vision.detection;

import io.vivace.vision.detection.DetectionScores.Curve;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Average precision of one class, after Pascal VOC's development kit (Everingham et al. 2010, section 4.2). */
final class VocPrecision {
    private record Find(int picture, Thing thing) {}

    private final List<List<Thing>> truths;
    private final List<boolean[]> taken;
    private final double overlap;
    private int wanted;

    private VocPrecision(List<Boxes> truths, int label, double overlap) {
        this.overlap = overlap;
        this.truths = truths.stream()
                .map(b -> b.things().stream().filter(t -> t.label() == label).toList())
                .toList();
        taken = this.truths.stream().map(t -> new boolean[t.size()]).toList();
        this.truths.forEach(all -> all.forEach(t -> wanted += t.note() == Thing.Note.USUAL ? 1 : 0));
    }

    static double of(List<Boxes> truths, List<Boxes> founds, int label, double overlap, Curve curve) {
        var one = new VocPrecision(truths, label, overlap);
        if (one.wanted == 0) {
            return Double.NaN;
        }
        List<Find> finds = new ArrayList<>();
        for (int i = 0; i < founds.size(); i++) {
            for (Thing t : founds.get(i).things()) {
                if (t.label() == label) {
                    finds.add(new Find(i, t));
                }
            }
        }
        finds.sort(Comparator.comparingDouble((Find f) -> -f.thing.score()));
        return one.average(finds, curve);
    }

    private double average(List<Find> finds, Curve curve) {
        double[] recall = new double[finds.size()];
        double[] precision = new double[finds.size()];
        int right = 0;
        int wrong = 0;
        int n = 0;
        for (Find f : finds) {
            int verdict = judge(f);
            if (verdict != 0) {
                right += verdict > 0 ? 1 : 0;
                wrong += verdict < 0 ? 1 : 0;
                recall[n] = (double) right / wanted;
                precision[n++] = (double) right / (right + wrong);
            }
        }
        for (int i = n - 2; i >= 0; i--) {
            precision[i] = Math.max(precision[i], precision[i + 1]);
        }
        return curve == Curve.AREA ? area(recall, precision, n) : elevenPoints(recall, precision, n);
    }

    /** {@return 1 for a thing found, −1 for nothing or one that was found before, 0 for what does not count} */
    private int judge(Find f) {
        List<Thing> there = truths.get(f.picture);
        double best = Double.NEGATIVE_INFINITY;
        int which = -1;
        for (int i = 0; i < there.size(); i++) {
            double iou = there.get(i).box().iou(f.thing.box());
            if (iou > best) {
                best = iou;
                which = i;
            }
        }
        if (which < 0 || best < overlap) {
            return -1;
        }
        if (there.get(which).note() != Thing.Note.USUAL) {
            return 0;
        }
        boolean[] done = taken.get(f.picture);
        boolean first = !done[which];
        done[which] = true;
        return first ? 1 : -1;
    }

    /** {@return the area below the best precision at each recall and above} */
    private static double area(double[] recall, double[] best, int n) {
        double sum = 0;
        double before = 0;
        for (int i = 0; i < n; i++) {
            sum += (recall[i] - before) * best[i];
            before = recall[i];
        }
        return sum;
    }

    private static double elevenPoints(double[] recall, double[] best, int n) {
        double sum = 0;
        for (int point = 0; point <= 10; point++) {
            int i = 0;
            while (i < n && recall[i] < point / 10.0) {
                i++;
            }
            sum += i < n ? best[i] : 0;
        }
        return sum / 11;
    }
}
