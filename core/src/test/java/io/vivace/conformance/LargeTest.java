package io.vivace.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.vivace.conformance.Golden.Case;
import io.vivace.conformance.Golden.Kind;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.tensor.Extremes;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Sizes beyond the pieces that kernels work in, and beyond what f32 can count one by one. */
class LargeTest {
    private static final int TIMES = 2801; // with 15 elements each, more than two pieces of 16384, and odd
    private Scope scope = Scope.open();

    @BeforeEach
    void open() {
        scope.close();
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** Element by element, a repeated operand gives the repeated result and gradient. */
    @TestFactory
    Stream<DynamicTest> elementByElement() {
        return Stream.of(PointwiseOps.all(), ArithmeticOps.all(), ComparisonOps.all())
                .flatMap(List::stream)
                .flatMap(op -> Golden.of(op, Kind.BASE).stream()
                        .filter(LargeTest::sameShapes)
                        .map(c -> dynamicTest(c.toString(), () -> repeated(op, c))));
    }

    private static boolean sameShapes(Case c) {
        long[] first = c.inputs().get(0).shape();
        return c.inputs().stream().allMatch(v -> Arrays.equals(v.shape(), first));
    }

    private static void repeated(Op op, Case c) {
        boolean[] wanted = op.reasons().containsKey(Check.GOLDEN_GRADIENT)
                ? new boolean[c.inputs().size()]
                : Evaluation.wanted(c);
        try (var scope = Scope.open()) {
            Tensor[] small = Evaluation.operands(c);
            Tensor[] large = new Tensor[small.length];
            for (int i = 0; i < small.length; i++) {
                large[i] = small[i].reshape(-1).repeat(TIMES);
            }
            Tensor expected = op.body(c).apply(small)[0].reshape(-1).repeat(TIMES);
            Closeness.F32.check(c + " repeated", op.body(c).apply(large)[0].toFloatArray(), expected.toFloatArray());
            float[][] ones = ones(op.body(c), small, wanted);
            float[][] found = ones(op.body(c), large, wanted);
            for (int i = 0; i < small.length; i++) {
                if (wanted[i]) {
                    Tensor g = Tensor.of(ones[i]).repeat(TIMES);
                    Closeness.F32.check(c + " repeated: gradient of operand " + i, found[i], g.toFloatArray());
                }
            }
        }
    }

    /** {@return the gradients of the sum of the result} */
    private static float[][] ones(Op.Body body, Tensor[] x, boolean[] wanted) {
        Tensor[] leaves = Evaluation.leaves(x, wanted);
        Tensor y = body.apply(leaves)[0];
        if (y.needsGrad()) {
            y.sum().backward();
        }
        return Evaluation.collect(leaves, wanted);
    }

    @Test
    void sumsCountEveryElement() {
        for (int n : new int[] {1023, 1024, 1025, 4095, 4096, 4097, 5121, 16385, 1_000_000, 20_000_001}) {
            try (var inner = Scope.open()) {
                Tensor x = Tensor.ones(n);
                assertThat(x.sum().item()).as("%d ones", n).isEqualTo((float) n);
                assertThat(x.mean().item()).as("mean of %d ones", n).isEqualTo(1f);
            }
        }
        assertThat(Tensor.ones(3, 4097).sum(1).toFloatArray()).containsOnly(4097f);
        assertThat(Tensor.ones(4097, 3).sum(0).toFloatArray()).containsOnly(4097f);
        assertThat(Tensor.ones(5, 2048).t().sum(0).toFloatArray()).containsOnly(2048f);
        assertThat(Tensor.ones(2, 3, 65, 67).sum(0, 2, 3).toFloatArray()).containsOnly(2 * 65 * 67f);
        assertThat(Tensor.ones(2, 3, 65, 67).channelsLast().sum(0, 2, 3).toFloatArray())
                .containsOnly(2 * 65 * 67f);
        assertThat(Tensor.full(DType.BF16, Shape.of(70_000), 1).sum().item()).isEqualTo(70_144f); // the nearest bf16
        assertThat(Tensor.full(DType.U8, Shape.of(70_000), 255).sum().toLongArray())
                .containsExactly(70_000L * 255);
    }

    @Test
    void runningSumsReachTheEnd() {
        float[] sums = Tensor.ones(100_003).cumsum(0).toFloatArray();
        assertThat(sums[100_002]).isEqualTo(100_003f);
        assertThat(sums[16_384]).isEqualTo(16_385f);
    }

    @Test
    void extremesAreFoundAnywhere() {
        for (int at : new int[] {0, 16_383, 16_384, 16_385, 99_999}) {
            float[] v = new float[100_000];
            v[at] = 3;
            Extremes e = Tensor.of(v).max(0);
            assertThat(e.indices().toLongArray()).containsExactly(at);
            assertThat(e.values().item()).isEqualTo(3f);
            assertThat(Tensor.of(v).neg().argmin(0).toLongArray()).containsExactly(at);
            Extremes top = Tensor.of(v).topk(1, 0, true);
            assertThat(top.indices().toLongArray()).containsExactly(at);
        }
    }

    @Test
    void softmaxOfALongRowSumsToOne() {
        Tensor x = Tensor.randn(new Rng(1), 3, 50_001).mul(10);
        float[] one = {1, 1, 1};
        assertThat(x.softmax(1).sum(1).toFloatArray()).containsExactly(one, within(1e-5f));
        assertThat(x.logSoftmax(1).exp().sum(1).toFloatArray()).containsExactly(one, within(1e-4f));
        assertThat(x.softmax(1).sub(x.t().softmax(0).t()).abs().max().item()).isLessThan(1e-6f);
    }

    /** More rows than are taken at a time, with one that has a NaN, one of large scores and one whose class is hopeless. */
    @Test
    void crossEntropyOfManyClassesIsThatOfLogarithms() {
        Rng rng = new Rng(4);
        int n = 301;
        int classes = 10_007;
        float[] v = Tensor.randn(rng, n, classes).mul(3).toFloatArray();
        v[5 * classes + 9] = Float.NaN;
        Arrays.fill(v, 6 * classes, 7 * classes, 1e6f);
        long[] right = new long[n];
        Arrays.setAll(right, i -> rng.nextInt(classes));
        v[7 * classes + (int) right[7]] = -90;
        Tensor index = Tensor.of(right);
        Tensor share = Tensor.randn(rng, n);
        Tensor x = Tensor.of(v, n, classes).requiresGrad();
        Tensor y = Tensor.of(v, n, classes).requiresGrad();
        Tensor found = x.crossEntropy(index);
        Tensor expected =
                y.logSoftmax(1).gather(1, index.unsqueeze(1)).squeeze(1).neg();
        Closeness.F32.check("losses", found.toFloatArray(), expected.toFloatArray());
        found.backward(share, false, false);
        expected.backward(share, false, false);
        float[] dx = x.grad().toFloatArray();
        float[] dy = y.grad().toFloatArray();
        assertThat(dx[5 * classes]).isNaN();
        Arrays.fill(dx, 5 * classes, 6 * classes, 0); // oneDNN's gradient of logarithms loses the NaN
        Arrays.fill(dy, 5 * classes, 6 * classes, 0);
        Closeness.F32.check("gradients", dx, dy);
    }

    @Test
    void productsOfLargeMatricesAreThoseOfDoubles() {
        Rng rng = new Rng(2);
        int m = 67;
        int k = 259;
        int n = 131;
        Tensor a = Tensor.randn(rng, m, k);
        Tensor b = Tensor.randn(rng, k, n);
        float[] x = a.toFloatArray();
        float[] y = b.toFloatArray();
        double[] expected = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                for (int p = 0; p < k; p++) {
                    expected[i * n + j] += (double) x[i * k + p] * y[p * n + j];
                }
            }
        }
        Closeness close = new Closeness(1e-5, 1e-4);
        close.check("a·b", a.matmul(b).toFloatArray(), expected);
        close.check("(bᵀ·aᵀ)ᵀ", b.t().matmul(a.t()).t().toFloatArray(), expected);
        close.check("linear", a.linear(b.t().contiguous(), null).toFloatArray(), expected);
    }

    /** A matrix of one row or column has a step that means nothing, and oneDNN must not take it at its word. */
    @Test
    void productsOfSingleRowsAndColumnsOfWiderMatrices() {
        Rng rng = new Rng(6);
        for (int n : new int[] {1, 2, 5}) {
            for (int k : new int[] {1, 3, 16}) {
                Tensor row = Tensor.randn(rng, n, k + 5).narrow(1, 5, k).unsqueeze(1);
                Tensor column = Tensor.randn(rng, n, 6).narrow(1, 0, 4).unsqueeze(2);
                Tensor wide = Tensor.randn(rng, n, k, 7);
                String about = n + " of " + k;
                check(about, column, row);
                check(about, row.t(), column.t());
                check(about, row, wide);
                check(about, wide.t(), row.t());
            }
        }
    }

    private static void check(String about, Tensor a, Tensor b) {
        Tensor plain = a.copy().contiguous().matmul(b.copy().contiguous());
        Closeness.F32.check(
                about + ": " + a.view() + " by " + b.view(), a.matmul(b).toFloatArray(), plain.toFloatArray());
    }

    @Test
    void copiesBetweenLayoutsKeepEveryElement() {
        Tensor x = Tensor.arange(3 * 37 * 41 * 43).reshape(3, 37, 41, 43);
        for (DType t : new DType[] {DType.F32, DType.I32, DType.I64}) {
            Tensor y = x.to(t);
            assertThat(y.permute(2, 0, 3, 1).contiguous().permute(1, 3, 0, 2).toLongArray())
                    .isEqualTo(x.toLongArray());
            assertThat(y.channelsLast().contiguous().toLongArray()).isEqualTo(x.toLongArray());
            assertThat(y.permute(3, 2, 1, 0)
                            .reshape(-1)
                            .flip(0)
                            .reshape(43, 41, 37, 3)
                            .toLongArray()[0])
                    .isEqualTo(3L * 37 * 41 * 43 - 1);
        }
    }
}
