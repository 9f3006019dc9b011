package io.vivace.metric;

import io.vivace.tensor.Tensor;

/** A score of single pictures, averaged over them. */
final class PictureScore implements Metric {
    /** Channels, rows and columns of a picture. */
    record Extent(int channels, int height, int width) {
        int elements() {
            return channels * height * width;
        }
    }

    /** The score of a picture that lies in two arrays from one position on, channel by channel. */
    interface Score {
        double of(float[] x, float[] y, int from, Extent extent);
    }

    private final String name;
    private final Score score;
    private final WeightedMean mean = new WeightedMean();

    PictureScore(String name, Score score) {
        this.name = name;
        this.score = score;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void reset() {
        mean.reset();
    }

    @Override
    public void add(Tensor output, Tensor target) {
        Failures.named(name, () -> each(output, target));
    }

    private void each(Tensor output, Tensor target) {
        if (output.rank() != 4 || !output.shape().equals(target.shape())) {
            throw new IllegalArgumentException("the output is " + output.shape() + ", the target " + target.shape()
                    + "; both must be pictures of one shape [N, C, H, W]");
        }
        var extent = new Extent(
                Math.toIntExact(output.size(1)), Math.toIntExact(output.size(2)), Math.toIntExact(output.size(3)));
        float[] x = output.toFloatArray();
        float[] y = target.toFloatArray();
        for (int n = 0; n < output.size(0); n++) {
            mean.add(score.of(x, y, n * extent.elements(), extent), 1);
        }
    }

    @Override
    public double value() {
        return mean.value();
    }
}
