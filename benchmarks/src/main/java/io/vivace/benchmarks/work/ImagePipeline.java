package io.vivace.benchmarks.work;

/**
 * Training pictures from JPEG files to a normalised batch by two workers: decode, resize and cut to 224×224 with rotation,
 * zoom and lighting at random, flip.
 *
 * @param id its name
 * @param pictures in an epoch, which is one step
 * @param width of a file in pixels
 * @param height of a file in pixels
 */
public record ImagePipeline(String id, int pictures, int width, int height) implements Work {
    /** Threads that make batches. */
    public static final int WORKERS = 2;

    /** Pictures in a batch. */
    public static final int BATCH = 32;

    /** Height and width of a picture in the batch. */
    public static final int SIDE = 224;

    @Override
    public double flop() {
        return 0;
    }

    @Override
    public int items() {
        return pictures;
    }

    @Override
    public ImagePipeline small() {
        return new ImagePipeline(id + " small", 4, 80, 60);
    }
}
