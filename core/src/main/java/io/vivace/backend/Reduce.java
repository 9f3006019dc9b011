package io.vivace.backend;

/** Ways to combine the elements along axes. */
public enum Reduce {
    /** Sum; of integers and bools in i64. */
    SUM,
    /** Arithmetic mean. */
    MEAN,
    /** Largest; NaN wins. */
    MAX,
    /** Smallest; NaN wins. */
    MIN,
    /** Product. */
    PROD
}
