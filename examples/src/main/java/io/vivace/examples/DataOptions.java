package io.vivace.examples;

import io.vivace.data.ItemList;
import io.vivace.data.SplitItems;
import io.vivace.vision.ImageDataBunch;
import io.vivace.vision.ImageList;
import io.vivace.vision.ImageSource;
import io.vivace.vision.LabelledImages;
import io.vivace.vision.image.ImageReader;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Resize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which pictures to learn from: those of folders that are named after classes. */
final class DataOptions {
    private static final List<String> VALID_FOLDERS = List.of("valid", "val", "validation", "test");
    private static final PictureOptions.Usual USUAL =
            new PictureOptions.Usual(Size.square(128), Resize.CROP, "standard", "imagenet", 64);
    private static final PictureOptions.Usual USUAL_OF_IDX =
            new PictureOptions.Usual(null, Resize.CROP, "standard", "mnist", 64);

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
            converter = ValidPart.Reader.class,
            description = {
                "What to judge by: the name of a folder in DIR, or a fraction such as 0.2, chosen at random by the seed.",
                "Default: the folder valid, val, validation or test (t10k of IDX files) if there is one, else 0.2."
            })
    private @Nullable ValidPart valid;

    /** {@return where the pictures are} */
    Path folder() {
        return folder;
    }

    /**
     * {@return the data}
     *
     * @param pictures how they become batches
     * @param seed of the random split, of the order and of random changes
     * @throws UsageException if the options do not fit together or the folder is not there
     */
    ImageDataBunch load(PictureOptions pictures, long seed) {
        return load(pictures, ImageList.isIdx(folder) ? USUAL_OF_IDX : USUAL, seed);
    }

    /**
     * {@return the data}
     *
     * @param pictures how they become batches
     * @param usual what is done with them unless the user wants something else
     * @param seed of the random split, of the order and of random changes
     * @throws UsageException if the options do not fit together or the folder is not there
     */
    ImageDataBunch load(PictureOptions pictures, PictureOptions.Usual usual, long seed) {
        Existing.folder(
                "--data",
                folder,
                "the folder that holds train/CLASS/PICTURE and valid/CLASS/PICTURE, or CLASS/PICTURE");
        pictures.check();
        return pictures.batches(split(ImageList.isIdx(folder), seed).labelByFolder(), usual, seed);
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
        ValidPart part = valid != null ? valid : idx ? new ValidPart("t10k") : usualPart();
        return part.of(items, seed, name -> {
            if (!idx && !Existing.isFolderIn(folder, name)) {
                throw new UsageException(
                        "--valid: " + folder + " has no folder \"" + name + "\"; give one, or a fraction such as 0.2");
            }
            return items.splitByFolder("train", name);
        });
    }

    private ValidPart usualPart() {
        if (!Files.isDirectory(folder.resolve("train"))) {
            return ValidPart.FIFTH;
        }
        return VALID_FOLDERS.stream()
                .filter(name -> Files.isDirectory(folder.resolve(name)))
                .findFirst()
                .map(ValidPart::new)
                .orElseThrow(() -> new UsageException("--data: " + folder + " has a folder train but none of "
                        + VALID_FOLDERS + "; name it with --valid, or give " + folder.resolve("train")
                        + " as --data to split it at random"));
    }
}
