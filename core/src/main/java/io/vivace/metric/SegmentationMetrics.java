package io.vivace.metric;

/**
 * Metrics of pixels with classes: output [N, C, H, W] with a score for each class, target [N, H, W] or [N, 1, H, W] with class
 * numbers; targets below 0 do not count. Where there are two classes, the output can also be the score of class 1 alone, in the
 * shape of the target: above 0 means class 1. Meant to be imported statically.
 */
public final class SegmentationMetrics {
    private static final String OTHERWISE = "; for several classes use meanIou() or iou(c)";

    private SegmentationMetrics() {}

    /**
     * {@return pixels that are of a class and said to be, divided by pixels that are or are said to be, over all pictures} NaN if there
     * are none.
     *
     * @param c the class
     */
    public static Metric iou(int c) {
        if (c < 0) {
            throw new IllegalArgumentException("iou: classes are counted from 0, got " + c);
        }
        return MatrixScore.ofClass("iou_" + c, c, SegmentationMetrics::overlap);
    }

    /** {@return the mean of {@link #iou} over the classes that occur in outputs or targets} */
    public static Metric meanIou() {
        return MatrixScore.of("mean_iou", PerClass.meanOfDefined(SegmentationMetrics::overlap));
    }

    /**
     * {@return the mean of {@link #iou} over the other classes that occur in outputs or targets; what stands where the class is not known
     * does not count}
     *
     * @param voidClass the number in the target that means unknown
     */
    public static Metric meanIou(int voidClass) {
        return MatrixScore.of(
                "mean_iou",
                (o, t) -> ClassScores.of(o, t).withoutTarget(voidClass),
                PerClass.meanOfDefined(SegmentationMetrics::overlap, voidClass));
    }

    /**
     * {@return 2·TP/(2·TP + FP + FN) of class 1, for two classes, over all pictures together; NaN if class 1 is neither there nor
     * said to be}
     */
    public static Metric dice() {
        return MatrixScore.ofTwo("dice", OTHERWISE, SegmentationMetrics::dice);
    }

    /**
     * {@return the mean over pictures of 2·TP/(2·TP + FP + FN) of class 1, for two classes} A picture where class 1 is neither there
     * nor said to be counts 1. This is {@code dice} of fastai 1.
     */
    public static Metric dicePerImage() {
        return new RegionScore("dice_per_image", SegmentationMetrics::dice, OTHERWISE);
    }

    /**
     * {@return the mean over pictures of TP/(TP + FP + FN) of class 1, for two classes} A picture where class 1 is neither there nor
     * said to be counts 1. This is {@code dice(iou=True)} of fastai 1.
     */
    public static Metric iouPerImage() {
        return new RegionScore("iou_per_image", SegmentationMetrics::overlap, OTHERWISE);
    }

    /**
     * {@return the part of pixels whose class has the highest score, of those whose class is known}
     *
     * @param voidClass the number in the target that means unknown; it may lie above the classes of the output
     */
    public static Metric foregroundAccuracy(int voidClass) {
        return new Proportion(
                "foreground_acc",
                (o, t) -> ClassScores.of(o, t).withoutTarget(voidClass).hits(1),
                false);
    }

    private static double overlap(double hits, double predicted, double actual) {
        return hits / (predicted + actual - hits);
    }

    private static double dice(double hits, double predicted, double actual) {
        return 2 * hits / (predicted + actual);
    }
}
