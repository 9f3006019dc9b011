package io.vivace.examples;

import io.vivace.optim.Adam;
import io.vivace.optim.AdamW;
import io.vivace.optim.RmsProp;
import io.vivace.optim.Sgd;
import io.vivace.optim.UpdateRule;
import io.vivace.optim.WeightDecay;
import io.vivace.schedule.Lr;
import io.vivace.schedule.Schedule;
import io.vivace.schedule.Schedules;
import io.vivace.tensor.Precision;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long, how fast and by what a net is trained. */
final class TrainOptions {
    /** The shape of the learning rate over a stage. */
    enum ScheduleChoice {
        /** Up and down along two cosines (fastai 1). */
        ONE_CYCLE,
        /** Up and down in straight lines with a tail (fastai 0.7). */
        LINEAR_CYCLE,
        /** Up for a tenth, down for the rest, in straight lines. */
        TRIANGLE,
        /** Down along a cosine. */
        COSINE,
        /** Constant for three quarters, then down along a cosine. */
        FLAT_COSINE,
        /** The same throughout. */
        CONSTANT;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /** The formula of a step. */
    enum OptimizerChoice {
        ADAMW,
        ADAM,
        SGD,
        RMSPROP;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "5",
            description = "Epochs in which everything trains. Default: ${DEFAULT-VALUE}.")
    private double epochs;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            converter = Rates.class,
            description = {
                "Learning rate: 1e-3, or 1e-5:1e-3 from the first layer group to the last; the highest of the schedule.",
                "Default: what the search for a learning rate suggests."
            })
    private @Nullable Lr lr;

    @Option(
            names = "--freeze-epochs",
            paramLabel = "N",
            description =
                    "Epochs before those in which only the new head trains. Default: 1 with a new head on --weights, else 0.")
    private @Nullable Double freezeEpochs;

    @Option(
            names = "--lr-frozen",
            paramLabel = "RATE",
            converter = Rates.class,
            description = "Learning rate of these. Default: what the search suggests.")
    private @Nullable Lr lrFrozen;

    @Option(
            names = "--schedule",
            paramLabel = "SHAPE",
            defaultValue = "one-cycle",
            description = "Course of the learning rate: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private ScheduleChoice schedule = ScheduleChoice.ONE_CYCLE;

    @Option(
            names = "--div",
            paramLabel = "FACTOR",
            description =
                    "How far below the highest rate one-cycle, linear-cycle and triangle start. Default: 25, 10, 32.")
    private @Nullable Double div;

    @Option(
            names = "--tail",
            paramLabel = "PART",
            description = "Part of linear-cycle that its last descent takes, 0 to 1. Default: 0.1.")
    private @Nullable Double tail;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            defaultValue = "adamw",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private OptimizerChoice optimizer = OptimizerChoice.ADAMW;

    @Option(
            names = "--momentum",
            paramLabel = "HIGH[:LOW]",
            converter = MomentumRange.Reader.class,
            description = {
                "Momentum, or beta1 of adam and adamw; with a cycle from HIGH to LOW while the rate grows, and back.",
                "Default: 0.95:0.85 with one-cycle, else 0.9."
            })
    private @Nullable MomentumRange momentum;

    @Option(
            names = "--wd",
            paramLabel = "DECAY",
            description =
                    "Weight decay of all parameters: decoupled with adamw, through the gradient with others. Default: 0.01 with adamw, else 0.")
    private @Nullable Double decay;

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            defaultValue = "F32",
            description =
                    "What products and convolutions compute in: ${COMPLETION-CANDIDATES}; BF16 is up to twice as fast on processors that have it. Default: ${DEFAULT-VALUE}.")
    private Precision precision = Precision.F32;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description =
                    "Decides starting values, order, random changes and dropout; equal seeds give equal bits. Default: ${DEFAULT-VALUE}.")
    private long seed;

    /** {@return decides all that is random} */
    long seed() {
        return seed;
    }

    /** {@return what products and convolutions compute in} */
    Precision precision() {
        return precision;
    }

    /** {@return epochs in which everything trains} */
    double epochs() {
        return epochs;
    }

    /** {@return the learning rate of the stage in which everything trains, or null to search for it} */
    @Nullable
    Lr lr() {
        return lr;
    }

    /** {@return the learning rate of the frozen stage, or null to search for it} */
    @Nullable
    Lr lrFrozen() {
        return lrFrozen;
    }

    /** {@return epochs in which only the head trains} */
    double freezeEpochs(NetOptions net) {
        if (freezeEpochs != null && freezeEpochs > 0 && !net.hasNewHead()) {
            throw new UsageException(
                    "--freeze-epochs: there is nothing to freeze, as the net trains as a whole; give --weights,"
                            + " or --head standard");
        }
        return freezeEpochs != null ? freezeEpochs : net.isPretrained() && net.hasNewHead() ? 1 : 0;
    }

    /**
     * Looks at the numbers.
     *
     * @throws UsageException if one is out of range
     */
    void check() {
        require("--epochs", epochs, epochs >= 0 && epochs <= 100_000, "0 to 100000");
        double frozen = freezeEpochs == null ? 0 : freezeEpochs;
        require("--freeze-epochs", frozen, frozen >= 0 && frozen <= 100_000, "0 to 100000");
        double factor = div == null ? 1 : div;
        require("--div", factor, factor >= 1 && Double.isFinite(factor), "at least 1");
        double part = tail == null ? 0 : tail;
        require("--tail", part, part >= 0 && part <= 1, "0 to 1");
        double wd = decay == null ? 0 : decay;
        require("--wd", wd, wd >= 0 && Double.isFinite(wd), "at least 0");
        if (tail != null && schedule != ScheduleChoice.LINEAR_CYCLE) {
            throw new UsageException("--tail is for --schedule linear-cycle, not " + schedule);
        }
    }

    private static void require(String option, double value, boolean holds, String range) {
        if (!holds) {
            throw new UsageException(option + " must be " + range + ", got " + value);
        }
    }

    /** {@return what makes a step} */
    UpdateRule rule() {
        double m = momentum == null ? 0.9 : momentum.high();
        double wd = decay == null ? (optimizer == OptimizerChoice.ADAMW ? 0.01 : 0) : decay;
        return switch (optimizer) {
            case ADAMW -> AdamW.weightDecay(wd).betas(m, 0.99);
            case ADAM -> Adam.defaults().betas(m, 0.99).weightDecay(WeightDecay.l2(wd));
            case SGD -> Sgd.momentum(m).weightDecay(wd);
            case RMSPROP ->
                RmsProp.defaults().momentum(momentum == null ? 0 : m).weightDecay(WeightDecay.l2(wd));
        };
    }

    /** {@return the course of a stage} */
    Schedule schedule(double length, Lr peak) {
        MomentumRange m = momentum;
        return switch (schedule) {
            case ONE_CYCLE -> {
                var s = Schedules.cosineOneCycle(length, peak);
                s = div == null ? s : s.div(div);
                yield m == null ? s : s.momentum(m.high(), m.low());
            }
            case LINEAR_CYCLE -> {
                var s = Schedules.oneCycle(length, peak);
                s = div == null ? s : s.div(div);
                s = tail == null ? s : s.tail(tail);
                yield m == null ? s : s.momentum(m.high(), m.low());
            }
            case TRIANGLE -> {
                var s = Schedules.slantedTriangle(length, peak);
                s = div == null ? s : s.div(div);
                yield m == null ? s : s.momentum(m.high(), m.low());
            }
            case COSINE -> Schedules.cosineRestarts(1, peak).length(length);
            case FLAT_COSINE -> Schedules.flatThenCosine(length, peak, 0.75);
            case CONSTANT -> Schedules.constant(length, peak);
        };
    }
}
