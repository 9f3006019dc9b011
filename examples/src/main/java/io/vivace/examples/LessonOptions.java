package io.vivace.examples;

import io.vivace.optim.Adam;
import io.vivace.vision.ImageDataBunch;
import io.vivace.vision.LabelledImages;
import io.vivace.vision.Stages;
import io.vivace.vision.VisionLearnerBuilder;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.models.Body;
import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What the commands of lessons have in common: pictures, a body, a recipe, and what comes out. */
final class LessonOptions {
    /**
     * What is particular about a lesson.
     *
     * @param folder of the data
     * @param labelled reads the data, split by a seed
     * @param usual what is done with pictures
     * @param stages of a net on a trained body, at a learning rate
     * @param lr that learning rate
     * @param lrFromScratch learning rate of a net that starts without trained weights
     * @param best metric by which the best checkpoint is kept; null to keep none
     */
    record Lesson(
            Path folder,
            LongFunction<LabelledImages> labelled,
            PictureOptions.Usual usual,
            DoubleFunction<Stages> stages,
            double lr,
            double lrFromScratch,
            @Nullable String best) {}

    @ArgGroup(exclusive = false, heading = "%nWhat becomes of pictures%n")
    private PictureOptions pictures = new PictureOptions();

    @ArgGroup(exclusive = false, heading = "%nThe net%n")
    private BodyOptions net = new BodyOptions();

    @ArgGroup(exclusive = false, heading = "%nThe training%n")
    private RecipeOptions recipe = new RecipeOptions();

    @ArgGroup(exclusive = false, heading = "%nWhat comes out%n")
    private OutputOptions out = new OutputOptions();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @ParentCommand
    private Vivace program;

    /**
     * Trains a net that stands on a body.
     *
     * @param lesson what is particular
     * @param learner makes the net, and a learner of it
     */
    void trainOnBody(Lesson lesson, BiFunction<ImageDataBunch, Body, VisionLearnerBuilder> learner) {
        train(lesson, data -> learner.apply(data, net.body(data, recipe.seed())));
    }

    /**
     * Trains a net that is made from the name of its body.
     *
     * @param lesson what is particular
     * @param learner makes the net, and a learner of it
     */
    void trainNamed(Lesson lesson, BiFunction<ImageDataBunch, Architecture, VisionLearnerBuilder> learner) {
        train(lesson, data -> learner.apply(data, net.architecture()));
    }

    private void train(Lesson lesson, Function<ImageDataBunch, VisionLearnerBuilder> learner) {
        net.check();
        Stages stages = net.isTrained()
                ? recipe.stages(lesson.stages, lesson.lr)
                : recipe.stages(
                        lr -> Stages.fromScratch(lr)
                                .lasting(lesson.stages.apply(lr).epochs()),
                        lesson.lrFromScratch);
        out.check();
        pictures.check();
        ImageDataBunch data = pictures.batches(lesson.labelled.apply(recipe.seed()), lesson.usual, recipe.seed());
        VisionLearnerBuilder builder = net.started(learner.apply(data))
                .optimizer(Adam.defaults())
                .seed(recipe.seed())
                .precision(recipe.precision());
        String name = spec.name() + " on " + net.arch();
        new TrainingRun(spec, out, program.out())
                .train(
                        new TrainingRun.Subject(lesson.folder, data, name, builder, lesson.best),
                        run -> recipe.train(run, stages, false));
    }
}
