package io.vivace.examples;

import io.vivace.vision.ImageDataBunch;
import io.vivace.vision.LabelledImages;
import io.vivace.vision.VisionLearnerBuilder;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;

/** What commands that train by a recipe have in common: pictures, the recipe, and what comes out. */
final class CourseOptions {
    /** Where the help tells about the net: between pictures and training. */
    static final int NET = 2;

    @ArgGroup(exclusive = false, order = 1, heading = "%nWhat becomes of pictures%n")
    private PictureOptions pictures = new PictureOptions();

    @ArgGroup(exclusive = false, order = NET + 1, heading = "%nThe training%n")
    private RecipeOptions recipe = new RecipeOptions();

    @ArgGroup(exclusive = false, order = NET + 2, heading = "%nWhat comes out%n")
    private OutputOptions out = new OutputOptions();

    /** {@return how pictures become batches} */
    PictureOptions pictures() {
        return pictures;
    }

    /** {@return what can be changed about the recipe} */
    RecipeOptions recipe() {
        return recipe;
    }

    /**
     * Looks at the options, before data are read.
     *
     * @throws UsageException if a number is out of range or something cannot be written
     */
    void check() {
        out.check();
        pictures.check();
    }

    /**
     * {@return the batches}
     *
     * @param labelled the pictures
     * @param usual what is done unless the user wants something else
     */
    ImageDataBunch batches(LabelledImages labelled, PictureOptions.Usual usual) {
        return pictures.batches(labelled, usual, recipe.seed());
    }

    /**
     * Trains, judges, and writes what comes out.
     *
     * @param program that was called
     * @param folder of the data
     * @param data ready for training
     * @param net its name
     * @param learner in the making; seed and precision are those of the recipe
     * @param best metric by which the best checkpoint is kept; null to keep none
     * @param training trains the learner of the run
     */
    void train(
            Vivace program,
            Path folder,
            ImageDataBunch data,
            String net,
            VisionLearnerBuilder learner,
            @Nullable String best,
            Consumer<TrainingRun> training) {
        VisionLearnerBuilder ready = learner.seed(recipe.seed()).precision(recipe.precision());
        new TrainingRun(program, out).train(new TrainingRun.Subject(folder, data, net, ready, best), training);
    }
}
