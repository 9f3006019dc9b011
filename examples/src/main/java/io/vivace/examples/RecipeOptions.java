package io.vivace.examples;

import io.vivace.tensor.Precision;
import io.vivace.vision.Stages;
import io.vivace.vision.image.Size;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be changed about the recipe of a lesson. */
final class RecipeOptions {
    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Epochs of all stages together, shared as in the recipe. Default: the recipe's.")
    private @Nullable Double epochs;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            description =
                    "The recipe's learning rate; those of its stages and layer groups follow. Default: the recipe's.")
    private @Nullable Double lr;

    @Option(
            names = "--sizes",
            paramLabel = "LIST",
            split = ",",
            converter = PictureSize.class,
            description = {
                "Progressive resizing: all stages at each of these sizes, one after the other, such as 64,128. Not for bbox.",
                "Default: --size alone."
            })
    private List<Size> sizes = List.of();

    @Option(
            names = "--from",
            paramLabel = "MODEL",
            description =
                    "A model that this command wrote, to go on from: at another --size, at another rate, on more pictures of the same classes. Nets for boxes (bbox, ssd) are built for one --size: they go on from models of that size. Default: none.")
    private @Nullable Path from;

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            defaultValue = "F32",
            description =
                    "What products and convolutions compute in: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Precision precision = Precision.F32;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description =
                    "Decides starting values, order, random changes and dropout; equal seeds give equal bits. Default: ${DEFAULT-VALUE}.")
    private long seed = 42;

    /** {@return decides all that is random} */
    long seed() {
        return seed;
    }

    /** {@return what products and convolutions compute in} */
    Precision precision() {
        return precision;
    }

    /**
     * {@return the stages to train}
     *
     * @param recipe gives its stages at a learning rate
     * @param usual the recipe's learning rate
     * @throws UsageException if a number is out of range, or there is no model to go on from
     */
    Stages stages(DoubleFunction<Stages> recipe, double usual) {
        if (from != null) {
            Existing.file("--from", from, "a model that this command wrote");
        }
        double rate = lr == null ? usual : lr;
        if (!(rate > 0 && rate < 1e6)) {
            throw new UsageException("--lr must be above 0, got " + rate);
        }
        Stages stages = recipe.apply(rate);
        Double n = epochs;
        if (n == null) {
            return stages;
        }
        if (!(n > 0 && n <= 100_000)) {
            throw new UsageException("--epochs must be above 0 and at most 100000, got " + n);
        }
        return stages.lasting(n);
    }

    /**
     * Looks at the sizes for a net that fits pictures of one size only.
     *
     * @param command that trains such nets
     * @throws UsageException if there are others
     */
    void requireOneSize(String command) {
        if (!sizes.isEmpty()) {
            throw new UsageException(
                    "--sizes: the net of " + command
                            + " sees the features of a picture with their places, so it fits pictures of one size; give --size alone");
        }
    }

    private void goOn(TrainingRun run) {
        if (from == null) {
            return;
        }
        try {
            run.learner().load(from);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--from: " + from + " does not fit this net: " + e.getMessage()
                    + "\nGive the options of the net that it was written with: the command, --arch, the same classes, and for bbox and ssd,"
                    + " whose layers depend on it, --size");
        }
    }

    /**
     * Trains, at each size in turn.
     *
     * @param run what is trained
     * @param stages from {@link #stages}
     * @param precompute whether the first stage is one of the head alone, on activations that are computed once
     */
    void train(TrainingRun run, Stages stages, boolean precompute) {
        goOn(run);
        if (!precompute) {
            run.train(stages, sizes);
            return;
        }
        if (!sizes.isEmpty()) {
            run.learner().resize(sizes.get(0));
        }
        run.trainPrecomputed(stages.stages().get(0));
        run.train(new Stages(stages.afterHead()), sizes);
    }
}
