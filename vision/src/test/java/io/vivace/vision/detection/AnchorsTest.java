package io.vivace.vision.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Size;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnchorsTest {
    static final double[][] RATIOS = {{1, 1}, {1, .5}, {.5, 1}};
    static final Anchors MANY = Anchors.grids(4, 2, 1).zooms(.7, 1, 1.3).ratios(RATIOS);

    @Test
    void theFirstLessonsSixteen() {
        Anchors a = Anchors.grids(4);
        assertThat(a.count()).isEqualTo(16);
        for (int r = 0; r < 4; r++) {
            for (int c = 0; c < 4; c++) {
                assertThat(row(a.middles(), 4 * r + c)).containsExactly((r + .5f) / 4, (c + .5f) / 4, .25f, .25f);
            }
        }
        assertThat(row(a.corners(), 6)).containsExactly(.25f, .5f, .5f, .75f);
    }

    @Test
    void theSecondLessons189() {
        assertThat(MANY.count()).isEqualTo(189);
        assertThat(MANY.perCell()).isEqualTo(9);
        float[] m = MANY.middles();
        double[][] scales = {
            {.7, .7}, {.7, .35}, {.35, .7}, {1, 1}, {1, .5}, {.5, 1}, {1.3, 1.3}, {1.3, .65}, {.65, 1.3}
        };
        for (int k = 0; k < 9; k++) {
            assertThat(m[4 * k + 2]).isEqualTo((float) (scales[k][0] / 4), within(1e-6f));
            assertThat(m[4 * k + 3]).isEqualTo((float) (scales[k][1] / 4), within(1e-6f));
            assertThat(row(m, 180 + k)).startsWith(.5f, .5f);
            assertThat(m[4 * (180 + k) + 2]).isEqualTo((float) scales[k][0], within(1e-6f));
        }
        assertThat(row(m, 9)).as("second column of the first row").startsWith(.125f, .375f);
        assertThat(MANY.cells()[2 * 143]).isEqualTo(.25f);
        assertThat(MANY.cells()[2 * 144]).isEqualTo(.5f);
        assertThat(MANY.cells()[2 * 180]).isEqualTo(1f);
    }

    @Test
    void gridsNeedNotBeSquare() {
        Anchors a = MANY.on(List.of(Size.of(2, 3)));
        assertThat(a.count()).isEqualTo(54);
        assertThat(row(a.middles(), 9 * 5 + 3)).containsExactly(.75f, 2.5f / 3, .5f, 1f / 3);
        assertThat(a.cells()[1]).isEqualTo(1f / 3);
    }

    @Test
    void numbersOfANetMoveAndStretchThem() {
        check(Anchors.grids(4), 0, new float[] {.5f, -1, 1, 0}, .010165, -.095199, .355364, .154801);
        check(Anchors.grids(4), 6, new float[4], .25, .5, .5, .75);
        Anchors wide = Anchors.grids(1).zooms(1.3).ratios(new double[][] {{.5, 1}});
        check(wide, 0, new float[] {2, 2, -2, -2}, .813668, .645323, 1.150359, 1.318705);
    }

    private static void check(Anchors anchors, int i, float[] said, double... box) {
        try (var scope = Scope.open()) {
            float[] all = new float[4 * anchors.count()];
            System.arraycopy(said, 0, all, 4 * i, 4);
            float[] got = row(
                    AnchorBoxes.of(Tensor.of(all, 1, anchors.count(), 4), anchors)
                            .toFloatArray(),
                    i);
            for (int k = 0; k < 4; k++) {
                assertThat(got[k]).isEqualTo((float) box[k], within(1e-6f));
            }
        }
    }

    static float[] row(float[] all, int i) {
        return Arrays.copyOfRange(all, 4 * i, 4 * i + 4);
    }

    @Test
    void mistakesAreExplained() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Anchors.grids(4).zooms(0))
                .withMessageContaining("above 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Anchors.grids(4).ratios(new double[][] {{1}}))
                .withMessageContaining("pairs");
        assertThatIllegalArgumentException().isThrownBy(() -> Anchors.grids(List.of()));
        assertThat(Anchors.grids(4)).hasToString("16 anchors on grids [4x4] of shapes [1.0x1.0]");
    }
}
