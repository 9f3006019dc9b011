package io.vivace.benchmarks.work;

/**
 * A classifier of pictures in use: forward in evaluation mode, nothing recorded, and the mean of the squares of its scores.
 *
 * @param id its name
 * @param net which net
 * @param batch pictures
 * @param side their height and width
 * @param classes outputs
 * @param flop arithmetic operations
 */
public record Prediction(String id, Net net, int batch, int side, int classes, double flop) implements Work {
    /** Channels after DarkNet's first convolution. */
    public static final int WIDTH = 32;

    @Override
    public int items() {
        return batch;
    }

    @Override
    public Prediction small() {
        return new Prediction(id + " small", net, batch, 64, 10, 0);
    }

    /** {@return the sizes of the input} */
    public long[] input() {
        return new long[] {batch, 3, side, side};
    }
}
