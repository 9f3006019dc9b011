package io.vivace.callbacks;

import io.vivace.data.Batch;
import io.vivace.learn.Callback;
import io.vivace.learn.Step;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;
import java.util.List;

/**
 * Trains on pictures with a rectangle of another picture of the batch (Yun et al. 2019, "CutMix"): it covers about a part 1 − λ of
 * the picture, λ drawn from Beta(α, α) for each batch, at a place of equal chance; what would reach over the edge is cut off, and
 * losses are weighted by the areas that are left. Inputs are [N, C, H, W]. Validation is as without it.
 *
 * <pre>{@code learner.callbacks(CutMix.alpha(1))}</pre>
 */
public final class CutMix implements Callback {
    private final Beta beta;

    private CutMix(Beta beta) {
        this.beta = beta;
    }

    /**
     * {@return such a callback}
     *
     * @param alpha α, above 0; 1 draws every part with equal chance
     */
    public static CutMix alpha(double alpha) {
        return new CutMix(new Beta(alpha));
    }

    @Override
    public boolean changesTraining() {
        return true;
    }

    @Override
    public void beforeBatch(Step step) {
        if (!step.isTraining()) {
            return;
        }
        Rng rng = step.learner().rng();
        Batch batch = step.batch();
        Tensor x = batch.x();
        if (x.rank() != 4 || batch.inputs().size() != 1) {
            throw new IllegalArgumentException("CutMix needs one input of pictures [N, C, H, W], got "
                    + batch.inputs().size() + " of " + x.shape());
        }
        double side = Math.sqrt(1 - beta.next(rng));
        long[] rows = span(rng, x.size(2), side);
        long[] columns = span(rng, x.size(3), side);
        Tensor partners = MixedLoss.partners(step);
        Tensor mixed = x.copy();
        if (rows[1] > 0 && columns[1] > 0) {
            part(mixed, rows, columns).copy_(part(x, rows, columns).indexSelect(0, partners));
        }
        double area = (double) rows[1] * columns[1] / (x.size(2) * x.size(3));
        Tensor own = Tensor.zeros(batch.size()).add(1 - area);
        MixedLoss.mix(step, List.of(mixed), partners, own);
    }

    /** {@return start and length of a part of an axis around a random middle} */
    private static long[] span(Rng rng, long size, double part) {
        long length = (long) (size * part);
        long start = rng.nextInt((int) size) - length / 2;
        long from = Math.max(0, start);
        return new long[] {from, Math.min(size, start + length) - from};
    }

    private static Tensor part(Tensor x, long[] rows, long[] columns) {
        return x.narrow(2, rows[0], rows[1]).narrow(3, columns[0], columns[1]);
    }
}
