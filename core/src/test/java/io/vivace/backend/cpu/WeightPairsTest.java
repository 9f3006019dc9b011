package io.vivace.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.backend.ConvSpec;
import io.vivace.memory.BFloat16;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import java.nio.ByteBuffer;
import java.util.Random;
import org.bytedeco.dnnl.memory;
import org.junit.jupiter.api.Test;

class WeightPairsTest {
    private static final int OUT = 512;
    private static final int IN = 256;
    private static final int BLOCK = 32;

    @Test
    void roundsEveryWeightIntoItsPlace() {
        try (var scratch = new Scratch()) {
            View w = weights(scratch);
            var blocks = scratch.bytes(w.elements() * Short.BYTES);

            WeightPairs.order(w, BLOCK, blocks);

            ByteBuffer bytes = blocks.window(0, w.elements() * Short.BYTES);
            Elements values = Elements.of(w);
            for (int o = 0; o < OUT; o++) {
                for (int c = 0; c < IN; c++) {
                    for (int k = 0; k < 9; k++) {
                        int pair = (c / BLOCK * 9 + k) * OUT / 2 + o / 2;
                        int at = (pair * BLOCK + c % BLOCK) * 2 + o % 2;
                        float weight = values.floatAt(w.offset() + (long) (o * 9 + k) * IN + c);
                        assertThat(bytes.getShort(2 * at)).isEqualTo(BFloat16.fromFloat(weight));
                    }
                }
            }
        }
    }

    @Test
    void isTheOrderThatOnednnReads() {
        try (var scratch = new Scratch()) {
            View w = weights(scratch);
            Elements.of(w).put(w.offset() + 11, 0f); // no NaN, which would spread
            View rows = scratch.rowMajor(DType.F32, w.shape());
            CpuCopies.INSTANCE.copy(w, rows);
            View dy = scratch.channelsLast(DType.BF16, Shape.of(2, OUT, 7, 7));
            CpuCopies.INSTANCE.fill(dy, 0.5);
            View dx = scratch.channelsLast(DType.BF16, Shape.of(2, IN, 7, 7));
            View expected = scratch.channelsLast(DType.BF16, dx.shape());

            new CpuConvolutions().backwardData(dy, rows, expected, ConvSpec.of(1, 1));
            new CpuConvolutions().backwardData(dy, w, dx, ConvSpec.of(1, 1));

            assertThat(dx.storage().window(0, dx.elements() * 2))
                    .isEqualTo(expected.storage().window(0, dx.elements() * 2));
        }
    }

    @Test
    void otherLayoutsAndSmallWeightsAreNotTaken() {
        try (var scratch = new Scratch()) {
            var plain =
                    new memory.desc(new long[] {OUT, IN, 3, 3}, memory.data_type.bf16, memory.format_tag.oihw, false);
            var pairs = new memory.desc(
                    new long[] {OUT, IN, 3, 3}, memory.data_type.bf16, memory.format_tag.BcdA32b2a, false);
            View w = weights(scratch);
            View rows = scratch.rowMajor(DType.F32, w.shape());
            View small = scratch.channelsLast(DType.F32, Shape.of(64, 64, 3, 3));

            assertThat(WeightPairs.block(w, pairs)).isEqualTo(BLOCK);
            assertThat(WeightPairs.block(w, plain)).isZero();
            assertThat(WeightPairs.block(rows, pairs)).isZero();
            assertThat(WeightPairs.block(small, pairs)).isZero();
        }
    }

    /** Random ones, with ties, a NaN and infinities among them. */
    private static View weights(Scratch scratch) {
        View w = scratch.channelsLast(DType.F32, Shape.of(OUT, IN, 3, 3));
        var random = new Random(3);
        Elements values = Elements.of(w);
        for (long i = 0; i < w.elements(); i++) {
            values.put(w.offset() + i, (float) random.nextGaussian());
        }
        values.put(w.offset() + 5, Float.intBitsToFloat(0x3f808000));
        values.put(w.offset() + 6, Float.intBitsToFloat(0x3f818000));
        values.put(w.offset() + 11, Float.intBitsToFloat(0x7f800001));
        values.put(w.offset() + 12, Float.MAX_VALUE);
        return w;
    }
}
