package io.vivace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands of the lessons say about data that are not as they should be: each message tells what to do. */
class LessonProblemsTest {
    private static final String SHORT = " --arch resnet18 --size 32 --epochs 1 --batch 4 --workers 1";

    @TempDir
    Path folder;

    @Test
    void aFolderWithoutMasks() throws IOException {
        Path data = RoadRun.draw(folder.resolve("roads"), 4);
        Files.delete(data.resolve("trainannot/1.png"));
        Files.delete(data.resolve("valannot/2.png"));
        Files.delete(data.resolve("valannot/3.png"));
        Run some = run("segment --net upsample" + SHORT, data);
        assertThat(some.exit()).isEqualTo(1);
        assertThat(some.err())
                .startsWith("vivace: 3 problems with the data:")
                .contains(data.resolve("train/1.png") + ": has no mask: there is no file " + data.resolve("trainannot"))
                .contains(data.resolve("val/2.png") + ": has no mask")
                .contains(data.resolve("val/3.png") + ": has no mask")
                .doesNotContain("\tat ");
        assertThat(folder.resolve("out/report.json")).doesNotExist();

        Files.move(data.resolve("trainannot"), data.resolve("labels"));
        Run none = run("segment --net upsample" + SHORT, data);
        assertThat(none.exit()).isEqualTo(2);
        assertThat(none.err()).contains("--masks is missing").contains("so another folder must hold them");
        assertThat(run("segment --masks " + folder.resolve("no") + SHORT, data).err())
                .contains("--masks: " + folder.resolve("no") + " does not exist; give the folder of the masks");
    }

    @Test
    void wordsThatNameNothingInMasks() throws IOException {
        Path data = RoadRun.draw(folder.resolve("roads"), 4);
        Run unknown = run("segment --void Sea" + SHORT, data);
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err())
                .contains("--void: " + data.resolve("codes.txt")
                        + " names no class \"Sea\"; give one of [sky, road, Void]");
        for (String name : List.of("test", "../roads", "codes.txt")) {
            assertThat(run("segment --valid " + name + SHORT, data).err())
                    .contains("has no folder \"" + name + "\"; give one, or a fraction such as 0.2");
        }
        assertThat(run("segment --valid 1" + SHORT, data).err()).contains("between 0 and 1, got 1");
        assertThat(run("segment --net unet" + SHORT, data).err())
                .contains("--net unet stands on a resnet34; give --net dynamic for --arch resnet18");
        assertThat(run("segment --net wnet" + SHORT, data).err())
                .contains("wnet")
                .contains("UPSAMPLE");
        Files.writeString(data.resolve("codes.txt"), "sky\n");
        assertThat(run("segment --net upsample" + SHORT, data).err())
                .contains("has the value")
                .contains("there are 1 classes");
    }

    @Test
    void brokenAnnotations() throws IOException {
        Path data = VocRun.draw(folder.resolve("voc"), 6, 4);
        Path unknown = data.resolve("Annotations/0003.xml");
        Files.delete(unknown);
        assertThat(run("ssd" + SHORT, data).err())
                .contains(
                        data.resolve("JPEGImages/0003.png") + ": the annotations do not tell what is in this picture");
        Files.writeString(
                unknown,
                "<annotation><filename>0003.png</filename><size><width>48</width><height>48</height></size></annotation>");
        assertThat(run("largest" + SHORT, data).err())
                .contains("no thing is in this picture that could be the largest");
        Path broken = data.resolve("Annotations/0001.xml");
        Files.writeString(broken, "<annotation><object><name>box</name>");
        Path evil = data.resolve("Annotations/0002.xml");
        Files.writeString(evil, "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><annotation>&b;</annotation>");
        for (String command : List.of("ssd --grids pyramid", "largest", "bbox", "multilabel", "points")) {
            Run run = run(command + SHORT, data);
            assertThat(run.exit()).as(command).isEqualTo(1);
            assertThat(run.err())
                    .as(command)
                    .contains(" problems with the data:")
                    .contains(broken + ", line 1: is no XML")
                    .contains(evil + ": has a document type (DOCTYPE), which is not read: remove it")
                    .doesNotContain("\tat ")
                    .doesNotContain("root:");
        }
    }

    @Test
    void partsThatNameNothing() throws IOException {
        Path voc = VocRun.draw(folder.resolve("voc"), 6, 4);
        for (String command : List.of("ssd", "largest", "bbox", "multilabel", "points")) {
            assertThat(run(command + " --valid exam" + SHORT, voc).err())
                    .as(command)
                    .contains("has the lists [test, train]")
                    .contains("\"exam\" and \"train\" must be among them, or give a fraction such as 0.2");
        }
        Path table = Files.writeString(folder.resolve("t.csv"), "image_name,tags\n0000.png,a\n0001.png,b\n");
        Path pictures = voc.resolve("JPEGImages");
        assertThat(run("multilabel --valid exam --table " + table + SHORT, pictures)
                        .err())
                .contains("there is no column \"exam\" to split by");
        Path classes = Run.pictures(folder.resolve("pictures"), 4, 2);
        for (String command : List.of("cifar", "transfer --head standard")) {
            assertThat(run(command + " --valid exam", classes).err())
                    .contains("has no folder \"exam\"; give one, or a fraction such as 0.2");
        }
        assertThat(run("points --table " + folder.resolve("no.csv") + SHORT, pictures)
                        .err())
                .contains("--table: " + folder.resolve("no.csv") + " does not exist; give a CSV file");
        assertThat(run("ssd --grids two" + SHORT, voc).err()).contains("two").contains("PYRAMID");
    }

    @Test
    void whatWasLearntIsReportedBeforeItIsDrawn() throws IOException {
        Path voc = VocRun.draw(folder.resolve("voc"), 6, 4);
        Files.createDirectories(folder.resolve("out/results.png/taken"));
        Run run = run("bbox" + SHORT, voc);
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("results.png");
        assertThat(folder.resolve("out/report.json")).isNotEmptyFile();
    }

    @Test
    void netsThatFitPicturesOfOneSizeSaySo() throws IOException {
        Path voc = VocRun.draw(folder.resolve("voc"), 6, 4);
        Run sizes = run("bbox --sizes 32,48" + SHORT, voc);
        assertThat(sizes.exit()).isEqualTo(2);
        assertThat(sizes.err()).contains("--sizes: the net of bbox").contains("give --size alone");
        assertThat(folder.resolve("out")).doesNotExist();
        Run first = run("bbox" + SHORT, voc);
        assertThat(first.exit()).as(first.err()).isZero();
        Path model = Files.move(folder.resolve("out/model.vivace"), folder.resolve("small.vivace"));
        Run larger = run("bbox --from " + model + SHORT.replace("--size 32", "--size 64"), voc);
        assertThat(larger.exit()).isEqualTo(2);
        assertThat(larger.err())
                .contains("--from: " + model + " does not fit this net")
                .contains("--size");
        assertThat(folder.resolve("out/model.vivace")).doesNotExist();
    }

    private Run run(String command, Path data) {
        List<String> all = new ArrayList<>(Arrays.asList(command.split(" ")));
        all.addAll(List.of(
                "--data", data.toString(), "--out", folder.resolve("out").toString()));
        return Run.of(all.toArray());
    }
}
