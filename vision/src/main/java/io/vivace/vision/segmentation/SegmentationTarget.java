package io.vivace.vision.segmentation;

import static io.vivace.metric.SegmentationMetrics.dice;
import static io.vivace.metric.SegmentationMetrics.foregroundAccuracy;
import static io.vivace.metric.SegmentationMetrics.meanIou;

import io.vivace.learn.LossFunction;
import io.vivace.loss.CrossEntropyOptions;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.metric.ConfusionMatrix;
import io.vivace.metric.Metric;
import io.vivace.metric.Metrics;
import io.vivace.tensor.Tensor;
import io.vivace.vision.Canvas;
import io.vivace.vision.Target;
import io.vivace.vision.TargetPlan;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Sketch;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A class for each pixel. Masks follow their picture by nearest neighbours and are never mixed.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>of a net's output</td><td>[N, classes, H, W] of scores; [N, 1, H, W] if binary</td></tr>
 * <tr><td>of a batch's target</td><td>i64 [N, H, W] of class numbers; f32 [N, 1, H, W] of 0 and 1 if binary</td></tr>
 * </table>
 *
 * The loss is cross-entropy, the mean over the pixels that are not of the void class; binary cross-entropy if binary.
 *
 * @param classes names by number
 * @param voidClass number of the class that means unknown: its pixels neither train nor count; −1 for none
 * @param binary whether there are two classes and the net gives the score of class 1 alone
 */
public record SegmentationTarget(List<String> classes, int voidClass, boolean binary) implements Target<Mask> {
    private static final int NAMED = 3;

    /** Checks the numbers. */
    public SegmentationTarget {
        classes = List.copyOf(classes);
        if (classes.isEmpty() || classes.size() > Mask.MOST_CLASSES) {
            throw new IllegalArgumentException(
                    "masks tell 1 to " + Mask.MOST_CLASSES + " classes apart, got " + classes.size());
        }
        if (voidClass < -1 || voidClass >= classes.size()) {
            throw new IllegalArgumentException("the void class is one of the " + classes.size()
                    + " classes, counted from 0, or −1 for none; got " + voidClass);
        }
        if (binary && (classes.size() != 2 || voidClass != -1)) {
            throw new IllegalArgumentException(
                    "binary masks have two classes and none of them is void, got " + classes + ", void " + voidClass);
        }
    }

    @Override
    public int outputs() {
        return binary ? 1 : classes.size();
    }

    // ---------------------------------------------------------------------------------------------- learning

    @Override
    public Mask transform(Mask value, Sketch sketch) {
        if (!value.picture().equals(sketch.image())) {
            throw new IllegalArgumentException("the mask is " + value.picture() + ", its picture " + sketch.image()
                    + "; a mask has a class for each pixel of its picture");
        }
        String unknown = unknownClass(value);
        if (unknown != null) {
            throw new IllegalArgumentException("the mask has " + unknown);
        }
        return new Mask(sketch.out(), sketch.mapping().mask(value.classes()));
    }

    /** {@return where a mask has a number that is no class, in words; null if all are classes} */
    @Nullable
    String unknownClass(Mask mask) {
        byte[] c = mask.classes();
        for (int i = 0; i < c.length; i++) {
            if ((c[i] & 0xff) >= classes.size()) {
                int width = mask.picture().width();
                return "the value " + (c[i] & 0xff) + " at row " + i / width + ", column " + i % width
                        + ", but there are " + classes.size() + " classes, 0 to " + (classes.size() - 1);
            }
        }
        return null;
    }

    @Override
    public List<Tensor> collate(List<Mask> values) {
        Size size = values.get(0).picture();
        int area = size.height() * size.width();
        if (binary) {
            float[] marks = new float[values.size() * area];
            for (int i = 0; i < marks.length; i++) {
                marks[i] = values.get(i / area).classes()[i % area] & 0xff;
            }
            return List.of(Tensor.of(marks, values.size(), 1, size.height(), size.width()));
        }
        long[] numbers = new long[values.size() * area];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = values.get(i / area).classes()[i % area] & 0xff;
        }
        return List.of(Tensor.of(numbers, values.size(), size.height(), size.width()));
    }

    @Override
    public LossFunction loss() {
        if (binary) {
            return LossFunction.bceWithLogits();
        }
        return voidClass < 0
                ? LossFunction.crossEntropy()
                : LossFunction.crossEntropy(CrossEntropyOptions.defaults().ignoring(voidClass));
    }

    /** {@return the part of pixels that are right, and the mean of intersection over union; Dice where there are two classes} */
    @Override
    public List<Metric> metrics() {
        if (binary) {
            return List.of(Metrics.accuracyThreshold(0.5), dice());
        }
        if (voidClass >= 0) {
            return List.of(foregroundAccuracy(voidClass), meanIou(voidClass));
        }
        return classes.size() == 2
                ? List.of(Metrics.accuracy(), meanIou(), dice())
                : List.of(Metrics.accuracy(), meanIou());
    }

    /** Counts the classes of pixels; those of void pixels are not asked for. */
    @Override
    public void count(ConfusionMatrix into, Tensor said, List<Tensor> targets) {
        Tensor is = targets.get(0).to(DType.I64);
        Tensor scores = binary ? Tensor.cat(1, said.neg().add(1), said) : said;
        into.add(scores, voidClass < 0 ? is : is.maskedFill(is.eq((double) voidClass), -1));
    }

    // ---------------------------------------------------------------------------------------------- saying

    /** {@return the likeliest class of each pixel} */
    @Override
    public Mask decode(Tensor said, Size shown) {
        Shape expected = Shape.of(outputs(), shown.height(), shown.width());
        if (!said.shape().equals(expected)) {
            throw new IllegalArgumentException("the net gives " + said.shape() + " for a picture of " + shown
                    + ", expected " + expected + ": a score of each class for each pixel");
        }
        float[] scores = said.toFloatArray();
        byte[] best = new byte[shown.height() * shown.width()];
        for (int i = 0; i < best.length; i++) {
            best[i] = (byte) (binary ? scores[i] >= 0.5f ? 1 : 0 : best(scores, i, best.length));
        }
        return new Mask(shown, best);
    }

    private int best(float[] scores, int pixel, int area) {
        int best = 0;
        for (int c = 1; c < classes.size(); c++) {
            best = scores[c * area + pixel] > scores[best * area + pixel] ? c : best;
        }
        return best;
    }

    /** {@return the mask of the whole picture; what the net did not see is void, or of class 0} */
    @Override
    public Mask placed(Mask value, Sketch sketch) {
        return new Mask(sketch.image(), sketch.mapping().maskToPicture(value.classes(), Math.max(0, voidClass)));
    }

    @Override
    public TargetPlan plan() {
        return TargetPlan.of(KIND, classes).with("void", voidClass).with("binary", binary ? 1 : 0);
    }

    static final String KIND = "segmentation";

    static SegmentationTarget of(TargetPlan plan) {
        return new SegmentationTarget(plan.classes(), (int) plan.number("void", -1), plan.number("binary", 0) == 1);
    }

    // ---------------------------------------------------------------------------------------------- for people

    /** {@return the classes that cover most, with their shares, such as {@code Road 40%, Sky 31%, Tree 12%}} */
    @Override
    public String text(Mask value) {
        int[] counts = value.counts();
        double all = value.classes().length;
        return IntStream.range(0, counts.length)
                .filter(c -> counts[c] > 0)
                .boxed()
                .sorted(Comparator.comparingInt((Integer c) -> counts[c]).reversed())
                .limit(NAMED)
                .map(c -> String.format(Locale.ROOT, "%s %.0f%%", name(c), 100 * counts[c] / all))
                .collect(Collectors.joining(", "));
    }

    private String name(int c) {
        return c < classes.size() ? classes.get(c) : "class " + c;
    }

    /** Void, and what is not of class 1 if binary, stays as it is. */
    @Override
    public void draw(Canvas canvas, Mask value) {
        int[] shown = new int[value.classes().length];
        for (int i = 0; i < shown.length; i++) {
            int c = value.classes()[i] & 0xff;
            shown[i] = c == voidClass || (binary && c == 0) ? -1 : c;
        }
        canvas.mask(shown);
    }
}
