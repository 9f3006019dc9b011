package io.vivace.loss;

import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Choices for {@link Loss#crossEntropy(Tensor, Tensor, CrossEntropyOptions)}.
 *
 * @param ignoreIndex class index whose positions do not count; −100 by default
 * @param weights f32 [C], how much each class counts; null for all alike
 * @param labelSmoothing ε: the target is taken as 1 − ε + ε/C for the right class and ε/C for the others (Szegedy et al.
 *     2016); 0 to 1
 * @param reduction what becomes of the single losses
 */
public record CrossEntropyOptions(
        long ignoreIndex, @Nullable Tensor weights, double labelSmoothing, Loss.Reduction reduction) {
    /** Checks the numbers. */
    public CrossEntropyOptions {
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
            throw new IllegalArgumentException("label smoothing must lie in 0 to 1, got " + labelSmoothing);
        }
    }

    /** {@return no weights, no smoothing, −100 ignored, the mean} */
    public static CrossEntropyOptions defaults() {
        return new CrossEntropyOptions(-100, null, 0, Loss.Reduction.MEAN);
    }

    /**
     * {@return these options with another class to ignore}
     *
     * @param index the class index whose positions do not count
     */
    public CrossEntropyOptions ignoring(long index) {
        return new CrossEntropyOptions(index, weights, labelSmoothing, reduction);
    }

    /**
     * {@return these options with class weights}
     *
     * @param classWeights f32 [C], or null for none
     */
    public CrossEntropyOptions weighting(@Nullable Tensor classWeights) {
        return new CrossEntropyOptions(ignoreIndex, classWeights, labelSmoothing, reduction);
    }

    /**
     * {@return these options with label smoothing}
     *
     * @param epsilon how much of the target is spread over all classes, 0 to 1
     */
    public CrossEntropyOptions smoothing(double epsilon) {
        return new CrossEntropyOptions(ignoreIndex, weights, epsilon, reduction);
    }

    /**
     * {@return these options with another reduction}
     *
     * @param wanted what becomes of the single losses
     */
    public CrossEntropyOptions reducing(Loss.Reduction wanted) {
        return new CrossEntropyOptions(ignoreIndex, weights, labelSmoothing, wanted);
    }
}
