package io.vivace.examples;

import io.vivace.vision.ImageDataBunch;
import io.vivace.vision.Stages;
import io.vivace.vision.VisionLearner;
import io.vivace.vision.VisionLearnerBuilder;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.models.Body;
import io.vivace.vision.models.DynamicUnet;
import io.vivace.vision.models.TransposedUnet;
import io.vivace.vision.models.UNet;
import io.vivace.vision.models.UpsampleNet;
import io.vivace.vision.transform.Resize;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A class for each pixel. */
@Command(
        name = "segment",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = Vivace.Version.class,
        description = {
            "Trains a net that gives each pixel of a picture a class, from pictures and masks such as those of CamVid.",
            "",
            "Pictures are squashed to 120×160 and mirrored at random, batches are of 8; Adam. With --weights 8 epochs of all but the first layer"
                    + " group at a rate of 4e-2, then 20 of all at a quarter of it while batch norm rests (bn_freeze); without, as many of"
                    + " everything at 1e-3."
        })
final class SegmentCommand implements Callable<Integer> {
    /** What comes behind the body. */
    enum Net {
        /** A U-Net by hand, on a ResNet-34. */
        UNET,
        /** A U-Net on any body, with pixel shuffles. */
        DYNAMIC,
        /** A U-Net on any body, with transposed convolutions (fastai 0.7's). */
        TRANSPOSED,
        /** Transposed convolutions alone. */
        UPSAMPLE
    }

    private static final int BATCH = 8;
    private static final double LR = 4e-2;

    @Option(
            names = "--net",
            paramLabel = "WHICH",
            defaultValue = "UNET",
            description = {
                "unet: by hand, on a ResNet-34; dynamic: a U-Net on any body; transposed: that of fastai 0.7; upsample: without what the body saw before it made pictures small.",
                "Default: ${DEFAULT-VALUE}."
            })
    private Net net = Net.UNET;

    @ArgGroup(exclusive = false, multiplicity = "1", heading = "%nThe pictures%n")
    private MaskOptions data = new MaskOptions();

    @Mixin
    private LessonOptions lesson = new LessonOptions();

    @Override
    public Integer call() {
        var usual = new PictureOptions.Usual(Size.of(120, 160), Resize.SQUISH, "flip", "imagenet", BATCH);
        var pixels =
                new LessonOptions.Lesson(data.folder(), data::labelled, usual, Stages::pixels, LR, 1e-3, "mean_iou");
        if (net == Net.UNET) {
            lesson.trainNamed(pixels, SegmentCommand::unet);
        } else {
            lesson.trainOnBody(pixels, this::onBody);
        }
        return 0;
    }

    private static VisionLearnerBuilder unet(ImageDataBunch pictures, Architecture body) {
        if (!body.name().equals("resnet34")) {
            throw new UsageException("--net unet stands on a resnet34; give --net dynamic for --arch " + body);
        }
        return VisionLearner.of(
                pictures, UNet.resnet34().channels(pictures.color().channels()).classes(pictures.outputs()));
    }

    private VisionLearnerBuilder onBody(ImageDataBunch pictures, Body body) {
        int outputs = pictures.outputs();
        return VisionLearner.of(
                pictures,
                switch (net) {
                    case DYNAMIC -> DynamicUnet.on(body).classes(outputs);
                    case TRANSPOSED -> TransposedUnet.on(body).classes(outputs);
                    case UPSAMPLE -> UpsampleNet.on(body).classes(outputs);
                    case UNET -> throw new IllegalStateException("this net has a body of its own");
                });
    }
}
