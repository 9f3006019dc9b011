package io.vivace.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.backend.ConvSpec;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import org.junit.jupiter.api.Test;

class ReachTest {
    private static final ConvSpec STRIDE_2 = ConvSpec.of(2, 0);

    /** Two threads are needed, and garbage where oneDNN keeps its own copies, to see the NaN itself. */
    @Test
    void ofOneHalfPrecisionChannelNoUnusedColumnIsShown() {
        assertThat(columns(DType.BF16, 1, 8)).isEqualTo(7);
        assertThat(columns(DType.BF16, 1, 7)).isEqualTo(7);
        assertThat(columns(DType.BF16, 2, 8)).isEqualTo(8);
        assertThat(columns(DType.F32, 1, 8)).isEqualTo(8);
    }

    /** {@return how many columns of an image oneDNN is shown where kernels of 3 stride by 2} */
    private static long columns(DType t, int channels, int width) {
        try (var scratch = new Scratch()) {
            View x = scratch.channelsLast(t, Shape.of(1, channels, 7, width));
            View w = scratch.rowMajor(t, Shape.of(5, channels, 3, 3));
            View y = scratch.channelsLast(t, Shape.of(1, 5, 3, 3));
            Reach reach = Reach.of(x, w, y, STRIDE_2);
            return reach.isPartial() ? reach.shown(scratch, x).shape().size(3) : width;
        }
    }
}
