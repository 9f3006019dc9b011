package io.vivace.backend;

/**
 * Element-wise functions of one argument. {@code a} and {@code b} below are the two constants of a call. The backward
 * kernel multiplies the incoming gradient by the derivative, taken from the input {@code x} or, where
 * {@link #usesOutput()}, from the output {@code y}.
 */
public enum Unary {
    /** a·x + b. */
    LINEAR(false),
    /** eˣ. */
    EXP(true),
    /** ln x. */
    LOG(false),
    /** ln(1 + x). */
    LOG1P(false),
    /** √x. */
    SQRT(true),
    /** |x|. */
    ABS(false),
    /** −1, 0 or 1; derivative 0. */
    SIGN(false),
    /** x². */
    SQUARE(false),
    /** x to the power a. */
    POW(false),
    /** x limited to [a, b]. */
    CLAMP(false),
    /** max(x, 0), or a·x below 0. */
    RELU(false),
    /** x above 0, a·(eˣ − 1) below. */
    ELU(false),
    /** Gaussian error linear unit, exact (erf). */
    GELU(false),
    /** Gaussian error linear unit, tanh approximation. */
    GELU_TANH(false),
    /** x·σ(x). */
    SILU(false),
    /** 1 / (1 + e⁻ˣ). */
    SIGMOID(true),
    /** tanh x. */
    TANH(true),
    /** ln(1 + e^(a·x)) / a. */
    SOFTPLUS(false),
    /** x/6 + ½ limited to [0, 1]. */
    HARD_SIGMOID(false),
    /** x · hardSigmoid(x). */
    HARD_SWISH(false),
    /** Rounds down; derivative 0. */
    FLOOR(false),
    /** Rounds to nearest, ties to even; derivative 0. */
    ROUND(false),
    /** sin x. */
    SIN(false),
    /** cos x. */
    COS(false),
    /** Error function. */
    ERF(false);

    private final boolean usesOutput;

    Unary(boolean usesOutput) {
        this.usesOutput = usesOutput;
    }

    /** {@return whether the derivative is computed from the output rather than from the input} */
    public boolean usesOutput() {
        return usesOutput;
    }
}
