package io.vivace.backend;

/** Element-wise functions of two arguments. */
public enum Binary {
    /** a + b. */
    ADD,
    /** a − b. */
    SUB,
    /** a · b. */
    MUL,
    /** a / b; of integers, rounded toward zero. */
    DIV,
    /** The larger; NaN if either is NaN. */
    MAX,
    /** The smaller; NaN if either is NaN. */
    MIN,
    /** a to the power b. */
    POW,
    /** a = b, as bool. */
    EQ,
    /** a ≠ b, as bool. */
    NE,
    /** a &lt; b, as bool. */
    LT,
    /** a ≤ b, as bool. */
    LE,
    /** a &gt; b, as bool. */
    GT,
    /** a ≥ b, as bool. */
    GE;

    /** {@return whether the result is bool} */
    public boolean isComparison() {
        return switch (this) {
            case EQ, NE, LT, LE, GT, GE -> true;
            case ADD, SUB, MUL, DIV, MAX, MIN, POW -> false;
        };
    }
}
