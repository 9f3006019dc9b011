package io.vivace.benchmarks.work;

/**
 * A training step of a classifier of pictures: gradients dropped, forward, cross-entropy, backward, SGD with momentum 0.9
 * and learning rate 0.0001: with larger ones rounding would decide the later losses.
 *
 * @param id its name
 * @param net which net
 * @param width channels after DarkNet's first convolution
 * @param batch pictures
 * @param side their height and width
 * @param classes outputs
 * @param flop arithmetic operations of a step
 */
public record Classification(String id, Net net, int width, int batch, int side, int classes, double flop)
        implements Work {
    /** Learning rate of the step. */
    public static final double LR = 1e-4;

    /** Momentum of the step. */
    public static final double MOMENTUM = 0.9;

    @Override
    public int items() {
        return batch;
    }

    @Override
    public Classification small() {
        boolean large = net == Net.RESNET34;
        return new Classification(id + " small", net, 8, Math.min(batch, 8), large ? 64 : 32, 10, 0);
    }

    /** {@return the sizes of the input} */
    public long[] input() {
        return new long[] {batch, 3, side, side};
    }
}
