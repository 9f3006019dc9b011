package io.vivace.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.data.Batch;
import io.vivace.nn.ActivationMaps;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.ImageReader;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.transform.Transforms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeatMapTest {
    @TempDir
    Path dir;

    private static Image grey(int height, int width, int value) {
        byte[] px = new byte[height * width];
        Arrays.fill(px, (byte) value);
        return Image.of(Size.of(height, width), Color.GREY, px);
    }

    @Test
    void theLowestIsDarkAndTheHighestLight() {
        float[] values = new float[16];
        values[0] = -3;
        values[15] = 5;
        Image over = new HeatMap(4, 4, values).over(grey(8, 8, 100));
        assertThat(over.color()).isEqualTo(Color.RGB);
        assertThat(over.size()).isEqualTo(Size.of(8, 8));
        for (int c = 0; c < 3; c++) {
            assertThat(over.at(0, 0, c)).isEqualTo((int) Math.round(.4 * 100 + .6 * (c == 2 ? 4 : 0)));
            int light = 0xfcfdbf >> (16 - 8 * c) & 0xff;
            assertThat(over.at(7, 7, c)).isEqualTo((int) Math.round(.4 * 100 + .6 * light));
        }
    }

    /** 32 columns over 16 cells: the first of the two columns of cell 2 weighs it by ¾ and cell 1 by ¼. */
    @Test
    void betweenCellsValuesAreMixed() {
        float[] rising = new float[16];
        for (int i = 0; i < 16; i++) {
            rising[i] = i;
        }
        Image over = new HeatMap(1, 16, rising).over(grey(1, 32, 0));
        double place = (1.75 / 15) * 4; // within the first two colours
        assertThat((double) over.at(0, 4, 0)).isCloseTo(.6 * place * 0x51, within(1.0));
        assertThat((double) over.at(0, 4, 2)).isCloseTo(.6 * (4 + place * (0x7c - 4)), within(1.0));
    }

    @Test
    void coarseOrBrokenMapsLeaveThePictureAlone() {
        Image picture = grey(8, 8, 7);
        assertThat(new HeatMap(3, 5, new float[15]).over(picture)).isSameAs(picture);
        float[] broken = new float[16];
        broken[3] = Float.NaN;
        assertThat(new HeatMap(4, 4, broken).over(picture)).isSameAs(picture);
        assertThat(new HeatMap(4, 4, new float[16]).over(picture)).isNotEqualTo(picture);
        assertThatThrownBy(() -> new HeatMap(4, 4, new float[15])).hasMessageContaining("4×4 cells cannot have 15");
    }

    @Test
    void mapsOfALearnersPictures() throws IOException {
        Path pictures = dir.resolve("pictures");
        Pictures.write(pictures, 20, 6);
        var data = ImageList.fromFolder(pictures)
                .splitByFolder()
                .labelByFolder()
                .transform(Transforms.none(), Size.square(32))
                .batch(12)
                .normalize(Stats.IMAGENET);
        var net = Architecture.parse("simple_cnn:widths=8+16,norm=true");
        try (var learn = VisionLearner.cnn(data, net)
                        .head(Head.standard().hidden(0.5).withAveragePool())
                        .silent()
                        .build();
                var whole = VisionLearner.of(data, net).silent().build()) {
            learn.fit(1, 1e-2);
            try (var seen = learn.interpret();
                    var scope = Scope.open()) {
                var worst = seen.topLosses(4);
                var c = worst.cases().get(0);
                int label = data.classes().indexOf(c.actual());
                assertThat(seen.gradCam(c).values())
                        .isEqualTo(seen.gradCam(c, c.actual()).values())
                        .isEqualTo(ActivationMaps.gradCam(
                                        learn.model(), learn.model().children().get("0"), input(data, c.item()), label)
                                .toFloatArray());
                assertThat(seen.cam(c, c.actual()).values())
                        .isEqualTo(ActivationMaps.cam(
                                        learn.model(), learn.model().children().get("0"), input(data, c.item()), label)
                                .toFloatArray())
                        .isNotEqualTo(seen.cam(c, data.classes().get(1 - label)).values());
                assertThatThrownBy(() -> seen.gradCam(c, "cat")).hasMessageContaining("no class is named \"cat\"");

                worst.plot(dir.resolve("plain.png"));
                worst.plotHeatMaps(dir.resolve("heat.png"));
                worst.plotHeatMaps(dir.resolve("cam.png"), w -> seen.cam(w, w.predicted()));
            }
            Image plain = ImageReader.of(Color.RGB).read(dir.resolve("plain.png"));
            Image heat = ImageReader.of(Color.RGB).read(dir.resolve("heat.png"));
            assertThat(heat.size()).isEqualTo(plain.size());
            assertThat(heat).isNotEqualTo(plain);
            assertThat(ImageReader.of(Color.RGB).read(dir.resolve("cam.png"))).isNotEqualTo(heat);
            try (var seen = whole.interpret()) {
                assertThat(seen.gradCam(seen.cases().get(0)).height()).isEqualTo(4);
                assertThatThrownBy(() -> seen.cam(seen.cases().get(0), "disc"))
                        .hasMessageContaining("gradCam(...) takes any net");
            }
        }
    }

    private static Tensor input(ImageDataBunch data, int item) {
        try (var epoch = data.valid().epoch(0);
                Batch batch = epoch.next()) {
            assertThat(batch.items()[item]).isEqualTo(item);
            return batch.x().narrow(0, item, 1).contiguous().copy();
        }
    }

    @Test
    void wrongLabelsAreDrawn() throws IOException {
        Path pictures = dir.resolve("pictures");
        Pictures.write(pictures, 10, 1);
        var text = new StringBuilder("file,tags\n");
        for (String shape : Pictures.CLASSES) {
            for (int i = 0; i < 10; i++) {
                text.append(String.format("train/%s/%03d.png,%s %s%n", shape, i, shape, i % 2 == 0 ? "even" : ""));
            }
        }
        Path csv = dir.resolve("labels.csv");
        Files.writeString(csv, text);
        var data = ImageList.fromCsv(csv, pictures, "file")
                .splitRandom(0.5, 1)
                .labelManyByColumn("tags", " ")
                .transform(Transforms.none(), Size.square(32))
                .batch(8)
                .normalize(Stats.IMAGENET);
        try (var learn = VisionLearner.of(data, Architecture.parse("simple_cnn:widths=8+8"))
                .silent()
                .build()) {
            try (var seen = learn.interpret()) {
                var wrong = seen.topWrongLabels(20);
                assertThat(wrong.cases()).isNotEmpty();
                double before = 2;
                for (var c : wrong.cases()) {
                    assertThat(c.actual().split(" ")).doesNotContain(c.predicted());
                    assertThat(data.classes()).contains(c.predicted());
                    assertThat(c.probability()).isLessThanOrEqualTo(before);
                    assertThat(c.loss()).isCloseTo(-Math.log(1 - c.probability()), within(1e-5));
                    before = c.probability();
                }
                wrong.plotHeatMaps(dir.resolve("wrong.png"));
                seen.topLosses(4).plotHeatMaps(dir.resolve("worst.png"));
            }
        }
        assertThat(dir.resolve("wrong.png")).isNotEmptyFile();
        assertThat(dir.resolve("worst.png")).isNotEmptyFile();
    }
}
