package io.vivace.examples;

import io.vivace.vision.Stages;
import io.vivace.vision.VisionLearner;
import io.vivace.vision.detection.BoxHead;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Resize;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The box of the largest thing in a picture, with or without its class. */
@Command(
        name = "bbox",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = Vivace.Version.class,
        description = {
            "Trains a net that says where the largest thing in a picture is, and with --joint what it is, too.",
            "",
            "The lesson's recipe: pictures squashed to 224×224, mirrored, turned by up to 3 degrees and lit at random; Adam. The box alone: 3 epochs"
                    + " of the head at a rate of 2e-3, 3 of the last two layer groups, 2 of all. With the class: 3, 5 and 10 epochs at 1e-2."
                    + " Without --weights as many epochs of everything at 1e-3."
        })
final class BoxCommand implements Callable<Integer> {
    @Option(names = "--joint", description = "Says what the thing is as well, by one net with one loss.")
    private boolean joint;

    @ArgGroup(exclusive = false, multiplicity = "1", heading = "%nThe pictures%n")
    private VocOptions data = new VocOptions();

    @Mixin
    private LessonOptions lesson = new LessonOptions();

    @Override
    public Integer call() {
        lesson.requireOneSize("bbox");
        var usual = new PictureOptions.Usual(Size.square(224), Resize.SQUISH, "boxes", "imagenet", 64);
        lesson.trainOnBody(
                new LessonOptions.Lesson(
                        data.folder(),
                        seed -> {
                            var told = data.voc().annotations();
                            return data.split(seed).label(joint ? told.largestThing() : told.largestBox());
                        },
                        usual,
                        joint ? Stages::boxAndClass : Stages::box,
                        joint ? 1e-2 : 2e-3,
                        1e-3,
                        null),
                (pictures, body) -> {
                    Size shown = Objects.requireNonNull(pictures.framing().size());
                    return VisionLearner.of(
                            pictures,
                            joint
                                    ? BoxHead.boxAndClass(
                                            body, pictures.classes().size(), shown)
                                    : BoxHead.box(body, shown));
                });
        return 0;
    }
}
