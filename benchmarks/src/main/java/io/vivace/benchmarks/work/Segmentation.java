package io.vivace.benchmarks.work;

/**
 * A training step of a U-Net on a ResNet-34, everything trained: forward, binary cross-entropy with logits against a mask,
 * backward, Adam with learning rate 0.0001.
 *
 * @param id its name
 * @param batch pictures
 * @param side their height and width
 * @param flop arithmetic operations of a step
 */
public record Segmentation(String id, int batch, int side, double flop) implements Work {
    /** Learning rate of the step. */
    public static final double LR = 1e-4;

    @Override
    public int items() {
        return batch;
    }

    @Override
    public Segmentation small() {
        return new Segmentation(id + " small", 4, 64, 0);
    }

    /** {@return the sizes of the input} */
    public long[] input() {
        return new long[] {batch, 3, side, side};
    }

    /** {@return the sizes of the mask} */
    public long[] output() {
        return new long[] {batch, 1, side, side};
    }

    /** {@return 0 or 1 for each pixel} */
    public float[] mask() {
        float[] mask = Formula.noise((long) batch * side * side, Formula.OTHER);
        for (int i = 0; i < mask.length; i++) {
            mask[i] = mask[i] > 0 ? 1 : 0;
        }
        return mask;
    }
}
