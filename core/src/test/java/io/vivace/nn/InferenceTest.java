package io.vivace.nn;

import static io.vivace.nn.Layers.flatten;
import static io.vivace.nn.Layers.identity;
import static io.vivace.nn.Layers.leakyRelu;
import static io.vivace.nn.Layers.relu;
import static io.vivace.nn.Layers.relu6;
import static io.vivace.nn.Layers.sequential;
import static io.vivace.nn.Layers.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.vivace.memory.DType;
import io.vivace.memory.MemoryStats;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Precision;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InferenceTest {
    /** Gives a net values, and batch norm statistics that do something. */
    private static <M extends Module> M filled(M net) {
        net.init(new Rng(1));
        var rng = new Rng(2);
        Autograd.noGrad(() -> net.state().forEach((name, t) -> {
            try (var scope = Scope.open()) {
                if (name.endsWith("running_var")) {
                    t.copy_(Tensor.rand(rng, t.shape().toArray()).add(0.3));
                } else if (t.rank() == 1 && t.dtype() == DType.F32) {
                    t.copy_(Tensor.randn(rng, t.shape().toArray()).mul(0.4).add(name.endsWith("weight") ? 1 : 0));
                }
            }
        }));
        return net;
    }

    private static Tensor evaluated(Module net, Tensor x) {
        return net.evaluating(() -> net.forward(x));
    }

    private static void agrees(Module net, long... dims) {
        try (var scope = Scope.open();
                Module own = filled(net);
                Inference use = own.forInference()) {
            Tensor x = Tensor.randn(new Rng(3), dims);
            for (Tensor in : x.rank() == 4 ? List.of(x, x.channelsLast()) : List.of(x)) {
                close(use.forward(in), evaluated(net, in), 1e-5);
            }
            Tensor half = Precision.BF16.compute(() -> use.forward(x)).to(DType.F32);
            Tensor expected = Precision.BF16.compute(() -> evaluated(net, x)).to(DType.F32);
            close(half, expected, 3e-2);
        }
    }

    private static void close(Tensor given, Tensor expected, double tolerance) {
        assertThat(given.shape()).isEqualTo(expected.shape());
        double size = Math.max(1, expected.abs().max().item());
        assertThat(given.sub(expected).abs().max().item() / size).isLessThan(tolerance);
    }

    private static Conv2d conv(long in, long out) {
        return Conv2d.of(in, out, 3);
    }

    @Test
    void layersThatStandSideBySideAreComputedAsOne() {
        agrees(sequential(conv(3, 8), BatchNorm2d.of(8), relu().inPlace()), 2, 3, 9, 7);
        agrees(sequential(conv(3, 8).noBias(), BatchNorm2d.of(8).relu()), 2, 3, 9, 7);
        agrees(sequential(conv(3, 8), BatchNorm2d.of(8).noAffine().eps(1e-2), leakyRelu(0.1)), 2, 3, 9, 7);
        agrees(sequential(conv(3, 8), BatchNorm2d.of(8), relu6()), 2, 3, 9, 7);
        agrees(sequential(conv(3, 8), relu(), BatchNorm2d.of(8)), 2, 3, 9, 7);
        agrees(sequential(conv(3, 8), leakyRelu(-0.5), BatchNorm2d.of(8).relu(), relu()), 2, 3, 9, 7);
        agrees(sequential(BatchNorm2d.of(3), conv(3, 8), conv(8, 4)), 2, 3, 9, 7);
        agrees(sequential(flatten(), Linear.of(12, 8), BatchNorm1d.of(8), relu(), Linear.of(8, 5)), 4, 3, 2, 2);
        agrees(sequential(Linear.of(6, 5).noBias(), BatchNorm1d.of(5).relu()), 4, 6);
    }

    @Test
    void convolutionsOfEveryKindAreFolded() {
        agrees(sequential(conv(8, 8).groups(8), BatchNorm2d.of(8), relu()), 2, 8, 9, 7);
        agrees(sequential(conv(8, 12).groups(4).stride(2), BatchNorm2d.of(12), relu()), 2, 8, 9, 7);
        agrees(sequential(Conv2d.of(8, 16, 1).stride(2), BatchNorm2d.of(16)), 2, 8, 9, 7);
        agrees(sequential(Conv2d.of(5, 16, 1).stride(2), BatchNorm2d.of(16)), 2, 5, 9, 8);
        agrees(sequential(conv(3, 8).dilation(2).padding(3), BatchNorm2d.of(8)), 2, 3, 9, 7);
        agrees(sequential(Conv2d.of(3, 8, 7).stride(2), BatchNorm2d.of(8), relu()), 1, 3, 3, 2);
        agrees(sequential(Conv2d.of(3, 8, 3, 1), BatchNorm2d.of(8), relu()), 1, 3, 5, 6);
    }

    @Test
    void picturesArePooledAsInTraining() {
        for (int[] k : new int[][] {{2, 2, 0}, {3, 2, 1}, {3, 1, 1}, {3, 3, 0}}) {
            MaxPool2d pool = MaxPool2d.of(k[0]).stride(k[1]).padding(k[2]);
            for (long side = 5; side < 9; side++) {
                agrees(sequential(conv(3, 5), pool), 2, 3, side, side + 3);
                agrees(sequential(conv(3, 16), pool.ceil()), 2, 3, side, side + 3);
            }
        }
    }

    @Test
    void sumsAreTakenInThePass() {
        agrees(sum(identity(), sequential(conv(4, 4), BatchNorm2d.of(4), leakyRelu(0.1))), 2, 4, 6, 5);
        agrees(sum(conv(4, 4), sequential(relu(), sequential(conv(4, 4), BatchNorm2d.of(4)))), 2, 4, 6, 5);
        agrees(sum(sequential(conv(4, 4), BatchNorm2d.of(4)), identity()), 2, 4, 6, 5);
        agrees(new Block(null, relu().inPlace()), 2, 4, 6, 5);
        agrees(new Block(sequential(conv(4, 4), BatchNorm2d.of(4)), relu()), 2, 4, 6, 5);
        agrees(new Block(conv(4, 4), null), 2, 4, 6, 5);
        agrees(new Block(Layers.sigmoid(), Layers.sigmoid()), 2, 4, 6, 5);
        agrees(new Block(AdaptivePool2d.avg(1), relu()), 2, 4, 6, 5); // a shortcut that is spread over the picture
    }

    /** By Winograd's products, with what follows them in the same pass. */
    @Test
    void largeConvolutionsAreFinishedAsWell() {
        agrees(sequential(conv(128, 128), BatchNorm2d.of(128), relu6()), 4, 128, 28, 28);
        agrees(sequential(sum(identity(), sequential(conv(128, 128), leakyRelu(0.1))), relu()), 4, 128, 28, 28);
    }

    @Test
    void aNetThatFoldsHasAsManyLayersAsProducts() {
        try (var scope = Scope.open();
                Module net = filled(sequential(conv(3, 8), BatchNorm2d.of(8), relu(), new Block(8)));
                Inference use = net.forInference()) {
            use.forward(Tensor.randn(new Rng(1), 1, 3, 8, 8));
            assertThat(use.layers())
                    .containsExactlyInAnyOrder("Conv2d+BatchNorm2d+ReLU", "Conv2d+BatchNorm2d+sum+ReLU");
        }
    }

    @Test
    void whatANetCallsOneByOneIsLeftAlone() {
        agrees(new ByHand(false), 2, 4, 6, 5);
        agrees(new ByHand(true), 2, 4, 6, 5);
    }

    @Test
    void batchNormOfAnotherAxisIsLeftAlone() {
        agrees(sequential(Linear.of(6, 5), BatchNorm1d.of(5), relu()), 3, 5, 6);
    }

    @Test
    void hooksSeeWhatTheLayerComputes() {
        var seen = new ArrayList<Double>();
        try (var scope = Scope.open();
                Module net = filled(sequential(conv(3, 8), BatchNorm2d.of(8), relu()));
                Inference use = net.forInference()) {
            Tensor x = Tensor.randn(new Rng(3), 2, 3, 6, 6);
            var bn = ((Sequential) net).get(1);
            bn.onForward((m, in, out) -> {
                seen.add((double) out.min().item());
                return null;
            });
            Tensor given = use.forward(x);
            close(given, evaluated(net, x), 1e-5);
            assertThat(seen).hasSize(2);
            assertThat(seen.get(0)).isNegative().isCloseTo(seen.get(1), within(1e-4));
        }
    }

    @Test
    void aNetInTrainingModeIsUsedAsInEvaluationAndStaysAsItIs() {
        try (var scope = Scope.open();
                Module net = filled(sequential(conv(3, 8), BatchNorm2d.of(8), Dropout.of(0.5), conv(8, 2)));
                Inference use = net.forInference()) {
            Tensor x = Tensor.randn(new Rng(3), 2, 3, 6, 6);
            net.train();
            Tensor given = use.forward(x);
            assertThat(net.isTraining()).isTrue();
            assertThat(given.needsGrad()).isFalse();
            close(given, evaluated(net, x), 1e-5);
        }
    }

    @Test
    void nanInGivesNanOut() {
        try (var scope = Scope.open();
                Module net = filled(sequential(conv(3, 8), BatchNorm2d.of(8), relu(), conv(8, 2), relu()));
                Inference use = net.forInference()) {
            Tensor x = Tensor.full(DType.F32, io.vivace.memory.Shape.of(1, 3, 6, 6), Double.NaN);
            assertThat(use.forward(x).sum().item()).isNaN();
        }
    }

    @Test
    void weightsThatAreNotNumbersAreNotHidden() {
        try (var scope = Scope.open();
                Module net = filled(sequential(conv(3, 8), BatchNorm2d.of(8), relu(), conv(8, 2), relu()))) {
            Autograd.noGrad(() -> {
                net.state().get("0.bias").fill_(Double.NaN);
            });
            try (Inference use = net.forInference()) {
                assertThat(use.forward(Tensor.randn(new Rng(1), 1, 3, 6, 6))
                                .sum()
                                .item())
                        .isNaN();
            }
        }
    }

    @Test
    void aChangedNetIsRefused() {
        try (var scope = Scope.open();
                Module net = filled(sequential(conv(3, 8), BatchNorm2d.of(8)));
                Inference use = net.forInference()) {
            Tensor x = Tensor.randn(new Rng(3), 2, 3, 6, 6);
            use.forward(x);
            net.train();
            net.forward(x); // moves the running statistics
            assertThatIllegalStateException()
                    .isThrownBy(() -> use.forward(x))
                    .withMessageContaining("changed")
                    .withMessageContaining("forInference()");
            try (Inference again = net.forInference()) {
                close(again.forward(x), evaluated(net, x), 1e-5);
            }
        }
    }

    @Test
    void aClosedOneIsRefusedAndItsMemoryIsBack() {
        try (var scope = Scope.open();
                Module net = filled(sequential(conv(64, 64), BatchNorm2d.of(64)))) {
            Tensor x = Tensor.randn(new Rng(3), 1, 64, 8, 8);
            evaluated(net, x).close();
            long before = MemoryStats.now().inUse();
            Inference use = net.forInference();
            use.forward(x).close();
            assertThat(MemoryStats.now().inUse()).isGreaterThanOrEqualTo(before + 64 * 64 * 9 * 4);
            use.close();
            assertThat(MemoryStats.now().inUse()).isEqualTo(before);
            assertThatIllegalStateException().isThrownBy(() -> use.forward(x)).withMessageContaining("closed");
        }
    }

    @Test
    void errorsNameTheLayer() {
        try (var scope = Scope.open();
                Module net = filled(sequential(sequential(conv(3, 8), BatchNorm2d.of(8)), conv(4, 2), relu()));
                Inference use = net.forInference()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> use.forward(Tensor.randn(new Rng(3), 1, 3, 6, 6)))
                    .withMessageStartingWith("Conv2d(4→2, 3×3) in Sequential[1]: conv2d: input");
        }
        try (var scope = Scope.open();
                Module net = filled(sum(identity(), conv(4, 4).stride(2)));
                Inference use = net.forInference()) {
            assertThatIllegalArgumentException().isThrownBy(() -> use.forward(Tensor.randn(new Rng(3), 1, 4, 6, 6)));
        }
    }

    @Test
    void aNetWithoutValuesIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> conv(3, 8).forInference())
                .withMessageContaining("init(new Rng(seed))");
    }

    @Test
    void eightThreadsGetTheSameBitsAsOne() throws Exception {
        var threads = Executors.newFixedThreadPool(8);
        try (Module net = filled(sequential(
                        conv(3, 16), BatchNorm2d.of(16), relu(), new Block(16), flatten(), Linear.of(1600, 5)));
                Inference use = net.forInference()) {
            List<Callable<List<float[]>>> work = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                work.add(() -> answers(use));
            }
            List<List<float[]>> all = new ArrayList<>(); // made ready by all threads at once
            for (var answer : threads.invokeAll(work)) {
                all.add(answer.get());
            }
            List<float[]> alone = answers(use);
            for (List<float[]> given : all) {
                for (int i = 0; i < alone.size(); i++) {
                    assertThat(given.get(i)).isEqualTo(alone.get(i));
                }
            }
        } finally {
            threads.shutdown();
        }
    }

    private static List<float[]> answers(Inference use) {
        List<float[]> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            try (var scope = Scope.open()) {
                Tensor x = Tensor.randn(new Rng(i), 1 + i % 3, 3, 10, 10);
                Tensor y = i % 2 == 0 ? use.forward(x) : Precision.BF16.compute(() -> use.forward(x));
                all.add(y.to(DType.F32).toFloatArray());
            }
        }
        return all;
    }

    /** A residual block of four channels. */
    private static final class Block extends Module {
        private final List<Module> branch;
        private final @Nullable Module shortcut;
        private final @Nullable Module last;

        Block(@Nullable Module shortcut, @Nullable Module last) {
            this(4, shortcut, last);
        }

        Block(int channels) {
            this(channels, null, relu());
        }

        private Block(int n, @Nullable Module shortcut, @Nullable Module last) {
            branch = List.of(child("conv", conv(n, n)), child("bn", BatchNorm2d.of(n)));
            this.shortcut = shortcut == null ? null : child("shortcut", shortcut);
            this.last = last == null ? null : child("last", last);
        }

        @Override
        protected Tensor compute(Tensor x) {
            return chainSum(x, branch, x, shortcut, last);
        }
    }

    /** Calls its layers itself, uses one result twice, and one convolution before two batch norms. */
    private static final class ByHand extends Module {
        private final boolean chained;
        private final Conv2d conv = child("conv", conv(4, 4));
        private final Module first = child("first", BatchNorm2d.of(4));
        private final Module second = child("second", BatchNorm2d.of(4));

        ByHand(boolean chained) {
            this.chained = chained;
        }

        @Override
        protected Tensor compute(Tensor x) {
            if (chained) {
                return chain(x, conv, first, relu()).add(chain(x, conv, second)).add(chain(x, conv));
            }
            Tensor y = conv.forward(x);
            return first.forward(y).relu().add(second.forward(y)).add(y);
        }
    }
}
