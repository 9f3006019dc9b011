package io.vivace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.data.Item;
import io.vivace.data.LabelledItems;
import io.vivace.vision.ImageSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MaskOptionsTest {
    @TempDir
    Path dir;

    @BeforeEach
    void codes() throws IOException {
        files("codes.txt");
        Files.writeString(dir.resolve("codes.txt"), "sky\nroad\nVoid\n");
    }

    /** What they hold is not read before training. */
    private void files(String... names) throws IOException {
        for (String name : names) {
            Path file = dir.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "x");
        }
    }

    private static LabelledItems<ImageSource> labelled(Object... options) {
        String[] args = Stream.concat(Stream.of(options), Stream.of("--valid", "0.5"))
                .map(String::valueOf)
                .toArray(String[]::new);
        return CommandLine.populateCommand(new MaskOptions(), args).labelled(1).items();
    }

    private static List<String> names(LabelledItems<ImageSource> items) {
        assertThat(items.problems()).isEmpty();
        var all = new ArrayList<Item<ImageSource>>(items.train());
        all.addAll(items.valid());
        return all.stream().map(Item::name).sorted().toList();
    }

    /** As in CamVid; a stray picture lies beside the folders. */
    @Test
    void masksBesideThePicturesAreNoPictures() throws IOException {
        files("logo.png");
        for (String part : List.of("train", "other")) {
            files(part + "/1.png", part + "/2.jpg", part + "annot/1.png", part + "annot/2.png");
        }
        var half = labelled("--data", dir);
        assertThat(names(half)).containsExactly("other/1.png", "other/2.jpg", "train/1.png", "train/2.jpg");
        assertThat(half.valid()).hasSize(2);
    }

    @Test
    void masksBelowThePicturesAreNoPicturesHoweverTheirFolderIsWritten() throws IOException {
        files("images/1.png", "images/2.png", "labels/train/1.png", "labels/train/2.png");
        Path roundabout = dir.resolve("images/../labels/./train");
        for (Path masks : List.of(dir.resolve("labels/train"), roundabout)) {
            assertThat(names(labelled("--data", dir, "--masks", masks)))
                    .containsExactly("images/1.png", "images/2.png");
        }
        Path there = Path.of("").toAbsolutePath().relativize(dir);
        assertThat(names(labelled("--data", dir, "--masks", there.resolve("labels/train"))))
                .containsExactly("images/1.png", "images/2.png");
        assertThat(names(labelled("--data", Path.of(".").resolve(there), "--masks", dir.resolve("labels/train"))))
                .containsExactly("images/1.png", "images/2.png");
    }

    @Test
    void aFolderMayHoldBothIfMasksEndInAnotherWay() throws IOException {
        files("1.jpg", "1_P.png", "2.jpg", "2_P.png");
        assertThat(names(labelled("--data", dir, "--masks", dir, "--suffix", "_P")))
                .containsExactly("1.jpg", "2.jpg");
        assertThatThrownBy(() -> labelled("--data", dir, "--masks", dir))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--suffix");
        files("images/1.jpg", "images/2.jpg");
        Object[] around = {"--data", dir.resolve("images"), "--masks", dir, "--suffix", "_P"};
        var codes = Stream.of("--codes", dir.resolve("codes.txt"));
        assertThat(names(labelled(Stream.concat(Stream.of(around), codes).toArray())))
                .containsExactly("1.jpg", "2.jpg");
    }
}
