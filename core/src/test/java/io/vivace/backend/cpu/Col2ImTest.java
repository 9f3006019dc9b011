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

class Col2ImTest {
    private static View filled(View v, int seed) {
        var random = new Random(seed);
        Elements values = Elements.of(v);
        for (long i = 0; i < v.elements(); i++) {
            values.put(v.offset() + i, (float) random.nextGaussian());
        }
        return v;
    }

    /** Strides, padding, rows that no window meets, one and four channels, more pictures than go at once. */
    @ParameterizedTest
    @CsvSource({
        "2, 3, 16, 9, 8, 3, 3, 1, 1",
        "3, 1, 5, 11, 12, 5, 2, 2, 0",
        "2, 4, 20, 10, 9, 4, 4, 2, 1",
        "2, 3, 7, 8, 8, 2, 2, 3, 0",
        "1, 2, 6, 4, 3, 7, 7, 2, 3",
        "40, 3, 8, 64, 48, 4, 4, 2, 1"
    })
    void agreesWithTheDefinition(int n, int c, int o, int h, int w, int kh, int kw, int stride, int pad) {
        for (DType type : new DType[] {DType.F32, DType.BF16}) {
            try (var scratch = new Scratch()) {
                long rows = ConvSpec.outputSize(h, kh, stride, pad, 1);
                long columns = ConvSpec.outputSize(w, kw, stride, pad, 1);
                View kernel = filled(scratch.channelsLast(DType.F32, Shape.of(o, c, kh, kw)), 1);
                View dy = filled(scratch.channelsLast(type, Shape.of(n, o, rows, columns)), 2);
                View dx = scratch.rowMajor(type, Shape.of(n, c, h, w));

                Col2Im.backwardData(dy, kernel, dx, ConvSpec.of(stride, pad));

                var random = new Random(3);
                for (int i = 0; i < 300; i++) {
                    int[] at = {random.nextInt(n), random.nextInt(c), random.nextInt(h), random.nextInt(w)};
                    double expected = 0;
                    double size = 0;
                    for (int p = 0; p < rows; p++) {
                        for (int q = 0; q < columns; q++) {
                            int y = at[2] - p * stride + pad;
                            int x = at[3] - q * stride + pad;
                            for (int k = 0; k < o && y >= 0 && y < kh && x >= 0 && x < kw; k++) {
                                double term = get(dy, at[0], k, p, q) * get(kernel, k, at[1], y, x);
                                expected += term;
                                size += Math.abs(term);
                            }
                        }
                    }
                    double tolerance = type == DType.F32 ? 1e-5 : 1.5e-2;
                    assertThat(get(dx, at)).isCloseTo(expected, within(tolerance * Math.max(size, 1)));
                }
            }
        }
    }

    private static double get(View v, int... at) {
        long offset = v.offset();
        for (int i = 0; i < at.length; i++) {
            offset += at[i] * v.stride(i);
        }
        return Elements.of(v).floatAt(offset);
    }

    @Test
    void fewChannelsAndManyWindowsAreTaken() {
        assertThat(taken(3, 64, 4, 32, 1)).isTrue();
        assertThat(taken(8, 64, 4, 32, 1)).isFalse();
        assertThat(taken(3, 8, 4, 32, 1)).isFalse();
        assertThat(taken(3, 64, 4, 8, 1)).isFalse();
        assertThat(taken(4, 64, 4, 32, 2)).isFalse();
    }

    private static boolean taken(int channels, int out, int kernel, int side, int groups) {
        try (var scratch = new Scratch()) {
            View dx = scratch.channelsLast(DType.F32, Shape.of(2, channels, 2 * side, 2 * side));
            View w = scratch.channelsLast(DType.F32, Shape.of(out, channels / groups, kernel, kernel));
            View dy = scratch.channelsLast(DType.F32, Shape.of(2, out, side, side));
            return Col2Im.suits(dy, w, dx, new ConvSpec(2, 2, 1, 1, 1, 1, groups));
        }
    }
}
