package io.vivace.vision.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.data.DataProblems;
import io.vivace.data.Item;
import io.vivace.io.FileException;
import io.vivace.vision.ImageSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocFolderTest {
    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        for (String f : List.of("JPEGImages", "Annotations", "ImageSets/Main")) {
            Files.createDirectories(folder.resolve(f));
        }
        picture("a", "cat", "dog", "cat");
        picture("b", "dog");
        picture("c", "cat");
        picture("d", "dog");
        Files.writeString(folder.resolve("ImageSets/Main/train.txt"), "a\nb  1\n\n");
        Files.writeString(folder.resolve("ImageSets/Main/val.txt"), "c\n");
        Files.writeString(folder.resolve("ImageSets/Main/cat_train.txt"), "a 1\nb -1\n");
    }

    private void picture(String name, String... classes) throws IOException {
        Files.writeString(folder.resolve("JPEGImages/" + name + ".jpg"), "not opened here");
        var xml = new StringBuilder("<annotation><size><width>40</width><height>30</height><depth>3</depth></size>");
        for (String c : classes) {
            xml.append("<object><name>" + c
                    + "</name><bndbox><xmin>2</xmin><ymin>3</ymin><xmax>20</xmax><ymax>25</ymax></bndbox></object>");
        }
        Files.writeString(folder.resolve("Annotations/" + name + ".xml"), xml + "</annotation>");
    }

    @Test
    void listsSayWhichPicturesToLearnFrom() {
        var voc = VocFolder.of(folder);
        assertThat(VocFolder.is(folder)).isTrue();
        assertThat(voc.lists()).containsExactly("train", "val");
        var split = voc.split("train", "val");
        assertThat(split.train()).extracting(Item<ImageSource>::name).containsExactly("a.jpg", "b.jpg");
        assertThat(split.valid()).extracting(Item<ImageSource>::name).containsExactly("c.jpg");
        assertThat(voc.pictures().size()).isEqualTo(4);
    }

    @Test
    void picturesHaveTheClassesOfTheirThings() {
        var voc = VocFolder.of(folder);
        var labels = voc.classes(voc.split("train", "val")).items();
        assertThat(labels.trainLabels().classes()).containsExactly("cat", "dog");
        assertThat(labels.trainLabels().text(0)).isEqualTo("cat dog");
        assertThat(labels.trainLabels().text(1)).isEqualTo("dog");
        assertThat(labels.validLabels().text(0)).isEqualTo("cat");
    }

    @Test
    void whatIsMissingIsToldKindly() throws IOException {
        assertThatThrownBy(() -> VocFolder.of(folder.resolve("none")))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("none: does not exist");
        assertThatThrownBy(() -> VocFolder.of(folder.resolve("JPEGImages")))
                .hasMessageContaining(
                        "no folder as that of Pascal VOC: it needs the folders JPEGImages and Annotations");
        var voc = VocFolder.of(folder);
        assertThatThrownBy(() -> voc.split("train", "test"))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("test.txt")
                .hasMessageContaining("[train, val]");
        Files.delete(folder.resolve("Annotations/b.xml"));
        assertThat(voc.classes(voc.split("train", "val")).items().problems().toString())
                .contains("b.jpg");
        Files.writeString(folder.resolve("Annotations/b.xml"), "<annotation>");
        assertThatThrownBy(() -> voc.classes(voc.split("train", "val")))
                .isInstanceOf(DataProblems.class)
                .hasMessageContaining("b.xml");
    }
}
