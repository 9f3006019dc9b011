package io.vivace.metric;

/** Metrics of pictures [N, C, H, W] beside those they should be, such as in super-resolution. Meant to be imported statically. */
public final class ImageMetrics {
    private ImageMetrics() {}

    /** {@return {@link #psnr(double)} of pictures from 0 to 1} */
    public static Metric psnr() {
        return psnr(1);
    }

    /**
     * {@return 10·log₁₀(range²/mse) in dB, the mean squared error taken over all pictures} Infinite for equal pictures.
     *
     * @param range from the darkest to the brightest possible value, such as 1 or 255
     */
    public static Metric psnr(double range) {
        checkRange("psnr", range);
        return new MeanScore("psnr", RegressionMetrics::squaredError, mse -> decibel(range, mse));
    }

    /**
     * {@return the mean over pictures of each one's 10·log₁₀(range²/mse) in dB, what papers on super-resolution report}
     *
     * @param range from the darkest to the brightest possible value
     */
    public static Metric psnrPerImage(double range) {
        checkRange("psnr_per_image", range);
        return new PictureScore("psnr_per_image", (x, y, from, shape) -> {
            WeightedMean mse = new WeightedMean();
            int end = from + shape.elements();
            for (int i = from; i < end; i++) {
                mse.add(RegressionMetrics.squaredError(x[i], y[i]), 1);
            }
            return decibel(range, mse.value());
        });
    }

    /** {@return {@link #ssim(double)} of pictures from 0 to 1} */
    public static Metric ssim() {
        return ssim(1);
    }

    /**
     * {@return the mean structural similarity} Wang, Bovik, Sheikh and Simoncelli, Image Quality Assessment: From Error Visibility to
     * Structural Similarity, 2004, equation 13 with K₁ = 0.01 and K₂ = 0.03, over Gaussian windows of 11×11 with σ = 1.5 that lie
     * whole in the picture; the mean over windows, then channels, then pictures. Pictures have at least 11×11 pixels.
     *
     * @param range from the darkest to the brightest possible value, such as 1 or 255
     */
    public static Metric ssim(double range) {
        checkRange("ssim", range);
        return new PictureScore("ssim", new StructuralSimilarity(range));
    }

    private static double decibel(double range, double mse) {
        return 10 * Math.log10(range * range / mse);
    }

    private static void checkRange(String name, double range) {
        if (!(range > 0)) {
            throw new IllegalArgumentException(name + ": the range of pixels must be above 0, got " + range);
        }
    }
}
