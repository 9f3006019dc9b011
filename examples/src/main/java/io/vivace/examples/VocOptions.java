package io.vivace.examples;

import io.vivace.data.SplitItems;
import io.vivace.vision.ImageSource;
import io.vivace.vision.LabelledImages;
import io.vivace.vision.detection.VocFolder;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which pictures with boxes to learn from. */
final class VocOptions {
    private static final List<String> LISTS = List.of("val", "valid", "test");

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description =
                    "A folder as that of Pascal VOC: pictures in JPEGImages, XML files in Annotations, lists of names in ImageSets/Main.")
    private Path folder = Path.of("");

    @Option(
            names = "--valid",
            paramLabel = "PART",
            converter = ValidPart.Reader.class,
            description = {
                "What to judge by: the name of a list in ImageSets/Main, or a fraction such as 0.2, chosen at random by the seed.",
                "Default: the list val, valid or test if there is one beside train, else 0.2."
            })
    private @Nullable ValidPart valid;

    /** {@return where the pictures are} */
    Path folder() {
        return folder;
    }

    /** {@return the folder with its readers} */
    VocFolder voc() {
        Existing.folder("--data", folder, "the folder of the pictures");
        return VocFolder.of(folder);
    }

    /**
     * {@return the pictures, split}
     *
     * @param seed of a random split
     */
    SplitItems<ImageSource, LabelledImages> split(long seed) {
        return split(voc(), valid, seed);
    }

    /**
     * {@return the pictures of a folder, split}
     *
     * @param voc the folder
     * @param valid a list or a fraction; null for what is usual
     * @param seed of a random split
     * @throws UsageException if there is no such list
     */
    static SplitItems<ImageSource, LabelledImages> split(VocFolder voc, @Nullable ValidPart valid, long seed) {
        List<String> lists = voc.lists();
        ValidPart part = valid != null
                ? valid
                : ValidPart.firstOf(LISTS, name -> lists.contains(name) && lists.contains("train"));
        return part.of(voc.pictures(), seed, name -> {
            if (!(lists.contains(name) && lists.contains("train"))) {
                throw new UsageException(
                        "--valid: " + voc.folder() + " has the lists " + lists + " in ImageSets/Main; \"" + name
                                + "\" and \"train\" must be among them, or give a fraction such as 0.2");
            }
            return voc.split("train", name);
        });
    }
}
