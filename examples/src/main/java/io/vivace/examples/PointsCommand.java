package io.vivace.examples;

import io.vivace.vision.Head;
import io.vivace.vision.Stages;
import io.vivace.vision.VisionLearner;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Resize;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Places in pictures. */
@Command(
        name = "points",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = Vivace.Version.class,
        description = {
            "Trains a net that says where points of a picture are, such as the middle of a face, and how many pixels it is off.",
            "",
            "Pictures are squashed to 120×160 and change as photos do, batches are of 64; Adam. 5 epochs of the head at a rate of 2e-2, 10 of all at a"
                    + " twentieth; without --weights as many of everything at 1e-3."
        })
final class PointsCommand implements Callable<Integer> {
    private static final double DROPOUT = 0.05;
    private static final int WIDTH = 100;

    @ArgGroup(exclusive = false, multiplicity = "1", heading = "%nThe pictures%n")
    private PointsOptions data = new PointsOptions();

    @Mixin
    private LessonOptions lesson = new LessonOptions();

    @Override
    public Integer call() {
        lesson.trainNamed(
                new LessonOptions.Lesson(
                        data.folder(),
                        data::labelled,
                        new PictureOptions.Usual(Size.of(120, 160), Resize.SQUISH, "standard", "imagenet", 64),
                        Stages::points,
                        2e-2,
                        1e-3,
                        "pixel_error"),
                (pictures, net) ->
                        VisionLearner.cnn(pictures, net).head(Head.standard().hidden(DROPOUT, WIDTH)));
        return 0;
    }
}
