package io.vivace.benchmarks.work;

/**
 * A training step of a U-Net on a ResNet-34, everything trained: forward, binary cross-entropy with logits against a mask,
 * backward, Adam with learning rate 0.001.
 *
 * @param id its name
 * @param batch pictures
 * @param side their height and width
 * @param flop arithmetic operations of a step
 */
public record Segmentation(String id, int batch, int side, double flop) implements Work {
    /** Learning rate of the step. */
    public static final double LR = 1e-3;

    @Override
    public int items() {
        return batch;
    }

    @Override
    public Segmentation small() {
        return new Segmentation(id + " small", 2, 64, 0);
    }
}
