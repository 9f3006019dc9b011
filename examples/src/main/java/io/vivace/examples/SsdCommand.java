package io.vivace.examples;

import io.vivace.nn.Module;
import io.vivace.vision.ImageDataBunch;
import io.vivace.vision.Stages;
import io.vivace.vision.VisionLearner;
import io.vivace.vision.VisionLearnerBuilder;
import io.vivace.vision.detection.Detector;
import io.vivace.vision.detection.MeanPrecision;
import io.vivace.vision.detection.PyramidSsd;
import io.vivace.vision.detection.Ssd;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Body;
import io.vivace.vision.transform.Resize;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** All things in a picture: where and what. */
@Command(
        name = "ssd",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = Vivace.Version.class,
        description = {
            "Trains a single-shot detector that finds all things in pictures, and tells its mean average precision.",
            "",
            "The lesson's recipe: pictures squashed to 224×224, mirrored, turned by up to 3 degrees and lit at random; Adam. On one grid: 5 epochs of"
                    + " the head at a rate of 3e-3. On many: focal loss, 10 epochs of the head at 1e-2, 10 of the last two layer groups."
                    + " Without --weights as many epochs of everything at 1e-3."
        })
final class SsdCommand implements Callable<Integer> {
    private static final double ALPHA = 0.25;
    private static final double GAMMA = 2;
    private static final double LEAST = 0.01;

    /** Where anchors stand. */
    enum Grids {
        /** One anchor on each cell of 4×4. */
        ONE,
        /** Nine anchors on each cell of 4×4, 2×2 and 1×1. */
        MANY,
        /** A feature pyramid with finer grids, for small things. */
        PYRAMID
    }

    @Option(
            names = "--grids",
            paramLabel = "WHICH",
            defaultValue = "MANY",
            description = {
                "one: an anchor on each cell of 4×4; many: nine on each cell of 4×4, 2×2 and 1×1; pyramid: finer grids for small things.",
                "Default: ${DEFAULT-VALUE}."
            })
    private Grids grids = Grids.MANY;

    @ArgGroup(exclusive = false, multiplicity = "1", heading = "%nThe pictures%n")
    private VocOptions data = new VocOptions();

    @Mixin
    private LessonOptions lesson = new LessonOptions();

    @Override
    public Integer call() {
        boolean one = grids == Grids.ONE;
        var usual = new PictureOptions.Usual(Size.square(224), Resize.SQUISH, "boxes", "imagenet", 64);
        lesson.trainOnBody(
                new LessonOptions.Lesson(
                        data.folder(),
                        seed -> data.split(seed).label(data.voc().annotations().things()),
                        usual,
                        one ? Stages::grid : Stages::scales,
                        one ? 3e-3 : 1e-2,
                        1e-3,
                        "mAP VOC"),
                this::learner);
        return 0;
    }

    private VisionLearnerBuilder learner(ImageDataBunch pictures, Body body) {
        int classes = pictures.classes().size();
        Size shown = Objects.requireNonNull(pictures.framing().size());
        return switch (grids) {
            case ONE -> learner(pictures, Ssd.grid4(body, classes, shown));
            case MANY -> learner(pictures, Ssd.multiScale(body, classes, shown));
            case PYRAMID -> learner(pictures, PyramidSsd.on(body, classes, shown));
        };
    }

    private <N extends Module & Detector> VisionLearnerBuilder learner(ImageDataBunch pictures, N net) {
        int classes = net.classes();
        var all = net.decoder().least(LEAST); // what is unsure counts less, but it counts
        return VisionLearner.of(pictures, net)
                .loss(grids == Grids.ONE ? net.loss() : net.loss().focal(ALPHA, GAMMA))
                .metrics(
                        MeanPrecision.voc(all, classes),
                        MeanPrecision.vocElevenPoints(all, classes),
                        MeanPrecision.coco(all, classes));
    }
}
