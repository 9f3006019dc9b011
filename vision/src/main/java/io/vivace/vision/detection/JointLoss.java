package io.vivace.vision.detection;

import io.vivace.learn.LossFunction;
import io.vivace.loss.CrossEntropyOptions;
import io.vivace.loss.Loss;
import io.vivace.loss.Loss.Reduction;
import io.vivace.metric.Metric;
import io.vivace.metric.Metrics;
import io.vivace.metric.RegressionMetrics;
import io.vivace.tensor.Tensor;
import java.util.List;

/**
 * The lesson's loss of box and class together: the mean distance of edges in pixels, where the net says them before a sigmoid as parts of
 * the picture, and the cross-entropy of the classes, multiplied so that both are about as large.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>output</td><td>[N, 4 + classes], the box first</td></tr>
 * <tr><td>targets</td><td>those of {@link OneThing}: boxes [N, 4], classes [N], sizes [N, 2]</td></tr>
 * </table>
 *
 * @param classWeight factor of the cross-entropy
 */
public record JointLoss(double classWeight) implements LossFunction {
    /** The lesson's factor. */
    public static final double LESSON = 20;

    @Override
    public String name() {
        return "box and class";
    }

    @Override
    public Tensor of(Tensor output, List<Tensor> targets) {
        return ofItems(output, targets).mean();
    }

    @Override
    public Tensor ofItems(Tensor output, List<Tensor> targets) {
        Tensor distance = Loss.l1(boxes(output, targets), targets.get(0), Reduction.NONE);
        Tensor entropy = Loss.crossEntropy(
                scores(output), targets.get(1), CrossEntropyOptions.defaults().reducing(Reduction.NONE));
        return distance.mean(1).add(entropy.mul(classWeight));
    }

    /** {@return top, left, bottom, right in pixels, [N, 4]} */
    private static Tensor boxes(Tensor output, List<Tensor> targets) {
        if (targets.size() != 3 || output.rank() != 2 || output.size(1) < 5) {
            throw new IllegalArgumentException("box and class need an output [N, 4 + classes] and three targets, boxes"
                    + " [N, 4], classes [N], sizes [N, 2], got " + output.shape() + " and "
                    + targets.stream().map(Tensor::shape).toList());
        }
        Tensor sides = Tensor.cat(1, targets.get(2), targets.get(2));
        return output.narrow(1, 0, 4).sigmoid().mul(sides);
    }

    private static Tensor scores(Tensor output) {
        return output.narrow(1, 4, output.size(1) - 4);
    }

    /** {@return the part of the pictures whose class is right} */
    public static Metric accuracy() {
        return new Part(Metrics.accuracy(), (o, t) -> scores(o), 1);
    }

    /** {@return the mean distance of edges in pixels of the pictures as the net sees them} */
    public static Metric pixels() {
        return new Part(RegressionMetrics.mae(), JointLoss::boxes, 0);
    }

    /** What a metric of one target is given. */
    private interface Said {
        Tensor of(Tensor output, List<Tensor> targets);
    }

    /** A metric of a part of the output and one of the targets. */
    private record Part(Metric metric, Said said, int target) implements Metric {
        @Override
        public String name() {
            return target == 0 ? "pixels" : metric.name();
        }

        @Override
        public void reset() {
            metric.reset();
        }

        @Override
        public void add(Tensor output, Tensor first) {
            throw new IllegalArgumentException(name() + " needs all three targets: boxes, classes, sizes");
        }

        @Override
        public void add(Tensor output, List<Tensor> targets) {
            metric.add(said.of(output, targets), targets.get(target));
        }

        @Override
        public double value() {
            return metric.value();
        }
    }
}
