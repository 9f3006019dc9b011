package io.vivace.tensor;

/**
 * Values with the positions they came from.
 *
 * @param values the values
 * @param indices i64 positions along the axis
 */
public record Extremes(Tensor values, Tensor indices) {}
