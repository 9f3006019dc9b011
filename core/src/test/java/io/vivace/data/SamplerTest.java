package io.vivace.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {
    /** 30 items of class 0, 6 of class 2, 12 of class 1; class 3 has none. */
    private static final int[] CLASSES =
            IntStream.range(0, 48).map(i -> i < 30 ? 0 : i < 36 ? 2 : 1).toArray();

    private static int[] classCounts(int[] order) {
        int[] counts = new int[3];
        Arrays.stream(order).forEach(i -> counts[CLASSES[i]]++);
        return counts;
    }

    /** Mean counts over 400 epochs; a single one of 90 draws has a standard deviation of √(90 · 1/3 · 2/3) = 4.5. */
    private static void assertBalanced(Sampler sampler, int draws) {
        assertThat(sampler.draws(48)).isEqualTo(draws);
        double[] means = new double[3];
        int epochs = 400;
        for (int e = 0; e < epochs; e++) {
            int[] order = sampler.order(48, 5, e);
            assertThat(order).hasSize(draws);
            int[] counts = classCounts(order);
            for (int c = 0; c < 3; c++) {
                means[c] += (double) counts[c] / epochs;
            }
        }
        double deviation = Math.sqrt(draws * 2 / 9.0 / epochs);
        for (double mean : means) {
            assertThat(mean).isCloseTo(draws / 3.0, within(4 * deviation));
        }
    }

    @Test
    void oversamplingShowsAllClassesAsOftenAsTheLargest() {
        assertBalanced(Sampler.oversampling(CLASSES), 3 * 30);
        int[] counts = classCounts(Sampler.oversampling(CLASSES).order(48, 5, 0));
        assertThat(counts).containsExactly(33, 31, 26); // by the size of the classes it would be about 56, 23, 11
    }

    @Test
    void undersamplingShowsAllClassesAsOftenAsTheSmallest() {
        assertBalanced(Sampler.undersampling(CLASSES), 3 * 6);
    }

    @Test
    void itemsAreDrawnInProportionToTheirWeights() {
        var sampler = Sampler.weighted(new double[] {0, 1, 3, 0, 4, 0}, 80_000);
        int[] counts = new int[6];
        Arrays.stream(sampler.order(6, 1, 0)).forEach(i -> counts[i]++);
        assertThat(counts[0] + counts[3] + counts[5]).isZero();
        assertThat(counts[1]).isCloseTo(10_000, within(400));
        assertThat(counts[2]).isCloseTo(30_000, within(600));
        assertThat(counts[4]).isCloseTo(40_000, within(600));
    }

    @Test
    void anOrderFollowsFromSeedAndEpochAlone() {
        for (Sampler s : List.of(Sampler.shuffled(), Sampler.oversampling(CLASSES))) {
            int[] third = s.order(48, 1, 3);
            assertThat(s.order(48, 1, 2)).isNotEqualTo(third);
            assertThat(s.order(48, 2, 3)).isNotEqualTo(third);
            assertThat(s.order(48, 1, 3)).isEqualTo(third);
        }
        assertThat(Sampler.inOrder().order(4, 9, 9)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void showingsCountWhatCameBefore() {
        assertThat(Sampler.showings(new int[] {2, 0, 2, 2, 0, 1}, 3)).containsExactly(0, 0, 1, 2, 1, 0);
    }

    /** Values say how often an item was shown before. */
    private static final class Showings implements Collate {
        @Override
        public Batch load(int[] items, long epoch) {
            throw new AssertionError("the loader knows the showings");
        }

        @Override
        public Batch load(int[] items, int[] showings, long epoch) {
            float[] v = new float[items.length];
            for (int i = 0; i < v.length; i++) {
                v[i] = items[i] + 100 * showings[i];
            }
            return new Batch(List.of(Tensor.of(v).keep()), List.of(), items);
        }
    }

    private static List<Float> values(Loader loader, long epoch) {
        List<Float> all = new ArrayList<>();
        try (var e = loader.epoch(epoch)) {
            e.forEachRemaining(b -> {
                try (b) {
                    for (float v : b.x().toFloatArray()) {
                        all.add(v);
                    }
                }
            });
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void batchesFollowTheSamplerWhateverTheWorkers(int workers) {
        var options = LoaderOptions.inOrder(8)
                .sampler(Sampler.oversampling(CLASSES))
                .seed(5)
                .workers(workers);
        var loader = new BatchLoader(48, new Showings(), options);
        assertThat(loader.items()).isEqualTo(48);
        assertThat(loader.batches()).isEqualTo(12);
        assertThat(new BatchLoader(48, new Showings(), options.dropLast(true)).batches())
                .isEqualTo(11);
        for (long epoch = 0; epoch < 2; epoch++) {
            int[] order = Sampler.oversampling(CLASSES).order(48, 5, epoch);
            int[] showings = Sampler.showings(order, 48);
            List<Float> expected = IntStream.range(0, 90)
                    .mapToObj(i -> order[i] + 100f * showings[i])
                    .toList();
            assertThat(values(loader, epoch)).isEqualTo(expected);
        }
    }

    @Test
    void tensorsAreBalancedByTheClassesOfTheTrainingItems() {
        try (var scope = Scope.open()) {
            long[] y = Arrays.stream(CLASSES).asLongStream().toArray();
            var builder = TensorBunch.of(Tensor.of(new float[48], 48, 1), Tensor.of(y))
                    .splitRandom(0.25, 3)
                    .batch(5)
                    .seed(5);
            try (var data = builder.oversample().build();
                    var few = builder.undersample().build();
                    var own = builder.sampler(Sampler.weighted(ones(36), 7)).build()) {
                int[] trained = classesOf(data.trainInOrder());
                int[] sizes = new int[3];
                Arrays.stream(trained).forEach(c -> sizes[c]++);
                int most = Arrays.stream(sizes).max().getAsInt();
                int least = Arrays.stream(sizes).min().getAsInt();

                int[] counts = new int[3];
                Arrays.stream(classesOf(data.train())).forEach(c -> counts[c]++);
                assertThat(Arrays.stream(counts).sum()).isEqualTo(3 * most);
                for (int n : counts) {
                    assertThat((double) n).isCloseTo(most, within(4 * Math.sqrt(most * 2 / 3.0)));
                }
                assertThat(classesOf(few.train())).hasSize(3 * least);
                assertThat(classesOf(own.train())).hasSize(7);
                assertThat(classesOf(own.valid())).hasSize(12);
            }
        }
    }

    private static double[] ones(int n) {
        double[] all = new double[n];
        Arrays.fill(all, 1);
        return all;
    }

    private static int[] classesOf(Loader loader) {
        List<Integer> all = new ArrayList<>();
        try (var e = loader.epoch(0)) {
            e.forEachRemaining(b -> {
                try (b) {
                    for (long c : b.y().toLongArray()) {
                        all.add((int) c);
                    }
                }
            });
        }
        return all.stream().mapToInt(i -> i).toArray();
    }

    @Test
    void refusesWhatCannotBeDrawn() {
        assertThatThrownBy(() -> Sampler.weighted(new double[] {1, -2}, 3)).hasMessageContaining("item 1 is -2.0");
        assertThatThrownBy(() -> Sampler.weighted(new double[] {0, 0}, 3)).hasMessageContaining("nothing can be drawn");
        assertThatThrownBy(() -> Sampler.weighted(new double[] {1}, 0)).hasMessageContaining("got 0 draws");
        assertThatThrownBy(() -> Sampler.weighted(new double[] {1}, 2).order(5, 0, 0))
                .hasMessageContaining("weights of 1 items, but there are 5");
        assertThatThrownBy(() -> Sampler.oversampling(new int[0])).hasMessageContaining("no items");
        assertThatThrownBy(() -> Sampler.oversampling(new int[] {0, -1})).hasMessageContaining("got -1");
        try (var scope = Scope.open()) {
            var numbers = TensorBunch.of(Tensor.zeros(4, 2), Tensor.zeros(4, 1)).oversample();
            assertThatThrownBy(numbers::build).hasMessageContaining("only classes can be balanced");
        }
    }
}
