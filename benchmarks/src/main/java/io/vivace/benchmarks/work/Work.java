package io.vivace.benchmarks.work;

/** A piece of work that every library does alike: the same sizes, start values and result. */
public sealed interface Work
        permits Classification,
                Prediction,
                Segmentation,
                LanguageModel,
                Translation,
                WganTraining,
                StyleClosure,
                OptimizerStep,
                ImagePipeline,
                Operation {
    /** {@return what it is, with its sizes, in a few ASCII characters; unique among all works of a benchmark} */
    String id();

    /** {@return arithmetic operations of one step, a multiplication and an addition as two; 0 where nobody counts them} */
    double flop();

    /** {@return bytes that one step must at least read and write, for work that memory bounds; else 0} */
    default double bytes() {
        return 0;
    }

    /** {@return pictures, or other items, that one step handles; 0 where nobody counts them} */
    default int items() {
        return 0;
    }

    /** {@return the same in a size that takes milliseconds, for tests} */
    Work small();
}
