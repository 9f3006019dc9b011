package io.vivace.vision.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vivace.memory.MemoryStats;
import io.vivace.memory.Shape;
import io.vivace.nn.Module;
import io.vivace.nn.Parameter;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Body;
import io.vivace.vision.models.CifarLadder;
import io.vivace.vision.models.OnBody;
import io.vivace.vision.models.ResNet;
import io.vivace.vision.models.SqueezeNet;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetectorsTest {
    private static final Size LESSON = Size.square(224);

    private static Body resnet() {
        ResNet net = ResNet.resnet34();
        net.init(new Rng(1));
        return Body.of(net);
    }

    private static Body squeezenet() {
        SqueezeNet net = SqueezeNet.squeezenet11();
        net.init(new Rng(1));
        return Body.of(net);
    }

    private static long head(OnBody net) {
        return net.head().stream().mapToLong(Module::parameterCount).sum();
    }

    @Test
    void headsHaveTheLessonsParameters() {
        Body body = resnet();
        assertThat(head(BoxHead.box(body, LESSON))).isEqualTo(100_356);
        assertThat(head(BoxHead.boxAndClass(body, 20, LESSON))).isEqualTo(6_429_464);
        assertThat(head(Ssd.grid4(body, 20, LESSON))).isEqualTo(1_828_633);
        assertThat(head(Ssd.multiScale(body, 20, LESSON))).isEqualTo(4_508_067);
        assertThat(Ssd.grid4(body, 20, LESSON).anchors(LESSON).count()).isEqualTo(16);
        assertThat(Ssd.multiScale(body, 20, LESSON).anchors(LESSON).count()).isEqualTo(189);
    }

    @Test
    void squeezenetAt128FitsTheLessonsHeads() {
        Body body = squeezenet();
        Size small = Size.square(128);
        assertThat(Features.of(body, small)).isEqualTo(new Features(512, Size.square(7)));
        assertThat(head(BoxHead.box(body, small))).isEqualTo(100_356);
        assertThat(head(Ssd.multiScale(body, 20, small))).isEqualTo(4_508_067);
    }

    @Test
    void outputsAreOnesForEachAnchor() {
        Body body = squeezenet();
        Size small = Size.square(128);
        says(BoxHead.box(body, small), small, Shape.of(2, 4));
        says(BoxHead.boxAndClass(body, 6, small), small, Shape.of(2, 10));
        says(Ssd.grid4(body, 6, small), small, Shape.of(2, 16, 11));
        says(Ssd.multiScale(body, 6, small), small, Shape.of(2, 189, 11));
        PyramidSsd fine = PyramidSsd.on(body, 6, small).width(32);
        assertThat(fine.anchors(small).grids())
                .containsExactly(Size.square(15), Size.square(7), Size.square(4), Size.square(2), Size.square(1));
        says(fine, small, Shape.of(2, 9 * (225 + 49 + 16 + 4 + 1), 11));
        says(fine.shared(), small, Shape.of(2, 9 * (225 + 49 + 16 + 4 + 1), 11));
        assertThat(fine.finest(40).anchors(small).grids()).startsWith(Size.square(31), Size.square(15));
    }

    @Test
    void otherSizesAndShapesOfPicturesHaveAnchorsOfTheirOwn() {
        Body body = squeezenet();
        Size wide = Size.of(96, 200);
        Ssd ssd = Ssd.multiScale(body, 3, wide);
        assertThat(ssd.anchors(wide).grids()).containsExactly(Size.of(2, 3), Size.of(1, 2), Size.of(1, 1));
        Size other = Size.of(130, 160);
        long count = ssd.anchors(other).count();
        assertThat(ssd.anchors(other).grids()).isEqualTo(List.of(Size.of(2, 3), Size.of(1, 2), Size.of(1, 1)));
        says(ssd, wide, Shape.of(2, ssd.anchors(wide).count(), 8));
        says(ssd, other, Shape.of(2, count, 8));
        PyramidSsd fine = PyramidSsd.on(body, 3, wide).width(16);
        says(fine, wide, Shape.of(2, fine.anchors(wide).count(), 8));
        says(fine, other, Shape.of(2, fine.anchors(other).count(), 8));
    }

    @Test
    void coarseBodiesNeedFewerBlocks() {
        Body body = resnet();
        Ssd ssd = Ssd.multiScale(body, 3, Size.square(128));
        assertThat(ssd.anchors(Size.square(128)).grids())
                .containsExactly(Size.square(4), Size.square(2), Size.square(1));
        assertThat(ssd.finest(2).anchors(Size.square(128)).grids()).containsExactly(Size.square(2), Size.square(1));
        assertThat(ssd.anchors(Anchors.grids(1)).anchors(Size.square(128)).count())
                .isEqualTo(21);
    }

    private static void says(Module net, Size shown, Shape expected) {
        net.parameters().values().stream().filter(p -> !p.isReady()).forEach(p -> p.init(new Rng(3)));
        net.rng(new Rng(4));
        pass(net, shown, expected); // buffers take their memory when they are first used
        long before = MemoryStats.now().inUse();
        pass(net, shown, expected);
        assertThat(MemoryStats.now().inUse()).as("left behind").isEqualTo(before);
        assertThat(((OnBody) net).head()).isNotEmpty();
    }

    private static void pass(Module net, Size shown, Shape expected) {
        try (var scope = Scope.open()) {
            net.train();
            Tensor x = Tensor.randn(new Rng(2), 2, 3, shown.height(), shown.width());
            Tensor y = net.forward(x);
            assertThat(y.shape()).isEqualTo(expected);
            y.square().mean().backward();
            net.parameters().forEach((name, p) -> assertThat(p.grad()).as(name).isNotNull());
            net.zeroGrad();
            net.eval();
            assertThat(Autograd.noGrad(() -> net.forward(x)).shape()).isEqualTo(expected);
        }
    }

    /**
     * The convolutions are made to say where they are: each cell its row and column, each shape its height and width. Anchors in another
     * order, or outputs read in another order, would be seen to differ.
     */
    @Test
    void anchorsAndOutputsHaveOneOrder() {
        Anchors anchors = AnchorsTest.MANY.on(List.of(Size.of(3, 5)));
        float[] middles = anchors.middles();
        var outputs = new AnchorOutputs(2, 9, 2, 0);
        try (var scope = Scope.open();
                outputs) {
            outputs.init(new Rng(1));
            float[] weight = new float[36 * 2 * 9];
            float[] bias = new float[36];
            for (int k = 0; k < 9; k++) {
                weight[(4 * k) * 18 + 4] = 1; // the middle of the kernel sees channel 0, and the next output channel 1
                weight[(4 * k + 1) * 18 + 9 + 4] = 1;
                bias[4 * k + 2] = middles[4 * k + 2];
                bias[4 * k + 3] = middles[4 * k + 3];
            }
            outputs.parameters().get("boxes.weight").set(Tensor.of(weight, 36, 2, 3, 3));
            outputs.parameters().get("boxes.bias").set(Tensor.of(bias, 36));
            float[] places = new float[2 * 15];
            for (int cell = 0; cell < 15; cell++) {
                places[cell] = (cell / 5 + .5f) / 3;
                places[15 + cell] = (cell % 5 + .5f) / 5;
            }
            float[] said = outputs.forward(Tensor.of(places, 1, 2, 3, 5).channelsLast())
                    .narrow(2, 0, 4)
                    .toFloatArray();
            assertThat(said).containsExactly(middles, within(1e-6f));
        }
    }

    @Test
    void gridsAreInTheOrderOfTheAnchors() {
        Size small = Size.square(128);
        Ssd ssd = Ssd.multiScale(squeezenet(), 1, small);
        try (var scope = Scope.open();
                ssd) {
            ssd.init(new Rng(1)).eval();
            float[] mark = {4, 2, 1};
            for (int g = 0; g < 3; g++) {
                Parameter weight = ssd.parameters().get("head.out" + (g + 1) + ".boxes.weight");
                Parameter bias = ssd.parameters().get("head.out" + (g + 1) + ".boxes.bias");
                weight.set(Tensor.zeros(weight.shape().toArray()));
                bias.set(Tensor.ones(36).mul(1 / mark[g]));
            }
            float[] said = Autograd.noGrad(() -> ssd.forward(Tensor.zeros(1, 3, 128, 128)))
                    .select(2, 0)
                    .toFloatArray();
            float[] cells = ssd.anchors(small).cells();
            for (int a = 0; a < 189; a++) {
                assertThat(said[a]).isEqualTo(cells[2 * a]);
            }
        }
    }

    @Test
    void classesStartUnlikely() {
        Ssd ssd = Ssd.grid4(squeezenet(), 5, Size.square(128));
        ssd.init(new Rng(1));
        assertThat(ssd.parameters().get("head.out1.classes.bias").value().toFloatArray())
                .hasSize(6)
                .containsOnly(-3f);
        Ssd many = Ssd.multiScale(squeezenet(), 5, Size.square(128));
        many.init(new Rng(1));
        assertThat(many.parameters().get("head.out3.classes.bias").value().toFloatArray())
                .containsOnly(-4f);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ssd.grid4(squeezenet(), 0, Size.square(128)))
                .withMessageContaining("at least one class");
    }

    @Test
    void bodiesOfOtherKinds() {
        Module net = CifarLadder.convNet(3, 10);
        net.init(new Rng(1));
        Size small = Size.of(64, 48);
        says(
                Ssd.multiScale(Body.of(net), 2, small),
                small,
                Shape.of(
                        2, Ssd.multiScale(Body.of(net), 2, small).anchors(small).count(), 7));
    }
}
