package io.vivace.examples;

import io.vivace.metric.Metrics;
import io.vivace.vision.Stages;
import io.vivace.vision.VisionLearner;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Resize;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The class of the largest thing in a picture. */
@Command(
        name = "largest",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = Vivace.Version.class,
        description = {
            "Trains a classifier that names the largest thing in a picture, from boxes in the format of Pascal VOC.",
            "",
            "The lesson's recipe: pictures squashed to 224×224, mirrored, turned by up to 10 degrees and lit at random; Adam, 1 epoch of the head"
                    + " at a rate of 2e-2, 1 of the last two layer groups, 2 of all. Without --weights 4 epochs of everything at 1e-3."
        })
final class LargestCommand implements Callable<Integer> {
    @ArgGroup(exclusive = false, multiplicity = "1", heading = "%nThe pictures%n")
    private VocOptions data = new VocOptions();

    @Mixin
    private LessonOptions lesson = new LessonOptions();

    @Override
    public Integer call() {
        lesson.trainNamed(
                new LessonOptions.Lesson(
                        data.folder(),
                        seed -> data.split(seed).label(data.voc().annotations().largestClass()),
                        new PictureOptions.Usual(Size.square(224), Resize.SQUISH, "side-on", "imagenet", 64),
                        Stages::gradual,
                        2e-2,
                        1e-3,
                        "accuracy"),
                (pictures, net) -> VisionLearner.cnn(pictures, net).metrics(Metrics.accuracy()));
        return 0;
    }
}
