package io.vivace.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.memory.DType;
import io.vivace.memory.MemoryStats;
import io.vivace.memory.Settled;
import io.vivace.memory.Shape;
import org.junit.jupiter.api.Test;

class PrintingTest {
    @Test
    void numbersAreAligned() {
        Tensor x = Tensor.of(new float[] {1, -2.5f, 3, 4, Float.NaN, Float.NEGATIVE_INFINITY}, 2, 3);
        assertThat(x).hasToString("""
                Tensor f32[2, 3]
                [[ 1.0000, -2.5000,  3.0000],
                 [ 4.0000,     NaN,    -inf]]""");
    }

    @Test
    void formatFollowsTheLargest() {
        assertThat(Tensor.of(new float[] {1, -20, 0})).hasToString("Tensor f32[3]\n[  1.0, -20.0,   0.0]");
        assertThat(Tensor.of(new float[] {123.456f, .5f})).hasToString("Tensor f32[2]\n[123.46,   0.50]");
        assertThat(Tensor.of(new float[] {12345.678f, .5f})).hasToString("Tensor f32[2]\n[12345.7,     0.5]");
        assertThat(Tensor.of(new float[] {1e-5f, -2e-6f})).hasToString("Tensor f32[2]\n[ 1.0000e-05, -2.0000e-06]");
        assertThat(Tensor.of(new float[] {1e9f, 1.5f})).hasToString("Tensor f32[2]\n[1.0000e+09, 1.5000e+00]");
        assertThat(Tensor.of(new float[] {Float.POSITIVE_INFINITY, .25f}))
                .hasToString("Tensor f32[2]\n[   inf, 0.2500]");
        assertThat(Tensor.of(new float[] {.125f}).to(DType.BF16)).hasToString("Tensor bf16[1]\n[0.1250]");
    }

    @Test
    void otherTypes() {
        assertThat(Tensor.of(new long[] {1, -200, Long.MAX_VALUE}))
                .hasToString("Tensor i64[3]\n[                  1,                -200, 9223372036854775807]");
        assertThat(Tensor.of(new boolean[] {true, false}, 2, 1)).hasToString("Tensor bool[2, 1]\n[[ true],\n [false]]");
        assertThat(Tensor.of(new byte[] {(byte) 255, 7})).hasToString("Tensor u8[2]\n[255,   7]");
    }

    @Test
    void scalarsAndEmpty() {
        assertThat(Tensor.scalar(Math.PI)).hasToString("Tensor f32[] 3.1416");
        assertThat(Tensor.scalar(3)).hasToString("Tensor f32[] 3.0");
        assertThat(Tensor.zeros(0, 3)).hasToString("Tensor f32[0, 3] without elements");
        assertThat(Tensor.zeros(DType.I64, Shape.of(1, 1, 1))).hasToString("Tensor i64[1, 1, 1]\n[[[0]]]");
    }

    @Test
    void matricesAreSeparatedByLines() {
        assertThat(Tensor.arange(8).reshape(2, 2, 2)).hasToString("""
                Tensor i64[2, 2, 2]
                [[[0, 1],
                  [2, 3]],

                 [[4, 5],
                  [6, 7]]]""");
    }

    @Test
    void viewsShowTheirOwnElements() {
        assertThat(Tensor.arange(6).reshape(2, 3).t().slice(0, 0, 3, 2)).hasToString("""
                Tensor i64[2, 2]
                [[0, 3],
                 [2, 5]]""");
    }

    @Test
    void largeTensorsShowTheirEdges() {
        assertThat(Tensor.arange(1001)).hasToString("Tensor i64[1001]\n[   0,    1,    2, ...,  998,  999, 1000]");
        assertThat(Tensor.arange(2000).reshape(100, 20)).hasToString("""
                Tensor i64[100, 20]
                [[   0,    1,    2, ...,   17,   18,   19],
                 [  20,   21,   22, ...,   37,   38,   39],
                 [  40,   41,   42, ...,   57,   58,   59],
                 ...,
                 [1940, 1941, 1942, ..., 1957, 1958, 1959],
                 [1960, 1961, 1962, ..., 1977, 1978, 1979],
                 [1980, 1981, 1982, ..., 1997, 1998, 1999]]""");
        String cube = Tensor.zeros(4, 20, 20).toString();
        assertThat(cube).contains("[[[0.0, 0.0, 0.0, ..., 0.0, 0.0, 0.0],").contains("  ...,\n");
        assertThat(cube.lines().count()).isEqualTo(1 + 4 * 7 + 3);
    }

    @Test
    void longRowsAreWrapped() {
        String text = Tensor.arange(100).toString();
        assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
        assertThat(text).contains("\n 24, 25").endsWith("98, 99]");
    }

    @Test
    void placeInTheGraph() {
        Tensor x = Tensor.ones(1).requiresGrad();
        assertThat(x).hasToString("Tensor f32[1], requires a gradient\n[1.0]");
        assertThat(x.exp().toString()).startsWith("Tensor f32[1], computed by exp\n");
        assertThat(x.detach()).hasToString("Tensor f32[1]\n[1.0]");
    }

    @Test
    void releasedTensorsCanStillBeNamed() {
        Tensor x = Tensor.ones(2);
        x.close();
        assertThat(x).hasToString("released tensor f32[2]");
    }

    @Test
    void printingLeavesNothingBehind() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.ones(50, 50);
            assertThat(x.toString()).isNotEmpty();
            long before = Settled.stats().inUse();
            assertThat(x.toString()).isNotEmpty();
            assertThat(MemoryStats.now().inUse()).isEqualTo(before);
        }
    }
}
