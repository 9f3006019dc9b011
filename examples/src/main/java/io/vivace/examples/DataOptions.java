package io.vivace.examples;

import io.vivace.data.ItemList;
import io.vivace.data.SplitItems;
import io.vivace.vision.ImageBatches;
import io.vivace.vision.ImageDataBunch;
import io.vivace.vision.ImageList;
import io.vivace.vision.ImageSource;
import io.vivace.vision.LabelledImages;
import io.vivace.vision.OnCorrupt;
import io.vivace.vision.Stats;
import io.vivace.vision.image.ImageReader;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Resize;
import io.vivace.vision.transform.Transforms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which pictures to learn from, and how they become batches. */
final class DataOptions {
    private static final List<String> VALID_FOLDERS = List.of("valid", "val", "validation", "test");
    private static final Size DEFAULT_SIZE = Size.square(128);
    private static final int USUAL_BATCH = 64;
    private static final long MEGABYTE = 1 << 20;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = {
                "The pictures: DIR/train/CLASS/PICTURE and DIR/valid/CLASS/PICTURE (or val, validation, test), or DIR/CLASS/PICTURE, or the IDX files of MNIST (train-images-idx3-ubyte.gz and so on)."
            })
    private Path folder = Path.of("");

    @Option(
            names = "--valid",
            paramLabel = "PART",
            description = {
                "What to judge by: the name of a folder in DIR, or a fraction such as 0.2, chosen at random by the seed.",
                "Default: the folder valid, val, validation or test (t10k of IDX files) if there is one, else 0.2."
            })
    private @Nullable String valid;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            converter = PictureSize.class,
            description =
                    "Size the model sees: 224, or 240x320 for height and width. Default: 128; of IDX files, their own.")
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
            defaultValue = "CROP",
            description = "How a picture gets another shape: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Resize resize = Resize.CROP;

    @Option(
            names = "--augment",
            paramLabel = "LIST",
            defaultValue = "standard",
            description = {
                "What changes at random in training: none, standard, basic, side-on or top-down, followed by any of flip, dihedral, pad=4, crop=0.35, scale=1.1, rotate=10, zoom=1.1, warp=0.2, light=0.2, cutout=8. Default: ${DEFAULT-VALUE}."
            })
    private String augment = "standard";

    @Option(
            names = "--normalize",
            paramLabel = "STATS",
            description = {
                "Mean and spread of pixels: imagenet, cifar10, mnist, batch (measured), none, or numbers such as 0.5/0.25.",
                "Default: imagenet; of IDX files, mnist."
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

    /** {@return where the pictures are} */
    Path folder() {
        return folder;
    }

    /**
     * {@return the data, in batches of 64 unless told otherwise}
     *
     * @param seed of the random split, of the order and of random changes
     * @throws UsageException if the options do not fit together or the folder is not there
     */
    ImageDataBunch load(long seed) {
        return load(seed, USUAL_BATCH);
    }

    /**
     * {@return the data}
     *
     * @param seed of the random split, of the order and of random changes
     * @param usualBatch pictures in a batch unless told otherwise
     * @throws UsageException if the options do not fit together or the folder is not there
     */
    ImageDataBunch load(long seed, int usualBatch) {
        check();
        boolean idx = ImageList.isIdx(folder);
        Transforms transforms = Augmentation.parse(augment).resize(resize);
        if (shortSide > 0) {
            transforms = transforms.shortSide(shortSide);
        }
        Stats stats = stats(idx);
        LabelledImages labelled = split(idx, seed).labelByFolder();
        Size wanted = size == null && !idx ? DEFAULT_SIZE : size;
        ImageBatches batches = (wanted == null
                        ? labelled.transform(transforms)
                        : labelled.transform(transforms, wanted))
                .batch(batch == null ? usualBatch : batch)
                .dropLast(!keepLast)
                .seed(seed)
                .cacheInMemory(cache * MEGABYTE)
                .onCorrupt(onCorrupt);
        if (workers != null) {
            batches = batches.workers(workers);
        }
        return stats == null ? batches.normalizeByBatch() : batches.normalize(stats);
    }

    private void check() {
        if (!Files.isDirectory(folder)) {
            throw new UsageException(
                    "--data: " + folder + (Files.exists(folder) ? " is not a folder" : " does not exist")
                            + "; give the folder that holds train/CLASS/PICTURE and valid/CLASS/PICTURE, or CLASS/PICTURE");
        }
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

    private SplitItems<ImageSource, LabelledImages> split(boolean idx, long seed) {
        ItemList<ImageSource, LabelledImages> items = idx ? ImageList.fromIdx(folder) : ImageList.fromFolder(folder);
        SplitItems<ImageSource, LabelledImages> parts = split(items, idx, seed);
        if (!idx && items.size() == 0 && Files.isReadable(folder)) {
            throw new UsageException("--data: " + folder + " holds no pictures; their names end with one of "
                    + new TreeSet<>(ImageReader.EXTENSIONS));
        }
        return parts;
    }

    private SplitItems<ImageSource, LabelledImages> split(
            ItemList<ImageSource, LabelledImages> items, boolean idx, long seed) {
        if (valid != null && isFraction(valid)) {
            double fraction = Double.parseDouble(valid);
            if (!(fraction > 0 && fraction < 1)) {
                throw new UsageException("--valid: a fraction lies between 0 and 1, got " + valid);
            }
            return items.splitRandom(fraction, seed);
        }
        if (valid != null) {
            if (!idx && !(isPlainName(valid) && Files.isDirectory(folder.resolve(valid)))) {
                throw new UsageException("--valid: " + folder + " has no folder \"" + valid
                        + "\"; give one, or a fraction" + " such as 0.2");
            }
            return items.splitByFolder("train", valid);
        }
        if (idx) {
            return items.splitByFolder("train", "t10k");
        }
        return Files.isDirectory(folder.resolve("train")) ? byFolder(items) : items.splitRandom(0.2, seed);
    }

    private SplitItems<ImageSource, LabelledImages> byFolder(ItemList<ImageSource, LabelledImages> items) {
        return VALID_FOLDERS.stream()
                .filter(name -> Files.isDirectory(folder.resolve(name)))
                .findFirst()
                .map(name -> items.splitByFolder("train", name))
                .orElseThrow(() -> new UsageException("--data: " + folder + " has a folder train but none of "
                        + VALID_FOLDERS + "; name it with --valid, or give " + folder.resolve("train")
                        + " as --data to split it at random"));
    }

    private static boolean isPlainName(String name) {
        Path path = Path.of(name);
        return !name.isEmpty() && !name.startsWith(".") && path.getNameCount() == 1 && !path.isAbsolute();
    }

    private static boolean isFraction(String text) {
        return text.matches("[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)?");
    }

    /** {@return null to measure them} */
    private @Nullable Stats stats(boolean idx) {
        String name = normalize == null ? (idx ? "mnist" : "imagenet") : normalize.toLowerCase(java.util.Locale.ROOT);
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
