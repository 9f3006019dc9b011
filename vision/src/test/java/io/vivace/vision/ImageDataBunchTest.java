package io.vivace.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.data.Batch;
import io.vivace.data.DataProblems;
import io.vivace.data.LoadException;
import io.vivace.data.Loader;
import io.vivace.data.Sampler;
import io.vivace.learn.LossFunction;
import io.vivace.memory.Settled;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Rotate;
import io.vivace.vision.transform.Sketch;
import io.vivace.vision.transform.Transforms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDataBunchTest {
    @TempDir
    Path dir;

    @BeforeEach
    void draw() throws IOException {
        Pictures.write(dir, 12, 5);
    }

    private ImageBatches batches(Transforms transforms, int size) {
        return ImageList.fromFolder(dir)
                .splitByFolder()
                .labelByFolder()
                .transform(transforms, Size.square(24))
                .batch(size);
    }

    private static List<Object> read(Loader loader, long epoch) {
        var all = new ArrayList<Object>();
        try (var e = loader.epoch(epoch)) {
            e.forEachRemaining(b -> {
                try (b) {
                    all.add(b.x().toFloatArray());
                    all.add(b.y().toLongArray());
                    all.add(b.items());
                }
            });
        }
        return all;
    }

    @Test
    void batchesAreChannelsLastAndLabelled() {
        var data = batches(Transforms.none(), 4).normalize(Stats.IMAGENET);

        assertThat(data.classes()).containsExactly("disc", "square");
        assertThat(data.outputs()).isEqualTo(2);
        assertThat(data.train().batches()).isEqualTo(6);
        assertThat(data.valid().batches()).isEqualTo(3);
        try (var e = data.valid().epoch(0);
                Batch b = e.next()) {
            assertThat(b.x().shape().toArray()).containsExactly(4, 3, 24, 24);
            assertThat(b.x().view().isChannelsLast()).isTrue();
            assertThat(b.y().toLongArray()).containsExactly(0, 0, 0, 0);
            assertThat(b.items()).containsExactly(0, 1, 2, 3);
        }
    }

    /** 12 pictures of each class are written; taking some away makes them unequal. */
    @Test
    void classesAreBalancedAndEachShowingIsChangedAnew() throws IOException {
        try (var files = Files.list(dir.resolve("train/disc"))) {
            for (Path p : files.sorted().skip(1).toList()) {
                Files.delete(p);
            }
        }
        var one = batches(Transforms.none().with(new Rotate(20, 1)), 4).workers(2);
        var data = one.oversample().normalize(Stats.NONE);
        assertThat(data.train().batches()).isEqualTo(6); // 2 classes, 12 in the larger
        assertThat(one.undersample().normalize(Stats.NONE).train().batches()).isEqualTo(1); // 2 items are one batch
        assertThat(data.summary()).contains("24 drawn by weight by seed 0");
        List<float[]> discs = new ArrayList<>();
        try (var e = data.train().epoch(0)) {
            e.forEachRemaining(b -> {
                try (b) {
                    for (int i = 0; i < b.size(); i++) {
                        if (b.y().toLongArray()[i] == 0) {
                            discs.add(b.x().select(0, i).toFloatArray());
                        }
                    }
                }
            });
        }
        assertThat(discs).hasSizeBetween(5, 19);
        assertThat(discs.get(1)).isNotEqualTo(discs.get(0));
        assertThat(discs.get(2)).isNotEqualTo(discs.get(0));
        assertThat(read(data.train(), 0))
                .usingRecursiveComparison()
                .isEqualTo(
                        read(one.workers(0).oversample().normalize(Stats.NONE).train(), 0));
    }

    @Test
    void valuesAreNormalised() {
        Image one = Image.of(Size.of(1, 2), Color.RGB, new byte[] {0, 51, (byte) 255, 1, 2, 3});
        Image two = Image.of(Size.of(1, 2), Color.RGB, new byte[] {9, 9, 9, 9, 9, 9});
        var data = ImageList.fromMemory(List.of(one, two), List.of("a/1", "b/2"))
                .splitNone()
                .labelByFolder()
                .transform(Transforms.none())
                .batch(2)
                .normalize(Stats.IMAGENET);

        try (var e = data.trainInOrder().epoch(0);
                Batch b = e.next()) {
            float[] v = b.x().toFloatArray();
            assertThat(v[0]).isCloseTo((0 - 0.485f) / 0.229f, within(1e-6f));
            assertThat(v[1]).isCloseTo((1 / 255f - 0.485f) / 0.229f, within(1e-6f));
            assertThat(v[2]).isCloseTo((0.2f - 0.456f) / 0.224f, within(1e-6f));
            assertThat(v[4]).isCloseTo((1 - 0.406f) / 0.225f, within(1e-6f));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void batchesDoNotDependOnTheNumberOfWorkers(int workers) {
        var transforms = Transforms.standard().cutout(1, 5, 0.5);
        var alone = batches(transforms, 5).seed(9).workers(0).normalize(Stats.IMAGENET);
        var many = batches(transforms, 5)
                .seed(9)
                .workers(workers)
                .cacheInMemory(1 << 20)
                .normalize(Stats.IMAGENET);

        for (long epoch : new long[] {0, 1, 0}) {
            assertThat(read(many.train(), epoch)).usingRecursiveComparison().isEqualTo(read(alone.train(), epoch));
            assertThat(read(many.valid(), epoch)).usingRecursiveComparison().isEqualTo(read(alone.valid(), epoch));
        }
        assertThat(read(alone.train(), 0).get(2))
                .isNotEqualTo(read(alone.train(), 1).get(2));
    }

    @Test
    void theSeedDecidesOrderAndChanges() {
        var a = batches(Transforms.standard(), 5).seed(1).normalize(Stats.NONE);
        var b = batches(Transforms.standard(), 5).seed(2).normalize(Stats.NONE);

        assertThat(read(a.train(), 0).get(2)).isNotEqualTo(read(b.train(), 0).get(2));
        assertThat(read(a.valid(), 0)).usingRecursiveComparison().isEqualTo(read(b.valid(), 0));
        assertThat(read(a.trainInOrder(), 0)).usingRecursiveComparison().isEqualTo(read(b.trainInOrder(), 3));
    }

    @Test
    void changesAreNewInEveryEpoch() {
        var data = batches(Transforms.none(), 5).normalize(Stats.NONE);
        var turned = data.valid(List.of(new Rotate(90, 1)), 3);

        assertThat(read(turned, 0).get(0)).isNotEqualTo(read(turned, 1).get(0));
        assertThat(read(turned, 1).get(0)).isEqualTo(read(turned, 1).get(0));
        assertThat(read(data.valid(List.of(new Rotate(90, 1)), 4), 1).get(0))
                .isNotEqualTo(read(turned, 1).get(0));
    }

    @Test
    void memoryComesBack() {
        var data = batches(Transforms.standard(), 4).workers(2).normalize(Stats.NONE);
        long before = Settled.stats().live();

        read(data.train(), 0);
        try (var e = data.train().epoch(1)) {
            e.next().close();
        }

        assertThat(Settled.stats().live()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aCorruptPictureStopsByName(int workers) throws IOException {
        Files.writeString(dir.resolve("train/disc/003.png"), "no picture");
        var data = batches(Transforms.none(), 4).workers(workers).normalize(Stats.NONE);

        assertThatThrownBy(() -> read(data.train(), 0))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("003.png")
                .hasMessageContaining("OnCorrupt.SKIP");
    }

    @Test
    void corruptPicturesAreSkippedAndCountedWhenAsked() throws IOException {
        Files.writeString(dir.resolve("train/disc/003.png"), "no picture");
        for (int i = 0; i < 4; i++) {
            Files.writeString(dir.resolve("valid/square/00" + i + ".png"), i == 0 ? "" : "no picture");
        }
        var data = batches(Transforms.none(), 2)
                .onCorrupt(OnCorrupt.SKIP)
                .dropLast(false)
                .workers(2)
                .normalize(Stats.NONE);
        long before = Settled.stats().live();

        int items = 0;
        try (var e = data.train().epoch(0)) {
            while (e.hasNext()) {
                try (Batch b = e.next()) {
                    assertThat(b.x().size(0)).isEqualTo(b.size());
                    assertThat(b.y().size(0)).isEqualTo(b.size());
                    items += b.size();
                }
            }
        }
        assertThat(items).isEqualTo(23);
        assertThat(read(data.valid(), 0)).hasSize(4 * 3);
        assertThat(data.skipped()).hasSize(5).first().asString().containsOnlyOnce("003.png");
        assertThat(data.skipped()).anySatisfy(p -> assertThat(p.toString()).contains("000.png", "the file is empty"));
        assertThat(Settled.stats().live()).isEqualTo(before);
    }

    @Test
    void allCorruptPicturesAreFoundAtOnceWhenAsked() throws IOException {
        batches(Transforms.none(), 2).verify();
        Files.writeString(dir.resolve("train/disc/003.png"), "no picture");
        Files.writeString(dir.resolve("valid/square/001.png"), "no picture");

        assertThatThrownBy(() -> batches(Transforms.none(), 2).verify())
                .isInstanceOf(DataProblems.class)
                .hasMessageContaining("2 problems")
                .hasMessageContaining("train/disc/003.png")
                .hasMessageContaining("valid/square/001.png");
    }

    @Test
    void picturesOfDifferentSizesNeedASize() {
        var data = ImageList.fromFolder(dir)
                .splitByFolder()
                .labelByFolder()
                .transform(Transforms.none())
                .batch(4)
                .workers(0)
                .normalize(Stats.NONE);

        assertThatThrownBy(() -> read(data.valid(), 0))
                .hasMessageContaining("different sizes")
                .hasMessageContaining("transform(..., Size)");
    }

    @Test
    void problemsAreReportedTogether() throws IOException {
        Files.delete(dir.resolve("train/disc/003.png"));
        Files.createFile(dir.resolve("train/disc/003.png"));
        Path csv = dir.resolve("labels.csv");
        Files.writeString(
                csv,
                "file,label\ntrain/disc/001.png,disc\ntrain/disc/003.png,disc\ntrain/disc/gone.png,disc\n"
                        + "train/square/001.png,\n");

        assertThatThrownBy(() -> ImageList.fromCsv(csv, dir, "file")
                        .splitRandom(0, 1)
                        .labelByColumn("label")
                        .transform(Transforms.none())
                        .batch(4))
                .isInstanceOf(DataProblems.class)
                .hasMessageContaining("validation items: there are none")
                .hasMessageContaining("line 5")
                .hasMessageContaining("same label, \"disc\"")
                .hasMessageContaining("line 3")
                .hasMessageContaining("the file is empty")
                .hasMessageContaining("gone.png): there is no such file")
                .hasMessageContaining("5 problems");
    }

    @Test
    void aFolderWithoutPicturesIsOneProblemAtATime() {
        assertThatThrownBy(() -> ImageList.fromFolder(dir.resolve("nowhere"))
                        .splitRandom(0.2, 1)
                        .labelByFolder()
                        .transform(Transforms.none())
                        .batch(4))
                .hasMessageContaining("there is no such folder");
    }

    @Test
    void statisticsCanComeFromABatch() {
        var data = batches(Transforms.none(), 8).workers(0).normalizeByBatch();

        assertThat(data.stats().mean()).hasSize(3);
        try (var e = data.train().epoch(0);
                Batch b = e.next()) {
            var seen = Stats.of(b.x());
            for (int c = 0; c < 3; c++) {
                assertThat(seen.mean()[c]).isCloseTo(0, within(1e-4f));
                assertThat(seen.std()[c]).isCloseTo(1, within(1e-3f));
            }
        }
    }

    @Test
    void greyPicturesHaveOneChannel() {
        var data = ImageList.fromFolder(dir)
                .splitByFolder()
                .labelByFolder()
                .color(Color.GREY)
                .transform(Transforms.none(), Size.square(16))
                .batch(2)
                .workers(0)
                .normalize(Stats.MNIST);
        try (var e = data.valid().epoch(0);
                Batch b = e.next()) {
            assertThat(b.x().shape().toArray()).containsExactly(2, 1, 16, 16);
        }
        assertThatThrownBy(() -> ImageList.fromFolder(dir)
                        .splitByFolder()
                        .labelByFolder()
                        .color(Color.GREY)
                        .transform(Transforms.none(), Size.square(16))
                        .batch(2)
                        .normalize(Stats.IMAGENET))
                .hasMessageContaining("3 channels, the pictures 1");
    }

    /** Where the middle of a picture comes to, and what of it was drawn. */
    private record Middle(List<Double> drawn) implements Target<Double> {
        @Override
        public int outputs() {
            return 1;
        }

        @Override
        public Double transform(Double value, Sketch sketch) {
            return sketch.mapping().toResult(value, 0)[0];
        }

        @Override
        public List<Tensor> collate(List<Double> values) {
            float[] all = new float[values.size()];
            for (int i = 0; i < all.length; i++) {
                all[i] = values.get(i).floatValue();
            }
            return List.of(Tensor.of(all));
        }

        @Override
        public void draw(Canvas canvas, Double value) {
            drawn.add(value);
        }

        @Override
        public Double decode(Tensor said, Size shown) {
            return (double) said.item();
        }

        @Override
        public LossFunction loss() {
            return LossFunction.mse();
        }
    }

    @Test
    void picturesThatRepeatAreDrawnWithTheLabelsOfTheirShowing() {
        var target = new Middle(new ArrayList<>());
        var labelled = ImageList.fromFolder(dir).splitByFolder().label(target.by(item -> 5.0));
        double[] weights = new double[labelled.items().train().size()];
        weights[0] = 1;
        weights[1] = 1;
        var data = labelled.transform(Transforms.none().with(new Rotate(20, 1)), Size.square(24))
                .batch(6)
                .workers(0)
                .sampler(Sampler.weighted(weights, 6))
                .normalize(Stats.NONE);
        data.showBatch(dir.resolve("batch.png"));
        try (var epoch = data.train().epoch(0);
                Batch batch = epoch.next()) {
            float[] learnt = batch.y().toFloatArray();
            assertThat(learnt).doesNotHaveDuplicates();
            assertThat(target.drawn.stream().map(Double::floatValue).toList())
                    .containsExactly(learnt[0], learnt[1], learnt[2], learnt[3], learnt[4], learnt[5]);
        }
    }
}
