package io.vivace.schedule;

/**
 * The momentum of a cycle: high while the rate is low and the other way round.
 *
 * @param high at the ends
 * @param low at the peak of the rate
 */
record Momentum(double high, double low) {}
