package io.vivace.vision.detection;

import io.vivace.tensor.Tensor;

/**
 * Factors of binary cross-entropy that make little of what is clear already (Lin et al. 2017, equation 5): [αt + (1 − α)(1 − t)] · (1 − p_t)^γ,
 * where p_t is the probability given to the truth. Gradients flow through them, too.
 *
 * @param alpha share of the marks, 0 to 1; the others have 1 − α
 * @param gamma how fast clear cases fade, at least 0
 */
record Focal(double alpha, double gamma) {
    Focal {
        if (!(alpha >= 0 && alpha <= 1) || !(gamma >= 0 && gamma < 100)) {
            throw new IllegalArgumentException(
                    "focal loss: alpha is 0 to 1 and gamma at least 0, got " + alpha + " and " + gamma);
        }
    }

    /**
     * {@return a factor for each element}
     *
     * @param logits any shape
     * @param marks 0 or 1, same shape
     */
    Tensor weights(Tensor logits, Tensor marks) {
        Tensor share = marks.mul(2 * alpha - 1).add(1 - alpha);
        if (gamma == 0) {
            return share;
        }
        // 1 − p_t is the probability of the other side: σ(x) of those without mark, σ(−x) of those with
        Tensor sign = marks.mul(-2).add(1);
        Tensor missed = logits.mul(sign).sigmoid();
        return share.mul(
                gamma == 1
                        ? missed
                        : gamma == 2 ? missed.square() : missed.clamp(1e-12, 1).pow(gamma));
    }
}
