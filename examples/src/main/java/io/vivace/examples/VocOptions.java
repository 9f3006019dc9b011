package io.vivace.examples;

import io.vivace.data.SplitItems;
import io.vivace.vision.ImageSource;
import io.vivace.vision.LabelledImages;
import io.vivace.vision.detection.VocFolder;
import java.nio.file.Files;
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
            description = {
                "What to judge by: the name of a list in ImageSets/Main, or a fraction such as 0.2, chosen at random by the seed.",
                "Default: the list val, valid or test if there is one beside train, else 0.2."
            })
    private @Nullable String valid;

    /** {@return where the pictures are} */
    Path folder() {
        return folder;
    }

    /** {@return the folder with its readers} */
    VocFolder voc() {
        if (!Files.isDirectory(folder)) {
            throw new UsageException(
                    "--data: " + folder + (Files.exists(folder) ? " is not a folder" : " does not exist"));
        }
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
     * @param valid a list, a fraction, or null for what is usual
     * @param seed of a random split
     * @throws UsageException if there is no such list
     */
    static SplitItems<ImageSource, LabelledImages> split(VocFolder voc, @Nullable String valid, long seed) {
        List<String> lists = voc.lists();
        if (valid != null && Fractions.is(valid)) {
            return voc.pictures().splitRandom(Fractions.of("--valid", valid), seed);
        }
        if (valid != null && !(lists.contains(valid) && lists.contains("train"))) {
            throw new UsageException("--valid: " + voc.folder() + " has the lists " + lists + " in ImageSets/Main; \""
                    + valid + "\" and \"train\" must be among them, or give a fraction such as 0.2");
        }
        String judge = valid != null
                ? valid
                : LISTS.stream().filter(lists::contains).findFirst().orElse(null);
        return judge == null || !lists.contains("train")
                ? voc.pictures().splitRandom(0.2, seed)
                : voc.split("train", judge);
    }
}
