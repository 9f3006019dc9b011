package io.vivace.vision.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vivace.data.Problem;
import io.vivace.vision.detection.Thing.Note;
import io.vivace.vision.image.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
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
    void aByteOrderMarkIsNoPartOfTheText() throws IOException {
        Files.writeString(folder.resolve("x.xml"), "\ufeff" + VOC);
        Files.writeString(folder.resolve("y.xml"), "\ufeff<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + VOC);
        Annotations read = VocXml.read(folder, null);
        assertThat(read.problems()).isEmpty();
        assertThat(read.pictures()).containsOnlyKeys("x", "y");
    }

    @Test
    void boxesThinnerThanAPixelAreKeptAndThoseWithoutAreaAreLeftOut() throws IOException {
        String thin = COCO.replace("[1, 1, 10.5, 10]", "[10, 10, 5, 0.8]").replace("[1, 1, 10, 10]", "[10, 10, 5, 0]");
        Annotations read = CocoJson.read(Files.writeString(folder.resolve("thin.json"), thin));
        assertThat(read.problems()).isEmpty();
        List<Thing> things = read.pictures().get("000012.jpg").things();
        assertThat(things).hasSize(2);
        assertThat(things.get(1).box().area()).isCloseTo(4, within(1e-9));
        Box dot = Box.ofColumnsFirst(3, 3, .1, .1);
        assertThat(Boxes.of(Size.square(9), Thing.of(new Box(0, 0, 1, 1), 0), Thing.of(dot, 1))
                        .largest())
                .hasValueSatisfying(t -> assertThat(t.label()).isZero());
        assertThat(Boxes.of(Size.square(9), Thing.of(new Box(0, 0, 0, 8), 0), Thing.of(dot, 1))
                        .largest())
                .as("a row of pixels against less than a pixel")
                .hasValueSatisfying(t -> assertThat(t.label()).isZero());
        String wrong = COCO.replace("[1, 1, 10, 10]", "[10, 10, -5, 3]");
        assertThat(CocoJson.read(Files.writeString(folder.resolve("wrong.json"), wrong))
                        .problems())
                .extracting(Problem::toString)
                .anySatisfy(p -> assertThat(p).contains("ends before it begins"));
    }

    /** Pixels that cannot be decoded stand for pixels that need not be. */
    @Test
    void picturesOfTablesAreNotDecodedToLearnTheirSize() throws IOException {
        Files.write(
                folder.resolve("a.jpg"),
                HexFormat.of()
                        .parseHex("ffd8" + "ffe1000e" + "457869660000" + "4d4d002a0000" + "ffc0000b080014001e01011100"
                                + "ffd9"));
        Path table = Files.writeString(folder.resolve("t.csv"), "fn,bbox\na.jpg,1 2 3 4\n");
        Annotations read = BoxCsv.read(table, folder, "fn", "bbox", null);
        assertThat(read.problems()).isEmpty();
        assertThat(read.pictures().get("a.jpg").picture()).isEqualTo(Size.of(20, 30));
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
