package io.vivace.tensor;

/**
 * What an LSTM makes of a sequence.
 *
 * @param steps outputs of all steps [T, N, H]
 * @param hidden output of the step taken last [N, H]
 * @param cells cells after the step taken last, f32 [N, H]
 */
public record LstmOutput(Tensor steps, Tensor hidden, Tensor cells) {}
