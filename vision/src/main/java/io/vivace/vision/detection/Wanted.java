package io.vivace.vision.detection;

import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Size;
import java.util.List;
import java.util.function.Function;

/**
 * What the anchors of a net should say about the pictures of a batch. It does not depend on what they say, so nothing here is recorded.
 *
 * @param anchors of the net
 * @param boxes [N, anchors, 4]: the thing of each anchor that is to find one
 * @param shares [N, anchors, 1]: how much an edge counts; one divided by the edges of the picture's anchors that are to find something
 * @param marks [N, anchors, classes]: 1 for the class of the thing
 */
record Wanted(Anchors anchors, Tensor boxes, Tensor shares, Tensor marks) {
    static Wanted of(
            List<Tensor> targets, Function<Size, Anchors> anchorsOf, double threshold, int classes, Shape output) {
        Truths truths = Truths.of(targets);
        Anchors anchors = anchorsOf.apply(truths.shown());
        int n = truths.pictures();
        int count = anchors.count();
        Shape expected = Shape.of(n, count, 4 + classes + 1);
        if (!output.equals(expected)) {
            throw new IllegalArgumentException(
                    "SSD: the output is " + output + ", expected " + expected + ": [pictures, anchors, 4 of the box + "
                            + classes + " classes + background]; there are " + anchors);
        }
        float[] corners = anchors.corners();
        float[] boxes = new float[n * count * 4];
        float[] shares = new float[n * count];
        float[] marks = new float[n * count * classes];
        for (int i = 0; i < n; i++) {
            int[] labels = truths.labels(i);
            float[] things = truths.boxes(i);
            if (labels.length > 0) {
                Matching m = Matching.of(things, corners, threshold);
                float share = 1f / (4 * m.count());
                for (int a = 0; a < count; a++) {
                    if (m.counts(a)) {
                        int at = i * count + a;
                        int thing = m.thing()[a];
                        System.arraycopy(things, 4 * thing, boxes, 4 * at, 4);
                        shares[at] = share;
                        marks[at * classes + label(labels[thing], classes)] = 1;
                    }
                }
            }
        }
        return new Wanted(
                anchors,
                Tensor.of(boxes, n, count, 4),
                Tensor.of(shares, n, count, 1),
                Tensor.of(marks, n, count, classes));
    }

    private static int label(int label, int classes) {
        if (label >= classes) {
            throw new IllegalArgumentException(
                    "SSD: a thing has class " + label + ", the net knows " + classes + ", 0 to " + (classes - 1));
        }
        return label;
    }
}
