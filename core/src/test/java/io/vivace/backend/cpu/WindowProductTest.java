package io.vivace.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.backend.ConvSpec;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import org.junit.jupiter.api.Test;

/** Which convolutions become products over the batch; that they are right is in ConvolutionTest. */
class WindowProductTest {
    /** {@return whether a convolution of square pictures and kernels does} */
    private static boolean taken(int batch, int size, int kernel, ConvSpec spec) {
        try (var scratch = new Scratch()) {
            long out = ConvSpec.outputSize(size, kernel, spec.strideH(), spec.padH(), spec.dilationH());
            View x = scratch.channelsLast(DType.F32, Shape.of(batch, 4, size, size));
            View w = scratch.rowMajor(DType.F32, Shape.of(8, 4 / spec.groups(), kernel, kernel));
            View y = scratch.channelsLast(DType.F32, Shape.of(batch, 8, out, out));
            return WindowProduct.of(x, w, y, spec) != null;
        }
    }

    @Test
    void windowsThatAreMostlyPaddingAreTaken() {
        assertThat(taken(128, 1, 3, ConvSpec.of(1, 1))).isTrue();
        assertThat(taken(128, 2, 3, ConvSpec.of(1, 1))).isTrue();
        assertThat(taken(128, 4, 3, ConvSpec.of(2, 1))).isTrue();
        assertThat(taken(128, 3, 3, ConvSpec.of(1, 1))).isTrue();
    }

    @Test
    void aWindowThatIsThePictureIsTaken() {
        assertThat(taken(2, 4, 4, ConvSpec.of(1, 0))).isTrue();
        assertThat(taken(64, 4, 4, ConvSpec.of(2, 0))).isTrue();
    }

    @Test
    void largerPicturesAndSmallBatchesAreNot() {
        assertThat(taken(128, 4, 3, ConvSpec.of(1, 1))).isFalse(); // 40 strips
        assertThat(taken(128, 7, 3, ConvSpec.of(1, 1))).isFalse();
        assertThat(taken(4, 2, 3, ConvSpec.of(1, 1))).isFalse(); // reading weights counts
        assertThat(taken(128, 2, 1, ConvSpec.of(1, 0))).isFalse(); // a product already
    }

    /** Its gradient of weights would be a product over one row, which wrote outside of its memory in oneDNN. */
    @Test
    void aSinglePictureIsNot() {
        assertThat(taken(1, 4, 4, ConvSpec.of(1, 0))).isFalse();
    }

    @Test
    void groupsAndDilationAreNot() {
        assertThat(taken(128, 2, 3, new ConvSpec(1, 1, 1, 1, 1, 1, 2))).isFalse();
        assertThat(taken(128, 2, 3, new ConvSpec(1, 1, 2, 2, 2, 2, 1))).isFalse();
    }
}
