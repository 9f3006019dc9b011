package io.vivace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vivace.io.SafeTensors;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.Predictor;
import io.vivace.vision.models.ResNet;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of the lessons, from pictures to a report. */
class LessonCommandsTest {
    @TempDir
    Path folder;

    private Path voc;

    @BeforeEach
    void draw() throws IOException {
        voc = VocRun.draw(folder.resolve("voc"), 16, 8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "largest",
                "bbox",
                "bbox --joint",
                "ssd --grids one",
                "ssd --grids many",
                "ssd --grids pyramid",
            })
    void detectionCommandsTrainOnPascalVoc(String command) throws IOException {
        Path page = folder.resolve("report.html");
        Run run = run(command + " --arch resnet18 --size 64 --epochs 1 --batch 8 --workers 1 --report " + page, voc);
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("16 items").contains("8 items").contains("64x64, by squashing");
        assertThat(drawn(page).path("metrics").isEmpty())
                .isEqualTo(command.equals("bbox")); // whose loss is its measure
        if (command.startsWith("ssd")) {
            assertThat(run.out()).contains("mAP VOC", "mAP COCO");
        }
        assertThat(folder.resolve("out/epochs.csv")).isNotEmptyFile();
    }

    /** {@return what the report says about the end, once pictures and all numbers were found to be there} */
    private JsonNode drawn(Path page) throws IOException {
        assertThat(Files.readString(page)).contains("alt=\"results\"").contains("alt=\"losses\"");
        for (String file : List.of("batch.png", "results.png", "top-losses.png", "losses.png")) {
            assertThat(ImageIO.read(folder.resolve("out").resolve(file).toFile())
                            .getWidth())
                    .as(file)
                    .isGreaterThan(100);
        }
        JsonNode report =
                new ObjectMapper().readTree(folder.resolve("out/report.json").toFile());
        assertThat(report.path("epochs")).hasSize(1).allSatisfy(LessonCommandsTest::hasNumbers);
        hasNumbers(report.path("result"));
        return report.path("result");
    }

    private static void hasNumbers(JsonNode some) {
        assertThat(some.path("valid_loss").isNumber()).as("loss in %s", some).isTrue();
        assertThat(some.path("metrics")).as("metrics in %s", some).allMatch(JsonNode::isNumber);
    }

    @Test
    void labelsComeFromPascalVoc() {
        Run run = run("multilabel --arch simple_cnn:norm=true --size 48 --epochs 2 --batch 8 --workers 1", voc);
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("any of 2 classes: box (")
                .contains("labels are said above a probability of")
                .contains("precision recall");
        for (String file :
                List.of("threshold.png", "wrong-labels.png", "heat-maps.png", "labels.csv", "model.vivace")) {
            assertThat(folder.resolve("out").resolve(file)).isNotEmptyFile();
        }
    }

    @Test
    void labelsComeFromATableWithADelimiterOrColumns() throws IOException {
        Path table = folder.resolve("labels.csv");
        var rows = new ArrayList<>(List.of("image_name,tags,red,blue"));
        for (int i = 0; i < 24; i++) {
            rows.add(String.format("%04d,%s,%d,%d", i, i % 2 == 0 ? "red;round" : "blue", 1 - i % 2, i % 2));
        }
        Files.write(table, rows);
        Path images = voc.resolve("JPEGImages");
        String usual = " --suffix .png --arch simple_cnn --size 32 --epochs 1 --batch 8 --workers 1 --table " + table;

        Run words = run("multilabel --delimiter ; --threshold 0.3" + usual, images);
        assertThat(words.exit()).as(words.err()).isZero();
        assertThat(words.out()).contains("any of 3 classes: blue (").doesNotContain("labels are said above");
        try (var model = Predictor.load(folder.resolve("out/model.vivace"))) {
            assertThat(model.classes()).containsExactly("blue", "red", "round");
        }
        Run columns = run("multilabel --label-columns red,blue" + usual, images);
        assertThat(columns.exit()).as(columns.err()).isZero();
        assertThat(columns.out()).contains("any of 2 classes: red (");

        assertThat(run("multilabel --label-column tagz" + usual, images).err())
                .contains("no column \"tagz\"; it has [blue, image_name, red, tags]");
        assertThat(run("multilabel --image-column file" + usual, images).err()).contains("no column \"file\"");
        assertThat(run("multilabel --label-columns red,green" + usual, images).err())
                .contains("\"green\"");
        assertThat(run("multilabel --table nothing.csv", images).err()).contains("--table: nothing.csv does not exist");
        assertThat(run("multilabel", images).err()).contains("--table is missing");
        assertThat(run("multilabel --threshold 2" + usual, images).err()).contains("probability from 0 to 1, got 2.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unet --arch resnet34",
                "dynamic --arch resnet18",
                "transposed --arch resnet18",
                "upsample --arch resnet18"
            })
    void pixelsGetClasses(String net) throws IOException {
        Path data = RoadRun.draw(folder.resolve("roads"), 8);
        Path page = folder.resolve("report.html");
        Run run = run("segment --net " + net + " --size 48x64 --epochs 1 --batch 4 --workers 1 --report " + page, data);
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("8 items").contains("iou");
        assertThat(drawn(page).path("metrics").has("mean_iou")).isTrue();
        Path model = folder.resolve("out/model.vivace");
        if (Files.exists(model)) {
            Run said = Run.of(
                    "predict",
                    "--model",
                    model.toString(),
                    "--draw",
                    folder.resolve("drawn").toString(),
                    data.resolve("val/0.png").toString());
            assertThat(said.err()).isEmpty();
            assertThat(said.out()).contains("val/0.png\t").contains("%");
            assertThat(folder.resolve("drawn/0.png.png")).isNotEmptyFile();
        }
        Files.delete(data.resolve("codes.txt"));
        assertThat(run("segment", data).err()).contains("codes.txt does not exist");
    }

    /** The first layers rest in both stages: at first because they are frozen, then because all batch norm does. */
    @Test
    void batchNormRestsWhereTrainedNetsLearnAsAWhole() throws IOException {
        Path data = RoadRun.draw(folder.resolve("roads"), 4);
        Path weights = folder.resolve("resnet18.safetensors");
        float[] mean = new float[64];
        Arrays.fill(mean, 0.125f);
        try (var scope = Scope.open()) {
            var state = new LinkedHashMap<>(ResNet.resnet18().init(new Rng(1)).state());
            state.put("bn1.running_mean", Tensor.of(mean));
            SafeTensors.write(weights, state);
        }
        Run run = run(
                "segment --net upsample --arch resnet18 --size 48x64 --epochs 4 --batch 4 --workers 1 --weights "
                        + weights,
                data);
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).contains("all but the first group: ").contains("all: ");
        try (var scope = Scope.open();
                var model = SafeTensors.readAll(folder.resolve("out/learner.safetensors"))) {
            List<float[]> means = model.tensors().entrySet().stream()
                    .filter(e -> e.getKey().endsWith("running_mean"))
                    .map(e -> e.getValue().toFloatArray())
                    .toList();
            assertThat(means).anyMatch(m -> Arrays.equals(m, mean));
            assertThat(means).anyMatch(m -> m[0] != 0 && m[0] != mean[0]);
        }
    }

    @Test
    void pointsAreReadFromTablesAndFromBoxes() throws IOException {
        Path data = folder.resolve("spots");
        var table = new StringBuilder("photo,row,column,part\n");
        for (int i = 0; i < 24; i++) {
            var image = new BufferedImage(40, 32, BufferedImage.TYPE_INT_RGB);
            int row = 4 + i;
            int column = 6 + i;
            image.setRGB(column, row, 0xffffff);
            RoadRun.write(image, data.resolve(i + ".png"));
            table.append(i + ".png," + row + "," + column + "," + (i % 4 == 0 ? "valid" : "train") + "\n");
        }
        Path csv = Files.writeString(folder.resolve("spots.csv"), table);
        String usual = " --arch resnet18 --size 32x40 --epochs 2 --batch 8 --workers 1";
        Run run = run("points --table " + csv + " --file photo --columns row,column --valid part" + usual, data);
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("18 items").contains("pixel_error");
        assertThat(folder.resolve("out/results.png")).isNotEmptyFile();
        assertThat(run("points" + usual, voc).out()).contains("pixel_error");
        assertThat(run("points --table " + csv + " --file photo --columns row" + usual, data)
                        .err())
                .contains("rows and columns in turn, got [row]");
        assertThat(run("points" + usual, data).err()).contains("--table is missing");
    }

    @Test
    void transferUnfreezesStepByStep() {
        Path data = Run.pictures(folder.resolve("pictures"), 16, 6);
        Run run = run(
                "transfer --arch resnet18 --head standard --precompute --sizes 24,32 --epochs 4 --batch 8 --workers 1",
                data);
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("head, on activations computed once")
                .contains("last two groups, 24x24")
                .contains("all, 32x32");
        assertThat(folder.resolve("out/losses-head.png")).isNotEmptyFile();
        assertThat(run("transfer", data).err()).contains("--weights is missing: there is nothing to transfer from");
    }

    @Test
    void wrongFoldersAreExplained() {
        Path nothing = folder.resolve("nothing");
        for (String command : List.of("largest", "bbox", "ssd", "multilabel", "transfer --head standard", "cifar")) {
            assertThat(run(command, nothing).err()).as(command).contains("nothing does not exist");
        }
        assertThat(run("ssd", folder).err())
                .contains("no folder as that of Pascal VOC: it needs the folders JPEGImages");
        assertThat(run("ssd --valid val", voc).err()).contains("has the lists [test, train]");
        assertThat(run("ssd --valid 1.5", voc).err()).contains("between 0 and 1, got 1.5");
        assertThat(run("ssd --arch resnet35", voc).err()).contains("resnet35");
        assertThat(run("bbox --weights nothing.pth", voc).err()).contains("--weights: nothing.pth does not exist");
    }

    private Run run(String command, Path data) {
        List<String> all = new ArrayList<>(Arrays.asList(command.split(" ")));
        all.addAll(List.of(
                "--data", data.toString(), "--out", folder.resolve("out").toString()));
        return Run.of(all.toArray());
    }
}
