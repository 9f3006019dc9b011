package io.vivace.examples;

import io.vivace.vision.ImageBatches;
import io.vivace.vision.ImageDataBunch;
import io.vivace.vision.LabelledImages;
import io.vivace.vision.OnCorrupt;
import io.vivace.vision.Stats;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Resize;
import io.vivace.vision.transform.Transforms;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How pictures become batches. */
final class PictureOptions {
    /**
     * What is done with pictures unless the user wants something else.
     *
     * @param size of what the model sees; null for that of the pictures
     * @param resize how a picture gets another shape
     * @param augment what changes at random
     * @param normalize mean and spread, by name
     * @param batch pictures in a batch
     */
    record Usual(@Nullable Size size, Resize resize, String augment, String normalize, int batch) {}

    private static final long MEGABYTE = 1 << 20;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            converter = PictureSize.class,
            description =
                    "Size the model sees: 224, or 240x320 for height and width. Default: 128; of IDX files, their own; lessons have theirs.")
    private @Nullable Size size;

    @Option(
            names = "--short-side",
            paramLabel = "PIXELS",
            defaultValue = "0",
            description = {
                "Scale pictures until their shorter side is this long, then cut the size out of them: at random in training, from the middle in validation. Default: scale them so that the size just fits in."
            })
    private int shortSide;

    @Option(
            names = "--resize",
            paramLabel = "HOW",
            description =
                    "How a picture gets another shape: ${COMPLETION-CANDIDATES}. Default: CROP; lessons have theirs.")
    private @Nullable Resize resize;

    @Option(
            names = "--augment",
            paramLabel = "LIST",
            description = {
                "What changes at random in training: none, standard, basic, side-on, top-down or boxes (side-on, turned by up to 3 degrees), followed by any of flip, dihedral, pad=4, crop=0.35, scale=1.1, rotate=10, zoom=1.1, warp=0.2, light=0.2, cutout=8. Default: standard; lessons have theirs."
            })
    private @Nullable String augment;

    @Option(
            names = "--normalize",
            paramLabel = "STATS",
            description = {
                "Mean and spread of pixels: imagenet, cifar10, mnist, batch (measured), none, or numbers such as 0.5/0.25.",
                "Default: imagenet; of IDX files, mnist; lessons have theirs."
            })
    private @Nullable String normalize;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Pictures in a batch. Default: 64, or that of the lesson.")
    private @Nullable Integer batch;

    @Option(
            names = "--keep-last",
            description = "Train on the last batch of an epoch even if it is incomplete; without this it is left out.")
    private boolean keepLast;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Threads that make batches; results do not depend on it. Default: processors less one.")
    private @Nullable Integer workers;

    @Option(
            names = "--cache",
            paramLabel = "MB",
            defaultValue = "512",
            description =
                    "Memory for decoded pictures, in megabytes; 0 decodes them every time. Default: ${DEFAULT-VALUE}.")
    private int cache;

    @Option(
            names = "--on-corrupt",
            paramLabel = "WHAT",
            defaultValue = "STOP",
            description =
                    "What to do about a picture that cannot be decoded: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private OnCorrupt onCorrupt = OnCorrupt.STOP;

    /**
     * {@return the data}
     *
     * @param labelled the pictures
     * @param usual what is done unless the user wants something else
     * @param seed of the order and of random changes
     * @throws UsageException if the options do not fit together
     */
    ImageDataBunch batches(LabelledImages labelled, Usual usual, long seed) {
        Transforms transforms = Augmentation.parse(augment == null ? usual.augment : augment)
                .resize(resize == null ? usual.resize : resize);
        if (shortSide > 0) {
            transforms = transforms.shortSide(shortSide);
        }
        Stats stats = stats(normalize == null ? usual.normalize : normalize.toLowerCase(Locale.ROOT));
        Size wanted = size == null ? usual.size : size;
        ImageBatches batches = (wanted == null
                        ? labelled.transform(transforms)
                        : labelled.transform(transforms, wanted))
                .batch(batch == null ? usual.batch : batch)
                .dropLast(!keepLast)
                .seed(seed)
                .cacheInMemory(cache * MEGABYTE)
                .onCorrupt(onCorrupt);
        if (workers != null) {
            batches = batches.workers(workers);
        }
        return stats == null ? batches.normalizeByBatch() : batches.normalize(stats);
    }

    /**
     * Looks at the numbers.
     *
     * @throws UsageException if one is out of range
     */
    void check() {
        atLeast("--batch", batch == null ? 1 : batch, 1);
        atLeast("--short-side", shortSide, 0);
        atLeast("--cache", cache, 0);
        atLeast("--workers", workers == null ? 0 : workers, 0);
        if (shortSide > PictureSize.LARGEST) {
            throw new UsageException("--short-side must be at most " + PictureSize.LARGEST + ", got " + shortSide);
        }
        if (size != null && shortSide > 0 && shortSide < Math.min(size.height(), size.width())) {
            throw new UsageException(
                    "--short-side " + shortSide + " is smaller than --size " + size + ", which is to be cut out of it");
        }
    }

    private static void atLeast(String option, int value, int least) {
        if (value < least) {
            throw new UsageException(option + " must be at least " + least + ", got " + value);
        }
    }

    /** {@return null to measure them} */
    private static @Nullable Stats stats(String name) {
        return switch (name) {
            case "imagenet" -> Stats.IMAGENET;
            case "cifar10" -> Stats.CIFAR10;
            case "mnist" -> Stats.MNIST;
            case "none" -> Stats.NONE;
            case "batch" -> null;
            default -> numbers(name);
        };
    }

    private static Stats numbers(String text) {
        String[] parts = text.split("/", -1);
        try {
            if (parts.length == 2) {
                return Stats.of(
                        new double[] {Double.parseDouble(parts[0])}, new double[] {Double.parseDouble(parts[1])});
            }
        } catch (NumberFormatException e) {
            throw new UsageException("--normalize: \"" + text + "\": mean and spread are numbers, as in 0.5/0.25");
        } catch (IllegalArgumentException e) {
            throw new UsageException("--normalize: \"" + text + "\": " + e.getMessage());
        }
        throw new UsageException("--normalize: \"" + text
                + "\" is not known; give imagenet, cifar10, mnist, batch, none, or mean and spread as in 0.5/0.25");
    }
}
