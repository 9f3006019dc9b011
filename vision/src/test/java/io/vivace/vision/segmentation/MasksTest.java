package io.vivace.vision.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.data.Batch;
import io.vivace.data.DataProblems;
import io.vivace.data.Item;
import io.vivace.data.LoadException;
import io.vivace.memory.Shape;
import io.vivace.vision.ImageDataBunch;
import io.vivace.vision.ImageList;
import io.vivace.vision.ImageSource;
import io.vivace.vision.OnCorrupt;
import io.vivace.vision.Stats;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Transforms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasksTest {
    private static final List<String> CODES = List.of("Sky", "Road", "Void");
    private static final Size SIZE = Size.of(6, 8);

    @TempDir
    Path folder;

    private Path images;
    private Path masks;

    /** Pictures whose red says the row, green the column; masks with class (row + column) mod 3. */
    @BeforeEach
    void write() {
        images = folder.resolve("images");
        masks = folder.resolve("masks");
        for (int i = 0; i < 4; i++) {
            picture(SIZE).writePng(images.resolve("p" + i + ".png"));
            mask(i).toImage().writePng(masks.resolve("p" + i + "_P.png"));
        }
    }

    private static Image picture(Size size) {
        byte[] px = new byte[size.height() * size.width() * 3];
        for (int i = 0; i < px.length / 3; i++) {
            px[3 * i] = (byte) (i / size.width() * 20);
            px[3 * i + 1] = (byte) (i % size.width() * 20);
        }
        return Image.of(size, Color.RGB, px);
    }

    private static Mask mask(int shift) {
        byte[] c = new byte[SIZE.height() * SIZE.width()];
        for (int i = 0; i < c.length; i++) {
            c[i] = (byte) ((i / SIZE.width() + i % SIZE.width() + shift) % 3);
        }
        return new Mask(SIZE, c);
    }

    private ImageDataBunch data(Masks labels, Transforms transforms) {
        return ImageList.fromFolder(images)
                .splitRandom(0.25, 1)
                .label(labels)
                .transform(transforms, SIZE)
                .batch(3)
                .workers(0)
                .normalize(Stats.NONE);
    }

    private Masks found() {
        return Masks.in(masks, CODES).suffix("_P").voidClass("Void");
    }

    @Test
    void masksFollowTheirPictures() throws InterruptedException {
        ImageDataBunch data = data(found(), Transforms.none().padCrop(2).flip());
        int mirrored = 0;
        for (long e = 0; e < 4; e++) {
            try (var epoch = data.train().epoch(e);
                    Batch b = epoch.next()) {
                assertThat(b.targets()).hasSize(1);
                assertThat(b.y().shape()).isEqualTo(Shape.of(3, 6, 8));
                long[] classes = b.y().toLongArray();
                float[] x = b.x().toFloatArray();
                for (int n = 0; n < 3; n++) {
                    int item = b.items()[n];
                    String name = data.trainItems().get(item).baseName();
                    int shift = name.charAt(1) - '0';
                    for (int i = 0; i < 48; i++) {
                        int row = Math.round(x[n * 144 + i] * 255 / 20);
                        int column = Math.round(x[n * 144 + 48 + i] * 255 / 20);
                        assertThat(classes[n * 48 + i]).as("pixel %d", i).isEqualTo((row + column + shift) % 3);
                        mirrored += i % 8 == 0 && column > 3 ? 1 : 0;
                    }
                }
            }
        }
        assertThat(mirrored).isPositive();
    }

    @Test
    void codesCanBeAFileAndMasksFiles() throws IOException {
        Path codes = folder.resolve("codes.txt");
        Files.writeString(codes, "Sky\r\nRoad\n\nVoid\n");
        assertThat(Masks.in(masks, codes).target().classes()).isEqualTo(CODES);
        var data = data(
                Masks.by(item -> masks.resolve(item.baseName().replace(".png", "_P.png")), CODES), Transforms.none());
        assertThat(data.classes()).isEqualTo(CODES);
        assertThat(data.outputs()).isEqualTo(3);
        Files.write(codes, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(() -> Masks.in(masks, codes)).isInstanceOf(DataProblems.class);
        assertThatThrownBy(() -> Masks.in(masks, folder.resolve("none.txt")))
                .isInstanceOf(DataProblems.class)
                .hasMessageContaining("none.txt");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Masks.in(masks, CODES).voidClass("Nothing"))
                .withMessageContaining("no class is named \"Nothing\"; there are [Sky, Road, Void]");
    }

    @Test
    void masksThatAreNotThereAreReportedTogether() throws IOException {
        Files.delete(masks.resolve("p1_P.png"));
        Files.delete(masks.resolve("p2_P.png"));
        assertThatThrownBy(() -> data(found(), Transforms.none()))
                .isInstanceOf(DataProblems.class)
                .hasMessageContaining("p1.png")
                .hasMessageContaining("there is no file " + masks.resolve("p2_P.png"));
    }

    @Test
    void valuesBeyondTheClassesNameFileAndValue() {
        byte[] c = mask(0).classes().clone();
        c[13] = (byte) 200;
        new Mask(SIZE, c).toImage().writePng(masks.resolve("p1_P.png"));
        ImageDataBunch data = data(found(), Transforms.none());
        assertThatThrownBy(() -> read(data))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("p1_P.png has the value 200 at row 1, column 5, but there are 3 classes, 0 to 2");
    }

    @Test
    void damagedMasksCanBeLeftOut() throws IOException {
        Files.writeString(masks.resolve("p1_P.png"), "no picture");
        Files.writeString(masks.resolve("p2_P.png"), "no picture");
        ImageDataBunch data = ImageList.fromFolder(images)
                .splitByIndex(3)
                .label(found())
                .transform(Transforms.none(), SIZE)
                .batch(3)
                .workers(0)
                .onCorrupt(OnCorrupt.SKIP)
                .normalize(Stats.NONE);
        read(data);
        assertThat(data.skipped()).hasSize(2).allMatch(p -> p.toString().contains("_P.png"));
    }

    private static void read(ImageDataBunch data) {
        try (var epoch = data.train().epoch(0)) {
            epoch.next().close();
        }
    }

    @Test
    void masksOfAnotherSizeAreRefused() {
        new Mask(Size.of(3, 4), new byte[12]).toImage().writePng(masks.resolve("p0_P.png"));
        new Mask(Size.of(3, 4), new byte[12]).toImage().writePng(masks.resolve("p1_P.png"));
        ImageDataBunch data = data(found(), Transforms.none());
        assertThatThrownBy(() -> read(data))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining(images.toString())
                .hasMessageContaining("the mask is 3x4, its picture 6x8");
    }

    @Test
    void binaryMasksAreBright() {
        for (int i = 0; i < 4; i++) {
            byte[] px = new byte[48];
            px[1] = (byte) 255;
            px[2] = (byte) 128;
            px[3] = 127;
            Image.of(SIZE, Color.GREY, px).writePng(masks.resolve("p" + i + ".png"));
        }
        ImageDataBunch data = data(Masks.binary(masks, "car"), Transforms.none());
        assertThat(data.outputs()).isEqualTo(1);
        assertThat(data.classes()).containsExactly("background", "car");
        try (var epoch = data.train().epoch(0);
                Batch b = epoch.next()) {
            assertThat(b.y().shape()).isEqualTo(Shape.of(3, 1, 6, 8));
            assertThat(b.y().toFloatArray()).startsWith(0, 1, 1, 0, 0);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Masks.binary(masks, "car", 0))
                .withMessageContaining("between 1 and 255, got 0");
    }

    @Test
    void masksCanBeRunsInATable() throws IOException {
        Path table = folder.resolve("masks.csv");
        Files.writeString(table, "img,rle\np0,1 2 10 3\np1,\np2,48 1\np3,4 1\n");
        var source = ImageList.fromCsv(table, images, "img", ".png").splitByIndex(3);
        var order = RunLengths.Order.ROWS;
        ImageDataBunch data = source.label(Masks.runs("rle", order, SIZE, "car"))
                .transform(Transforms.none(), SIZE)
                .batch(3)
                .workers(0)
                .normalize(Stats.NONE);
        try (var epoch = data.trainInOrder().epoch(0);
                Batch b = epoch.next()) {
            float[] y = b.y().toFloatArray();
            assertThat(y).startsWith(1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0);
            assertThat(y[143]).isEqualTo(1);
            float sum = 0;
            for (float v : y) {
                sum += v;
            }
            assertThat(sum).isEqualTo(6);
        }
        assertThatThrownBy(() -> source.label(Masks.runs("mask", order, SIZE, "car"))
                        .transform(Transforms.none(), SIZE)
                        .batch(3))
                .isInstanceOf(DataProblems.class)
                .hasMessageContaining("has no column \"mask\"");
    }

    @Test
    void theFolderMayBeTheProgramsOwn() {
        for (String here : List.of("", ".", "./")) {
            assertThatThrownBy(() -> data(Masks.in(Path.of(here), CODES).suffix("_no_mask"), Transforms.none()))
                    .isInstanceOf(DataProblems.class)
                    .hasMessageContaining("there is no file p1_no_mask.png");
        }
        var folder = new MaskFolder(Path.of("."));
        Item<ImageSource> out = Item.of(new ImageSource.Memory(picture(SIZE)), "../other.png", "other");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> folder.find(out, ""))
                .withMessageContaining("leads out of the folder of masks");
    }

    private ImageDataBunch ofValues(int value, OnCorrupt policy) {
        byte[] c = new byte[SIZE.height() * SIZE.width()];
        c[13] = (byte) value;
        var target = new SegmentationTarget(List.of("no", "yes"), -1, true);
        return ImageList.fromFolder(images)
                .splitByIndex(3)
                .label(target.by(item -> new Mask(SIZE, item.baseName().equals("p1.png") ? c : new byte[c.length])))
                .transform(Transforms.none(), SIZE)
                .batch(3)
                .workers(0)
                .onCorrupt(policy)
                .normalize(Stats.NONE);
    }

    /** 255 was learnt as −1. */
    @Test
    void valuesThatAreNoClassAreRefusedAndTheirPictureNamed() {
        for (int value : new int[] {2, 255}) {
            assertThatThrownBy(() -> read(ofValues(value, OnCorrupt.STOP)))
                    .isInstanceOf(LoadException.class)
                    .hasMessageContaining("p1.png")
                    .hasMessageContaining(
                            "the value " + value + " at row 1, column 5, but there are 2 classes, 0 to 1");
        }
        read(ofValues(1, OnCorrupt.STOP));
        ImageDataBunch data = ofValues(255, OnCorrupt.SKIP);
        read(data);
        assertThat(data.skipped()).singleElement().asString().contains("p1.png").contains("the value 255 at row 1");
    }
}
