package io.vivace.callbacks;

import io.vivace.data.Batch;
import io.vivace.learn.LossFunction;
import io.vivace.learn.Step;
import io.vivace.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * The loss of items that are made of two: the losses against the targets of both, weighted by their parts.
 *
 * @param loss of the first of the two
 * @param parts [N], of the first of the two
 * @param otherLoss of the second; another one only if that item was itself made of two
 * @param others the targets of the second
 */
record MixedLoss(LossFunction loss, Tensor parts, LossFunction otherLoss, List<Tensor> others) implements LossFunction {
    /** {@return which item each one of the batch is mixed with} */
    static Tensor partners(Step step) {
        int[] order = step.learner().rng().permutation(step.batch().size());
        return Tensor.of(Arrays.stream(order).asLongStream().toArray());
    }

    /** Gives a step mixed inputs, and the loss that belongs to them. */
    static void mix(Step step, List<Tensor> inputs, Tensor partners, Tensor parts) {
        Batch batch = step.batch();
        List<Tensor> others =
                batch.targets().stream().map(y -> y.indexSelect(0, partners)).toList();
        step.batch(new Batch(inputs, batch.targets(), batch.items()));
        LossFunction own = step.lossFunction();
        step.lossFunction(new MixedLoss(own, parts, chosen(own, partners), others));
    }

    /** {@return the loss that belongs to items in another order} */
    private static LossFunction chosen(LossFunction loss, Tensor items) {
        if (!(loss instanceof MixedLoss mixed)) {
            return loss;
        }
        return new MixedLoss(
                chosen(mixed.loss, items),
                mixed.parts.indexSelect(0, items),
                chosen(mixed.otherLoss, items),
                mixed.others.stream().map(y -> y.indexSelect(0, items)).toList());
    }

    @Override
    public String name() {
        return loss.name() + " of mixed items";
    }

    @Override
    public Tensor of(Tensor output, List<Tensor> targets) {
        return ofItems(output, targets).mean();
    }

    @Override
    public Tensor ofItems(Tensor output, List<Tensor> targets) {
        Tensor first = loss.ofItems(output, targets).mul(parts);
        return first.add(otherLoss.ofItems(output, others).mul(parts.neg().add(1)));
    }

    @Override
    public Tensor activate(Tensor output) {
        return loss.activate(output);
    }

    @Override
    public LossFunction smoothed(double epsilon) {
        return new MixedLoss(loss.smoothed(epsilon), parts, otherLoss.smoothed(epsilon), others);
    }
}
