package io.vivace.vision.transform;

import io.vivace.vision.image.Image;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A picture whose pixels stand where they should, and what is still to be done to their values. There are only 256 values,
 * so a table does it, without rounding to bytes in between.
 */
public final class Rendered {
    private final Image image;
    private final double[] table;
    private final List<Sketch.Patch> patches;

    private Rendered(Image image, double[] table, List<Sketch.Patch> patches) {
        this.image = image;
        this.table = table;
        this.patches = patches;
    }

    static Rendered of(Image image, List<Tone> tones, List<Sketch.Patch> patches) {
        double[] table = new double[256];
        Arrays.setAll(table, v -> v / 255.0);
        long[] counts = null;
        for (Tone tone : tones) {
            double[] before = table.clone();
            long[] known = counts == null ? counts(image) : counts;
            counts = known;
            DoubleUnaryOperator f = tone.of(() -> mean(before, known));
            Arrays.setAll(table, v -> f.applyAsDouble(before[v]));
        }
        return new Rendered(image, table, patches);
    }

    private static long[] counts(Image image) {
        long[] n = new long[256];
        for (byte b : image.pixels()) {
            n[b & 0xff]++;
        }
        return n;
    }

    private static double mean(double[] table, long[] counts) {
        double sum = 0;
        long n = 0;
        for (int v = 0; v < 256; v++) {
            sum += table[v] * counts[v];
            n += counts[v];
        }
        return sum / n;
    }

    /** {@return the pixels before their values are changed; its size is that of the result} */
    public Image image() {
        return image;
    }

    /**
     * {@return the result as numbers (value − mean) / std, value 0 to 1, [height, width, channels]}
     *
     * @param mean of each channel; one number serves all channels
     * @param std of each channel, likewise
     * @param reuse an array to use if its length is right
     */
    public float[] toFloats(float[] mean, float[] std, float @Nullable [] reuse) {
        byte[] px = image.pixels();
        int c = image.channels();
        float[] out = reuse != null && reuse.length == px.length ? reuse : new float[px.length];
        for (int k = 0; k < c; k++) {
            float[] normal = normalized(mean[k % mean.length], std[k % std.length]);
            for (int i = k; i < px.length; i += c) {
                out[i] = normal[px[i] & 0xff];
            }
            for (Sketch.Patch p : patches) {
                if (p.channel() < 0 || p.channel() == k) {
                    fill(out, p, k, mean[k % mean.length], std[k % std.length]);
                }
            }
        }
        return out;
    }

    private float[] normalized(float mean, float std) {
        float[] t = new float[256];
        for (int v = 0; v < 256; v++) {
            t[v] = (float) ((table[v] - mean) / std);
        }
        return t;
    }

    private void fill(float[] out, Sketch.Patch p, int channel, float mean, float std) {
        for (int y = p.top(); y < p.bottom(); y++) {
            for (int x = p.left(); x < p.right(); x++) {
                double v = p.filling().at(y, x, channel);
                out[(y * image.width() + x) * image.channels() + channel] = (float) ((v - mean) / std);
            }
        }
    }

    /** {@return the result as a picture, its values rounded} */
    public Image toImage() {
        float[] values = toFloats(new float[] {0}, new float[] {1}, null);
        byte[] px = new byte[values.length];
        for (int i = 0; i < px.length; i++) {
            px[i] = (byte) Math.round(Math.min(1, Math.max(0, values[i])) * 255);
        }
        return Image.of(image.size(), image.color(), px);
    }
}
