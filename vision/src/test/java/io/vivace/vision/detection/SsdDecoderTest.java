package io.vivace.vision.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Size;
import org.junit.jupiter.api.Test;

class SsdDecoderTest {
    private static final float[] BOXES = {
        .1f, .1f, .5f, .5f, .12f, .12f, .52f, .5f, .4f, .4f, .8f, .8f, .1f, .3f, .5f, .7f
    };
    private static final float[] SCORES = {.9f, .8f, .7f, .6f};

    @Test
    void overlapsOfTheRecipe() {
        overlap(0, 1, .861575);
        overlap(0, 2, .032258);
        overlap(0, 3, .333333);
        overlap(1, 3, .322034);
        overlap(2, 3, .103448);
    }

    private static void overlap(int a, int b, double iou) {
        assertThat(Overlap.iou(BOXES, 4 * a, BOXES, 4 * b)).isEqualTo((float) iou, within(1e-6f));
    }

    @Test
    void theSurestAreKept() {
        assertThat(Suppression.keep(BOXES, SCORES, new int[] {3, 2, 1, 0}, .4, 50))
                .containsExactly(0, 2, 3);
        assertThat(Suppression.keep(BOXES, SCORES, new int[] {0, 1, 2, 3}, .3, 50))
                .containsExactly(0, 2);
        assertThat(Suppression.keep(BOXES, SCORES, new int[] {0, 1, 2, 3}, .4, 2))
                .containsExactly(0);
        assertThat(Suppression.keep(BOXES, SCORES, new int[] {1, 3}, .4, 50)).containsExactly(1, 3);
        float[] same = {.25f, 0, .5f, .25f, .25f, .125f, .5f, .375f}; // share exactly a third
        float third = Overlap.iou(same, 0, same, 4);
        assertThat(Suppression.keep(same, new float[] {1, 1}, new int[] {1, 0}, third, 9))
                .containsExactly(0, 1);
    }

    @Test
    void thingsAreReadOffTheOutput() {
        try (var scope = Scope.open()) {
            float[] said = new float[16 * 7]; // two classes
            java.util.Arrays.fill(said, -9);
            set(said, 0, 0, 2); // two anchors apart
            set(said, 15, 1, 3);
            set(said, 5, 1, -1.2f); // 0.2315: not sure enough
            SsdDecoder decoder = SsdDecoder.of(s -> Anchors.grids(4), 2);
            Boxes found = decoder.decode(Tensor.of(said, 16, 7), Size.of(40, 80));
            assertThat(found.picture()).isEqualTo(Size.of(40, 80));
            assertThat(found.things())
                    .extracting(Thing::label)
                    .as("the surest first")
                    .containsExactly(1, 0);
            assertThat(found.things().get(0).score()).isEqualTo(0.952574, within(1e-6));
            assertThat(found.things().get(0).box()).isEqualTo(new Box(30, 60, 40, 80));
            assertThat(decoder.least(.2)
                            .decode(Tensor.of(said, 16, 7), Size.of(40, 80))
                            .things())
                    .hasSize(3);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> decoder.decode(Tensor.of(said, 16, 7).narrow(0, 0, 9), Size.of(40, 80)))
                    .withMessageContaining("[9, 7], expected [16, 7]");
        }
    }

    private static void set(float[] said, int anchor, int label, float logit) {
        for (int k = 0; k < 4; k++) {
            said[7 * anchor + k] = 0;
        }
        said[7 * anchor + 4 + label] = logit;
    }
}
