package io.vivace.vision;

import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import java.util.Arrays;

/**
 * Mean and standard deviation of pixel values, 0 to 1, by which inputs are normalised: (value − mean) / std.
 *
 * @param mean of each channel; one number serves all channels
 * @param std of each channel, likewise
 */
public record Stats(float[] mean, float[] std) {
    /** Of ImageNet, which pretrained models expect. */
    public static final Stats IMAGENET = of(new double[] {0.485, 0.456, 0.406}, new double[] {0.229, 0.224, 0.225});

    /** What pretrained Inception nets expect, whatever their pictures were: values between −1 and 1. */
    public static final Stats INCEPTION = of(new double[] {0.5}, new double[] {0.5});

    /** Of CIFAR-10. */
    public static final Stats CIFAR10 =
            of(new double[] {0.4914, 0.48216, 0.44653}, new double[] {0.24703, 0.24349, 0.26159});

    /** Of MNIST. */
    public static final Stats MNIST = of(new double[] {0.1307}, new double[] {0.3081});

    /** Leaves values between 0 and 1 as they are. */
    public static final Stats NONE = of(new double[] {0}, new double[] {1});

    /** Checks the numbers. */
    public Stats {
        if (mean.length != std.length || (mean.length != 1 && mean.length != 3)) {
            throw new IllegalArgumentException("statistics are one or three means and as many standard deviations, got "
                    + mean.length + " and " + std.length);
        }
        for (int i = 0; i < std.length; i++) {
            if (!(std[i] > 0) || !Float.isFinite(std[i]) || !Float.isFinite(mean[i])) {
                throw new IllegalArgumentException("standard deviations are above 0, means are numbers; got means "
                        + Arrays.toString(mean) + ", standard deviations " + Arrays.toString(std));
            }
        }
    }

    /**
     * {@return statistics with these numbers}
     *
     * @param mean one number, or red, green, blue
     * @param std likewise
     */
    public static Stats of(double[] mean, double[] std) {
        return new Stats(floats(mean), floats(std));
    }

    /**
     * {@return statistics of a batch of pictures that are not normalised}
     *
     * @param pictures [items, channels, height, width], 0 to 1
     */
    public static Stats of(Tensor pictures) {
        int channels = (int) pictures.size(1);
        int area = (int) (pictures.size(2) * pictures.size(3));
        float[] v = pictures.toFloatArray();
        double[] mean = new double[channels];
        double[] std = new double[channels];
        for (int c = 0; c < channels; c++) {
            double sum = 0;
            double squares = 0;
            for (int start = c * area; start < v.length; start += channels * area) {
                for (int i = start; i < start + area; i++) {
                    sum += v[i];
                    squares += (double) v[i] * v[i];
                }
            }
            double n = (double) v.length / channels;
            mean[c] = sum / n;
            std[c] = Math.max(1e-7, Math.sqrt(Math.max(0, squares / n - mean[c] * mean[c])));
        }
        return of(mean, std);
    }

    /**
     * {@return a picture of a batch as it was before it was normalised}
     *
     * @param batch normalised pictures, [items, channels, height, width]
     * @param item which
     */
    public Image picture(Tensor batch, int item) {
        int channels = (int) batch.size(1);
        Size size = Size.of((int) batch.size(2), (int) batch.size(3));
        float[] v;
        try (Tensor one = batch.select(0, item);
                Tensor plain = one.detach()) {
            v = plain.toFloatArray();
        }
        int area = size.height() * size.width();
        byte[] px = new byte[v.length];
        for (int i = 0; i < v.length; i++) {
            int c = i / area;
            float value = v[i] * std[c % std.length] + mean[c % mean.length];
            px[i % area * channels + c] = (byte) Math.round(Math.min(1, Math.max(0, value)) * 255);
        }
        return Image.of(size, channels == 1 ? Color.GREY : Color.RGB, px);
    }

    private static float[] floats(double[] v) {
        float[] f = new float[v.length];
        for (int i = 0; i < f.length; i++) {
            f[i] = (float) v[i];
        }
        return f;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Stats s && Arrays.equals(mean, s.mean) && Arrays.equals(std, s.std);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(mean) + Arrays.hashCode(std);
    }

    @Override
    public String toString() {
        return "mean " + Arrays.toString(mean) + ", std " + Arrays.toString(std);
    }
}
