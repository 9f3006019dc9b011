package io.vivace.vision.points;

import io.vivace.metric.Metric;
import io.vivace.tensor.Tensor;
import java.util.List;

/**
 * The mean distance between points and where they are said to be, in pixels of the picture as the net sees it. Points that are not known
 * do not count. It takes the targets of {@link PointsTarget}.
 */
public final class PixelError implements Metric {
    private double sum;
    private long all;

    /** Begins with nothing. */
    public PixelError() {}

    @Override
    public String name() {
        return "pixel_error";
    }

    @Override
    public void reset() {
        sum = 0;
        all = 0;
    }

    @Override
    public void add(Tensor output, Tensor target) {
        throw new IllegalArgumentException(
                name() + ": needs the targets of points: numbers, which are known, and sizes");
    }

    @Override
    public void add(Tensor output, List<Tensor> targets) {
        if (targets.size() != 3 || !output.shape().equals(targets.get(0).shape())) {
            throw new IllegalArgumentException(name() + ": the output is " + output.shape() + ", the targets are "
                    + targets.stream().map(Tensor::shape).toList() + ", not those of points");
        }
        float[] said = output.toFloatArray();
        float[] is = targets.get(0).toFloatArray();
        float[] known = targets.get(1).toFloatArray();
        float[] halves = targets.get(2).toFloatArray();
        int width = Math.toIntExact(output.size(1));
        for (int i = 0; i < said.length; i += 2) {
            if (known[i] > 0) {
                int n = i / width;
                sum += Math.hypot(
                        ((double) said[i] - is[i]) * halves[2 * n],
                        ((double) said[i + 1] - is[i + 1]) * halves[2 * n + 1]);
                all++;
            }
        }
    }

    @Override
    public double value() {
        return all == 0 ? Double.NaN : sum / all;
    }
}
