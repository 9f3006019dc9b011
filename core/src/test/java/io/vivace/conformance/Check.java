package io.vivace.conformance;

import java.util.function.Consumer;

/** The columns of the table: what is asked of every operation. */
enum Check {
    /** Outputs are PyTorch's, twice the same, and the operands stay as they were. */
    GOLDEN_FORWARD("golden forward", GoldenValues::forward),
    /** Gradients are PyTorch's, for all operands at once and for each alone. */
    GOLDEN_GRADIENT("golden gradient", GoldenValues::gradient),
    /** Gradients are what small steps show. */
    FINITE_DIFFERENCES("finite differences", FiniteDifferences::first),
    /** Gradients of gradients are what small steps of gradients show. */
    SECOND_GRADIENT("second gradient", FiniteDifferences::second),
    /** All of this for scalars, sizes 1, 3, 5, 7, and sizes that no vector register divides. */
    ODD_SHAPES("odd shapes", GoldenValues::oddShapes),
    /** Transposed, sliced, repeated and channels-last operands and gradients change nothing. */
    NON_CONTIGUOUS("non-contiguous", Layouts::check),
    /** Operands without elements. */
    ZERO_SIZE("zero size", GoldenValues::zeroSize),
    /** bfloat16 differs from f32 by its rounding only. */
    BF16("bf16", HalfPrecision::check),
    /** Not-a-number, infinities, signed zeros and large values. */
    SPECIAL_VALUES("special values", GoldenValues::specialValues),
    /** Whole numbers. */
    INTEGERS("integers", GoldenValues::integers),
    /** Messages tell what was given, what is wrong, and what to do. */
    WRONG_ARGUMENTS("wrong arguments", Misuse::check);

    final String title;
    private final Consumer<Op> run;

    Check(String title, Consumer<Op> run) {
        this.title = title;
        this.run = run;
    }

    void run(Op op) {
        op.run(this, run);
    }
}
