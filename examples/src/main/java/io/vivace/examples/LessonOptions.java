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
import picocli.CommandLine.Mixin;
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

    @ArgGroup(exclusive = false, order = CourseOptions.NET, heading = "%nThe net%n")
    private BodyOptions net = new BodyOptions();

    @Mixin
    private CourseOptions course = new CourseOptions();

    @ParentCommand
    private Vivace program;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /**
     * Looks at the sizes, before data are read.
     *
     * @param command whose net fits pictures of one size only
     * @throws UsageException if there are others
     */
    void requireOneSize(String command) {
        course.recipe().requireOneSize(command);
    }

    /**
     * Trains a net that stands on a body.
     *
     * @param lesson what is particular
     * @param learner makes the net, and a learner of it
     */
    void trainOnBody(Lesson lesson, BiFunction<ImageDataBunch, Body, VisionLearnerBuilder> learner) {
        train(lesson, data -> learner.apply(data, net.body(data, course.recipe().seed())));
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
        RecipeOptions recipe = course.recipe();
        Stages stages = net.isTrained()
                ? recipe.stages(lesson.stages, lesson.lr)
                : recipe.stages(
                        lr -> Stages.fromScratch(lr)
                                .lasting(lesson.stages.apply(lr).epochs()),
                        lesson.lrFromScratch);
        course.check();
        ImageDataBunch data = course.batches(lesson.labelled.apply(recipe.seed()), lesson.usual);
        course.train(
                program,
                lesson.folder,
                data,
                spec.name() + " on " + net.arch(),
                net.started(learner.apply(data)).optimizer(Adam.defaults()),
                lesson.best,
                run -> recipe.train(run, stages, false));
    }
}
