package io.vivace.vision.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.detection.Thing.Note;
import io.vivace.vision.image.Size;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values of the lesson's loss, written independently in PyTorch, in f64. */
class SsdLossTest {
    private static final int CLASSES = 3;
    private static final Size SHOWN = Size.of(100, 100);
    private static final List<Boxes> TRUTH = List.of(
            Boxes.of(SHOWN, thing(.1, .2, .45, .6, 2), thing(.5, .5, .95, .9, 0), thing(.05, .6, .3, .8, 1)),
            Boxes.of(SHOWN, thing(.3, .1, .9, .7, 1)));

    private static Thing thing(double top, double left, double bottom, double right, int label) {
        return Thing.of(new Box(100 * top, 100 * left, 100 * bottom, 100 * right), label);
    }

    private static Tensor output(int anchors) {
        float[] v = new float[2 * anchors * (4 + CLASSES + 1)];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) (2 * Math.sin(i * .7 + .3) - Math.cos(i * .013));
        }
        return Tensor.of(v, 2, anchors, 4 + CLASSES + 1);
    }

    private static SsdLoss loss(Anchors anchors) {
        return SsdLoss.of(size -> anchors, CLASSES);
    }

    @Test
    void sixteenAnchors() {
        Anchors a = Anchors.grids(4);
        check(a, loss(a), 32.74047172270089, 16.56983284284082, -0.27496120039003785);
        check(a, loss(a).focal(.25, 1), 18.47938283896164, 11.724771997461108, -0.08390887429149793);
        check(a, loss(a).focal(.25, 2), 15.163023489635265, 11.062125868945756, -0.009248368927967777);
        check(a, loss(a).focal(.3, 1.5), 15.568404836764081, 10.65932367654787, -0.0450095437660291);
    }

    @Test
    void manyAnchors() {
        Anchors a = AnchorsTest.MANY;
        check(a, loss(a), 356.6811592280194, 186.961306078833, -0.3039875622486302);
        check(a, loss(a).focal(.25, 1), 195.8555818147885, 132.323792083107, 0.033017770512737514);
        check(a, loss(a).focal(.25, 2), 156.74972661065118, 123.26351966428703, -0.0177312161423742);
        check(a, loss(a).focal(.3, 1.5), 162.70812676299232, 119.40753888360886, -0.02510595192362895);
    }

    private static void check(Anchors anchors, SsdLoss loss, double value, double gradients, double weighted) {
        try (var scope = Scope.open()) {
            Tensor out = output(anchors.count()).requiresGrad();
            Tensor l = loss.of(out, Truths.collate(TRUTH));
            assertThat((double) l.item()).isEqualTo(value, within(2e-6 * value));
            l.backward();
            float[] g = out.grad().toFloatArray();
            double sum = 0;
            double sines = 0;
            for (int i = 0; i < g.length; i++) {
                sum += Math.abs(g[i]);
                sines += g[i] * Math.sin(i);
            }
            assertThat(sum).isEqualTo(gradients, within(2e-6 * gradients));
            assertThat(sines).isEqualTo(weighted, within(1e-5));
        }
    }

    @Test
    void partsAndItemsAddUp() {
        try (var scope = Scope.open()) {
            SsdLoss loss = loss(Anchors.grids(4));
            List<Tensor> targets = Truths.collate(TRUTH);
            Tensor out = output(16);
            assertThat(loss.boxes(out, targets).toFloatArray())
                    .containsExactly(new float[] {0.14162927f, 0.18945697f}, within(1e-6f));
            assertThat(loss.classes(out, targets).toFloatArray())
                    .containsExactly(new float[] {11.334668f, 21.074718f}, within(1e-4f));
            assertThat(loss.ofItems(out, targets).toFloatArray())
                    .containsExactly(new float[] {11.476297f, 21.264175f}, within(1e-4f));
            assertThat(loss.averaged().of(out, targets).item()).isEqualTo(32.740472f / 2, within(1e-4f));
        }
    }

    /** The slope between two points near each other, at some places of the output. */
    @Test
    void gradientsAreSlopes() {
        Anchors a = Anchors.grids(2).zooms(.8, 1.2);
        for (SsdLoss loss : List.of(loss(a), loss(a).focal(.25, 1), loss(a).focal(.25, 2), loss(a).focal(.4, .7))) {
            try (var scope = Scope.open()) {
                Tensor out = output(8).requiresGrad();
                List<Tensor> targets = Truths.collate(TRUTH);
                loss.of(out, targets).backward();
                float[] g = out.grad().toFloatArray();
                float[] v = out.detach().toFloatArray();
                for (int i = 0; i < v.length; i += 5) {
                    double up = at(loss, v, i, 1e-2f, targets);
                    double down = at(loss, v, i, -1e-2f, targets);
                    assertThat(g[i]).as("element " + i).isCloseTo((float) ((up - down) / 2e-2), within(4e-3f));
                }
            }
        }
    }

    private static double at(SsdLoss loss, float[] v, int i, float step, List<Tensor> targets) {
        float[] w = v.clone();
        w[i] += step;
        float[] items = loss.ofItems(Tensor.of(w, 2, 8, 8), targets).toFloatArray();
        return (double) items[0] + items[1];
    }

    @Test
    void focalFactorsOfTheRecipe() {
        focal(1, 0, 1, .086643);
        focal(2, 0, 1, .043322);
        focal(1, 0, 0, .259930);
        focal(2, 0, 0, .129965);
        focal(1, -4, 0, .000245);
        focal(1, -4, 1, .986470);
        focal(2, -4, 1, .968727);
    }

    private static void focal(double gamma, float logit, float mark, double expected) {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {logit}, 1);
            Tensor t = Tensor.of(new float[] {mark}, 1);
            double bce = Math.log1p(Math.exp(mark == 1 ? -logit : logit));
            assertThat(new Focal(.25, gamma).weights(x, t).item() * bce).isEqualTo(expected, within(1e-6));
        }
    }

    @Test
    void backgroundAndWhatIsTooHardHaveNoPart() {
        try (var scope = Scope.open()) {
            SsdLoss loss = loss(Anchors.grids(4));
            float[] v = output(16).toFloatArray();
            double before =
                    loss.of(Tensor.of(v, 2, 16, 8), Truths.collate(TRUTH)).item();
            for (int i = 7; i < v.length; i += 8) {
                v[i] += 3;
            }
            assertThat((double) loss.of(Tensor.of(v, 2, 16, 8), Truths.collate(TRUTH))
                            .item())
                    .isEqualTo(before);
            List<Boxes> more = List.of(
                    TRUTH.get(0),
                    Boxes.of(
                            SHOWN,
                            Thing.of(new Box(0, 0, 40, 40), 0, Note.DIFFICULT),
                            TRUTH.get(1).things().get(0),
                            Thing.of(new Box(50, 0, 90, 40), 0, Note.CROWD)));
            assertThat((double) loss.of(Tensor.of(v, 2, 16, 8), Truths.collate(more))
                            .item())
                    .isEqualTo(before);
        }
    }

    @Test
    void emptyPicturesHaveTheLossOfBackground() {
        try (var scope = Scope.open()) {
            Tensor out = Tensor.zeros(1, 16, 8).requiresGrad();
            Tensor l = loss(Anchors.grids(4)).of(out, Truths.collate(List.of(Boxes.of(SHOWN))));
            assertThat(l.item()).isEqualTo((float) (16 * Math.log(2)), within(1e-5f));
            l.backward();
            assertThat(out.grad().narrow(2, 0, 4).toFloatArray()).containsOnly(0f);
        }
    }

    @Test
    void mistakesAreExplained() {
        try (var scope = Scope.open()) {
            SsdLoss loss = loss(Anchors.grids(4));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> loss.of(Tensor.zeros(2, 16, 7), Truths.collate(TRUTH)))
                    .withMessageContaining("[2, 16, 8]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> loss.of(Tensor.zeros(2, 16, 8), List.of(Tensor.zeros(2))))
                    .withMessageContaining("four targets");
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            SsdLoss.of(s -> Anchors.grids(4), 2).of(Tensor.zeros(2, 16, 7), Truths.collate(TRUTH)))
                    .withMessageContaining("class 2");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> loss.focal(2, 1))
                    .withMessageContaining("alpha");
        }
    }
}
