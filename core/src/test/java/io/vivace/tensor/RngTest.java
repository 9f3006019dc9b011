package io.vivace.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RngTest {
    @Test
    void theAlgorithmIsXoshiro256PlusPlus() {
        // first outputs of the reference implementation from the state 1, 2, 3, 4
        Rng rng = new Rng(0);
        rng.state(new long[] {1, 2, 3, 4});
        assertThat(rng.nextLong()).isEqualTo(41943041L);
        assertThat(rng.nextLong()).isEqualTo(58720359L);
        assertThat(rng.nextLong()).isEqualTo(3588806011781223L);
        assertThat(rng.nextLong()).isEqualTo(3591011842654386L);
    }

    @Test
    void theSeedGoesThroughSplitMix64() {
        // SplitMix64 from 1234567, as published with its reference implementation
        assertThat(new Rng(1234567).state())
                .containsExactly(
                        6457827717110365317L, 3203168211198807973L, -8629252141511181193L, 4593380528125082431L);
    }

    @Test
    void equalSeedsGiveEqualValuesAndTheStateContinues() {
        Rng a = new Rng(42);
        Rng b = new Rng(42);
        for (int i = 0; i < 100; i++) {
            assertThat(a.nextLong()).isEqualTo(b.nextLong());
        }
        long[] state = a.state();
        float[] next = Tensor.randn(a, 5).toFloatArray();
        Rng c = new Rng(7);
        c.state(state);
        assertThat(Tensor.randn(c, 5).toFloatArray()).isEqualTo(next);
        state[0] = 99;
        assertThat(new Rng(42).nextLong()).isNotEqualTo(new Rng(43).nextLong());
        assertThatThrownBy(() -> a.state(new long[3])).hasMessageContaining("4 numbers, got 3");
    }

    @Test
    void generatorsOfSeveralNumbersDifferInEach() {
        Set<Long> first = new HashSet<>();
        for (long epoch = 0; epoch < 20; epoch++) {
            for (long item = 0; item < 50; item++) {
                first.add(Rng.of(1, epoch, item).nextLong());
            }
        }
        assertThat(first).hasSize(1000);
        assertThat(Rng.of(1, 2, 3).nextLong()).isEqualTo(Rng.of(1, 2, 3).nextLong());
        assertThat(Rng.of(1, 2).nextLong()).isNotEqualTo(Rng.of(2, 1).nextLong());
        Rng parent = new Rng(5);
        assertThat(parent.split().nextLong()).isNotEqualTo(parent.split().nextLong());
    }

    @Test
    void uniformsAndNormalsHaveTheirMoments() {
        Rng rng = new Rng(3);
        float[] u = Tensor.rand(rng, 100_000).toFloatArray();
        float[] n = Tensor.randn(rng, 100_001).toFloatArray();
        double mean = 0;
        double square = 0;
        double fourth = 0;
        for (float v : n) {
            mean += v;
            square += (double) v * v;
            fourth += Math.pow(v, 4);
        }
        assertThat(mean / n.length).isCloseTo(0, within(.015));
        assertThat(square / n.length).isCloseTo(1, within(.02));
        assertThat(fourth / n.length).isCloseTo(3, within(.15));
        double sum = 0;
        for (float v : u) {
            assertThat(v >= 0 && v < 1).isTrue();
            sum += v;
        }
        assertThat(sum / u.length).isCloseTo(.5, within(.005));
    }

    @Test
    void wholeNumbersAndOrdersAreEven() {
        Rng rng = new Rng(4);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++) {
            counts[rng.nextInt(7)]++;
        }
        assertThat(Arrays.stream(counts).boxed()).allSatisfy(c -> assertThat(c).isBetween(9_600, 10_400));
        assertThat(rng.nextInt(1)).isZero();
        assertThatThrownBy(() -> rng.nextInt(0)).hasMessageContaining("at least 1");
        int[] p = rng.permutation(1000);
        int[] sorted = p.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < 1000; i++) {
            assertThat(sorted[i]).isEqualTo(i);
        }
        assertThat(p).isNotEqualTo(sorted);
        int[] firsts = new int[3];
        for (int i = 0; i < 30_000; i++) {
            firsts[rng.permutation(3)[0]]++;
        }
        assertThat(Arrays.stream(firsts).boxed()).allSatisfy(c -> assertThat(c).isBetween(9_600, 10_400));
        assertThat(rng.permutation(0)).isEmpty();
    }
}
