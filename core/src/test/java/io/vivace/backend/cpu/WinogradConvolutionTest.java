package io.vivace.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vivace.backend.ConvSpec;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WinogradConvolutionTest {
    /** Sizes that fill tiles and do not, more pictures than go at once, channels that fill no vector. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 4, 4, 1",
        "2, 3, 5, 7, 6, 1",
        "3, 17, 9, 13, 10, 0",
        "2, 8, 33, 5, 11, 2",
        "1, 600, 4, 9, 9, 1",
        "2, 200, 3, 6, 30, 2",
        "40, 48, 40, 30, 27, 1"
    })
    void agreesWithTheSumsInDoublePrecision(int n, int c, int o, int h, int w, int pad) {
        ConvSpec spec = ConvSpec.of(1, pad);
        try (var scratch = new Scratch()) {
            int outH = h + 2 * pad - 2;
            int outW = w + 2 * pad - 2;
            View x = filled(scratch.channelsLast(DType.F32, Shape.of(n, c, h, w)), 1);
            View weights = filled(scratch.rowMajor(DType.F32, Shape.of(o, c, 3, 3)), 2);
            View bias = filled(scratch.rowMajor(DType.F32, Shape.of(o)), 3);
            View dy = filled(scratch.channelsLast(DType.F32, Shape.of(n, o, outH, outW)), 4);
            View y = scratch.channelsLast(DType.F32, dy.shape());
            View dx = scratch.channelsLast(DType.F32, x.shape());
            View dw = scratch.rowMajor(DType.F32, weights.shape());

            WinogradConvolution.forward(x, weights, bias, y, spec);
            WinogradConvolution.backwardData(dy, weights, dx, spec);
            WinogradConvolution.backwardWeights(x, dy, dw, spec);

            var random = new Random(5);
            for (int k = 0; k < 200; k++) {
                int[] at = {random.nextInt(n), random.nextInt(o), random.nextInt(outH), random.nextInt(outW)};
                assertThat(get(y, at)).isCloseTo(output(x, weights, bias, at, pad), within(error(9 * c)));
                int[] in = {random.nextInt(n), random.nextInt(c), random.nextInt(h), random.nextInt(w)};
                assertThat(get(dx, in)).isCloseTo(input(dy, weights, in, pad), within(error(9 * o)));
                int[] of = {random.nextInt(o), random.nextInt(c), random.nextInt(3), random.nextInt(3)};
                assertThat(get(dw, of)).isCloseTo(weight(x, dy, of, pad), within(error(n * outH * outW)));
            }
        }
    }

    @Test
    void takesAndGivesAnyLayout() {
        try (var scratch = new Scratch()) {
            View x = filled(scratch.rowMajor(DType.F32, Shape.of(2, 5, 6, 9)), 1);
            View w = filled(scratch.channelsLast(DType.F32, Shape.of(4, 5, 3, 3)), 2);
            View y = scratch.rowMajor(DType.F32, Shape.of(2, 4, 6, 9));
            WinogradConvolution.forward(x, w, null, y, ConvSpec.of(1, 1));
            int[] at = {1, 3, 5, 8};
            assertThat(get(y, at)).isCloseTo(output(x, w, null, at, 1), within(error(45)));
            View dw = scratch.channelsLast(DType.F32, w.shape());
            WinogradConvolution.backwardWeights(x, y, dw, ConvSpec.of(1, 1));
            int[] of = {3, 4, 2, 0};
            assertThat(get(dw, of)).isCloseTo(weight(x, y, of, 1), within(1e-3));
        }
    }

    @Test
    void isChosenByShapesWhereItPays() {
        assertThat(suits(DType.F32, 8, 256, 256, 14, ConvSpec.of(1, 1))).isTrue();
        assertThat(suits(DType.F32, 1, 512, 512, 36, ConvSpec.of(1, 1))).isTrue();
        assertThat(suits(DType.F32, 8, 3, 64, 56, ConvSpec.of(1, 1))).isFalse();
        assertThat(suits(DType.F32, 8, 512, 512, 2, ConvSpec.of(1, 1))).isFalse();
        assertThat(suits(DType.F32, 8, 256, 256, 14, ConvSpec.of(2, 1))).isFalse();
        assertThat(suits(DType.BF16, 8, 256, 256, 14, ConvSpec.of(1, 1))).isFalse();
    }

    private static boolean suits(DType t, int n, int c, int o, int side, ConvSpec spec) {
        try (var scratch = new Scratch()) {
            View x = scratch.channelsLast(t, Shape.of(n, c, side, side));
            View w = scratch.rowMajor(DType.F32, Shape.of(o, c, 3, 3));
            int out = (side - 1) / spec.strideH() + 1;
            View y = scratch.channelsLast(t, Shape.of(n, o, out, out));
            return WinogradConvolution.suits(x, w, y, spec);
        }
    }

    /** {@return what rounding may do to a sum of so many products of numbers between −1 and 1} */
    private static double error(int products) {
        return 1e-5 * Math.sqrt(products) + 1e-5;
    }

    private static double output(View x, View w, View bias, int[] at, int pad) {
        double sum = bias == null ? 0 : get(bias, at[1]);
        for (int c = 0; c < x.shape().size(1); c++) {
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    sum += get(x, at[0], c, at[2] + i - pad, at[3] + j - pad) * get(w, at[1], c, i, j);
                }
            }
        }
        return sum;
    }

    private static double input(View dy, View w, int[] at, int pad) {
        double sum = 0;
        for (int o = 0; o < dy.shape().size(1); o++) {
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    sum += get(dy, at[0], o, at[2] + pad - i, at[3] + pad - j) * get(w, o, at[1], i, j);
                }
            }
        }
        return sum;
    }

    private static double weight(View x, View dy, int[] of, int pad) {
        double sum = 0;
        for (int n = 0; n < x.shape().size(0); n++) {
            for (int i = 0; i < dy.shape().size(2); i++) {
                for (int j = 0; j < dy.shape().size(3); j++) {
                    sum += get(x, n, of[1], i + of[2] - pad, j + of[3] - pad) * get(dy, n, of[0], i, j);
                }
            }
        }
        return sum;
    }

    /** {@return an element, 0 outside} */
    private static double get(View v, int... at) {
        long offset = 0;
        for (int i = 0; i < at.length; i++) {
            if (at[i] < 0 || at[i] >= v.shape().size(i)) {
                return 0;
            }
            offset += at[i] * v.stride(i);
        }
        return v.storage().window(0, v.elements() * Float.BYTES).asFloatBuffer().get((int) offset);
    }

    private static View filled(View v, int seed) {
        var random = new Random(seed);
        var values = v.storage().window(0, v.elements() * Float.BYTES).asFloatBuffer();
        while (values.hasRemaining()) {
            values.put(random.nextFloat() * 2 - 1);
        }
        return v;
    }
}
