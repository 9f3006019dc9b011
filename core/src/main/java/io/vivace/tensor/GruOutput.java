package io.vivace.tensor;

/**
 * What gated recurrent units make of a sequence.
 *
 * @param steps outputs of all steps [T, N, H]
 * @param hidden output of the step taken last [N, H]
 */
public record GruOutput(Tensor steps, Tensor hidden) {}
