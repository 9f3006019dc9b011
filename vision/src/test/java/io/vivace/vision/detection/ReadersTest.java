package io.vivace.vision.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.data.Problem;
import io.vivace.vision.detection.Thing.Note;
import io.vivace.vision.image.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadersTest {
    static final String VOC = """
            <annotation><filename>x.jpg</filename>
              <object><name>car</name><difficult>1</difficult>
                <part><name>wheel</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></part>
                <bndbox><xmin>156</xmin><ymin>97</ymin><xmax>351</xmax><ymax>270</ymax></bndbox></object>
              <size><width>500</width><height>333</height><depth>3</depth></size>
              <object><name>ape</name><bndbox><xmax>500</xmax><ymax>999</ymax><xmin>1</xmin><ymin>1</ymin></bndbox></object>
            </annotation>
            """;

    static final String COCO = """
            {"info": {"a": [1, {"b": 2}]},
             "annotations": [
              {"segmentation": [[1, 2], [3]], "area": 3, "iscrowd": 0, "ignore": 0, "image_id": 12, "bbox": [155, 96, 196, 174],
               "category_id": 7, "id": 1},
              {"image_id": 12, "bbox": [1, 1, 10.5, 10], "category_id": 3, "iscrowd": 1},
              {"image_id": 12, "bbox": [1, 1, 10, 10], "category_id": 3, "ignore": 1}],
             "categories": [{"id": 7, "name": "car"}, {"id": 3, "name": "ship"}],
             "images": [{"file_name": "000012.jpg", "height": 333, "width": 500, "id": 12},
                        {"file_name": "empty.jpg", "height": 5, "width": 6, "id": 13}]}
            """;

    @TempDir
    Path folder;

    @Test
    void pascalVocXml() throws IOException {
        Files.writeString(folder.resolve("x.xml"), VOC);
        Annotations read = VocXml.read(folder, null);
        assertThat(read.problems()).isEmpty();
        assertThat(read.classes()).containsExactly("ape", "car");
        assertThat(read.of("some/folder/x.jpg"))
                .isEqualTo(Boxes.of(
                        Size.of(333, 500),
                        Thing.of(new Box(96, 155, 269, 350), 1, Note.DIFFICULT),
                        Thing.of(new Box(0, 0, 332, 499), 0)));
        assertThat(read.of("y.jpg")).isNull();
    }

    @Test
    void cocoAndPascalVocJson() throws IOException {
        Path file = Files.writeString(folder.resolve("train.json"), COCO);
        Annotations read = CocoJson.read(file);
        assertThat(read.problems()).isEmpty();
        assertThat(read.classes()).as("in the order of their ids").containsExactly("ship", "car");
        assertThat(read.of("000012.jpg"))
                .isEqualTo(Boxes.of(
                        Size.of(333, 500),
                        Thing.of(new Box(96, 155, 269, 350), 1),
                        Thing.of(new Box(1, 1, 10, 10.5), 0, Note.CROWD),
                        Thing.of(new Box(1, 1, 10, 10), 0, Note.DIFFICULT)));
        assertThat(read.of("empty.jpg")).isEqualTo(Boxes.of(Size.of(5, 6)));
    }

    @Test
    void tables() throws IOException {
        Path file = Files.writeString(folder.resolve("boxes.csv"), """
                fn,bbox,cat,height,width
                a.jpg,"61 184 198 278 77 89 335 402",person horse,364,480
                b.jpg,,,10,10
                """);
        Annotations read = BoxCsv.read(file, folder, "fn", "bbox", "cat");
        assertThat(read.problems()).isEmpty();
        assertThat(read.classes()).containsExactly("horse", "person");
        assertThat(read.of("a.jpg"))
                .isEqualTo(Boxes.of(
                        Size.of(364, 480),
                        Thing.of(new Box(61, 184, 198, 278), 1),
                        Thing.of(new Box(77, 89, 335, 402), 0)));
        assertThat(read.of("b.jpg")).isEqualTo(Boxes.of(Size.of(10, 10)));
        Annotations plain = BoxCsv.read(file, folder, "fn", "bbox", null);
        assertThat(plain.classes()).containsExactly("thing");
    }

    @Test
    void problemsAreCollectedWithTheirPlaces() throws IOException {
        Files.writeString(folder.resolve("a.xml"), VOC.replace(">351<", ">15<").replace(">ape<", "><"));
        Files.writeString(folder.resolve("b.xml"), VOC.replace("<width>500</width>", ""));
        Files.writeString(folder.resolve("c.xml"), VOC.substring(0, 100));
        Files.writeString(folder.resolve("d.xml"), "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>" + VOC);
        Files.writeString(folder.resolve("e.xml"), "<html/>");
        Files.writeString(
                folder.resolve("f.xml"),
                VOC.replace("<xmin>1</xmin>", "<xmin>501</xmin>")
                        .replace(">500<", ">600<")
                        .replace("<width>600", "<width>500"));
        Annotations read = VocXml.read(folder, List.of("ape"));
        assertThat(read.problems())
                .extracting(Problem::toString)
                .anySatisfy(p -> assertThat(p).contains("a.xml, line 4", "ends before it begins"))
                .anySatisfy(p -> assertThat(p).contains("a.xml, line 6", "no class"))
                .anySatisfy(p -> assertThat(p).contains("b.xml", "333 rows and NaN columns"))
                .anySatisfy(p -> assertThat(p).contains("c.xml, line", "no XML"))
                .anySatisfy(p -> assertThat(p).contains("d.xml", "DOCTYPE"))
                .anySatisfy(p -> assertThat(p).contains("e.xml", "expected <annotation>"))
                .anySatisfy(p -> assertThat(p).contains("f.xml, line 6", "outside its picture of 333x500"))
                .anySatisfy(p -> assertThat(p).contains("'car' is none of those asked for: [ape]"));
    }

    @Test
    void problemsInJson() throws IOException {
        String bad = COCO.replace("\"image_id\": 12, \"bbox\": [155", "\"image_id\": 99, \"bbox\": [155")
                .replace("10.5, 10]", "10.5]")
                .replace("\"id\": 3,", "\"id\": 4,")
                .replace("\"id\": 13", "\"id\": 12");
        assertThat(CocoJson.read(Files.writeString(folder.resolve("a.json"), bad))
                        .problems())
                .extracting(Problem::toString)
                .anySatisfy(p -> assertThat(p).contains("a.json, line 3", "no image of the id 99"))
                .anySatisfy(p -> assertThat(p).contains("a.json, line 5", "\"bbox\" of four numbers"))
                .anySatisfy(p -> assertThat(p).contains("a.json, line 6", "no category of the id 3"))
                .anySatisfy(p -> assertThat(p).contains("a.json, line 9", "two images have the id 12"));
        assertThat(CocoJson.read(Files.writeString(folder.resolve("b.json"), COCO.substring(0, 300)))
                        .problems())
                .extracting(Problem::toString)
                .anySatisfy(p -> assertThat(p).contains("b.json, line", "is no JSON"));
        assertThat(CocoJson.read(Files.writeString(folder.resolve("c.json"), "[]"))
                        .problems())
                .hasSize(1);
    }

    @Test
    void problemsInTables() throws IOException {
        Path file = Files.writeString(folder.resolve("boxes.csv"), """
                fn,bbox,height,width
                a.jpg,1 2 3,10,10
                b.jpg,1 2 x 4,10,10
                ../../c.jpg,1 2 3 4
                none.jpg,1 2 3 4
                a.jpg,1 2 3 4,10,10
                """);
        assertThat(BoxCsv.read(file, folder, "fn", "bbox", null).problems())
                .extracting(Problem::toString)
                .anySatisfy(p -> assertThat(p).contains("line 2", "3 numbers, expected four"))
                .anySatisfy(p -> assertThat(p).contains("line 3", "expected four numbers"))
                .anySatisfy(p -> assertThat(p).contains("line 4", "leads out"))
                .anySatisfy(p -> assertThat(p).contains("line 5", "not known"))
                .anySatisfy(p -> assertThat(p).contains("line 6", "was there before"));
        assertThat(BoxCsv.read(file, folder, "name", "bbox", "cat").problems())
                .extracting(Problem::toString)
                .anySatisfy(p -> assertThat(p).contains("'name', 'bbox', 'cat'; this table has [fn, bbox"));
    }
}
