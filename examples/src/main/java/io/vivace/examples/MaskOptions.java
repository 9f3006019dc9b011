package io.vivace.examples;

import io.vivace.data.Item;
import io.vivace.data.ItemList;
import io.vivace.data.SplitItems;
import io.vivace.vision.ImageList;
import io.vivace.vision.ImageSource;
import io.vivace.vision.LabelledImages;
import io.vivace.vision.segmentation.Masks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which pictures with masks to learn from. */
final class MaskOptions {
    private static final String ANNOTATED = "annot";
    private static final List<String> VALID_FOLDERS = List.of("val", "valid", "validation", "test");

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description =
                    "The pictures: DIR/train, DIR/val and masks in DIR/trainannot, DIR/valannot as in SegNet's CamVid, or any folder whose masks are in that of --masks.")
    private Path folder = Path.of("");

    @Option(
            names = "--masks",
            paramLabel = "DIR",
            description =
                    "Folder of the masks, which have the names of their pictures and a class number in each pixel. Default: beside the pictures, as in CamVid.")
    private @Nullable Path masks;

    @Option(
            names = "--suffix",
            paramLabel = "END",
            defaultValue = "",
            description = "What masks have behind the names of their pictures, such as _P. Default: nothing.")
    private String suffix = "";

    @Option(
            names = "--codes",
            paramLabel = "FILE",
            description =
                    "Text file with a class in each line, in the order of their numbers. Default: codes.txt in DIR.")
    private @Nullable Path codes;

    @Option(
            names = "--void",
            paramLabel = "CLASS",
            description = "The class whose pixels do not count. Default: Void, Unlabelled or void if there is one.")
    private @Nullable String voidClass;

    @Option(
            names = "--valid",
            paramLabel = "PART",
            converter = ValidPart.Reader.class,
            description = {
                "What to judge by: the name of a folder in DIR, or a fraction such as 0.2, chosen at random by the seed.",
                "Default: the folder val, valid, validation or test if there is one, else 0.2."
            })
    private @Nullable ValidPart valid;

    /** {@return where the pictures are} */
    Path folder() {
        return folder;
    }

    /**
     * {@return the pictures with their masks}
     *
     * @param seed of a random split
     * @throws UsageException if the folders are not as they should be
     */
    LabelledImages labelled(long seed) {
        Existing.folder("--data", folder, "the folder of the pictures");
        Path names = codes == null ? folder.resolve("codes.txt") : codes;
        Existing.file("--codes", names, "a text file with a class in each line");
        Masks labels = where(names).suffix(suffix);
        String nothing = nothing(labels.target().classes(), names);
        return split(seed).label(nothing == null ? labels : labels.voidClass(nothing));
    }

    /** {@return the class whose pixels do not count; null if there is none} */
    private @Nullable String nothing(List<String> classes, Path names) {
        if (voidClass != null && !classes.contains(voidClass)) {
            throw new UsageException(
                    "--void: " + names + " names no class \"" + voidClass + "\"; give one of " + classes);
        }
        return voidClass != null
                ? voidClass
                : classes.stream()
                        .filter(c -> c.matches("(?i)void|unlabell?ed"))
                        .findFirst()
                        .orElse(null);
    }

    private Masks where(Path names) {
        if (masks != null) {
            Existing.folder("--masks", masks, "the folder of the masks");
            return Masks.in(masks, names);
        }
        if (!Files.isDirectory(folder.resolve("train" + ANNOTATED))) {
            throw new UsageException("--masks is missing: " + folder + " has no folder train" + ANNOTATED
                    + " with the masks of train, so another folder must hold them");
        }
        List<String> classes = Masks.in(folder, names).target().classes();
        return Masks.by(this::beside, classes);
    }

    /** From train/x.jpg to trainannot/x.png. */
    private Path beside(Item<ImageSource> item) {
        String stem = stem(item.name());
        int slash = stem.indexOf('/');
        return folder.resolve(stem.substring(0, slash) + ANNOTATED + stem.substring(slash) + ".png");
    }

    private SplitItems<ImageSource, LabelledImages> split(long seed) {
        ItemList<ImageSource, LabelledImages> pictures =
                ImageList.fromFolder(folder).filter(masks == null ? MaskOptions::hasMaskBeside : apartFrom(masks));
        ValidPart part = valid != null ? valid : ValidPart.firstOf(VALID_FOLDERS, this::isThere);
        return part.of(pictures, seed, name -> {
            if (!isThere(name)) {
                throw new UsageException(
                        "--valid: " + folder + " has no folder \"" + name + "\"; give one, or a fraction such as 0.2");
            }
            return pictures.onlyFolders("train", name).splitByFolder("train", name);
        });
    }

    /** {@return whether an item is no mask, and in a folder that can have one of masks beside it} */
    private static boolean hasMaskBeside(Item<ImageSource> item) {
        return !item.topFolder().isEmpty() && !item.topFolder().endsWith(ANNOTATED);
    }

    /** {@return which items are no masks} */
    private Predicate<Item<ImageSource>> apartFrom(Path folderOfMasks) {
        Path pictures = folder.toAbsolutePath().normalize();
        Path apart = folderOfMasks.toAbsolutePath().normalize();
        if (apart.equals(pictures)) {
            if (suffix.isEmpty()) {
                throw new UsageException("--suffix is missing: " + folder
                        + " holds pictures and masks, which must be told apart by what masks have behind their names");
            }
            return item -> !stem(item.name()).endsWith(suffix);
        }
        return item ->
                !apart.startsWith(pictures) || !pictures.resolve(item.name()).startsWith(apart);
    }

    private static String stem(String name) {
        int dot = name.lastIndexOf('.');
        return dot > name.lastIndexOf('/') ? name.substring(0, dot) : name;
    }

    private boolean isThere(String name) {
        return Existing.isFolderIn(folder, name);
    }
}
