package io.vivace.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import org.junit.jupiter.api.Test;

class IndexingTest {
    private static Tensor counting(long... dims) {
        long n = Shape.of(dims).elements();
        float[] v = new float[(int) n];
        for (int i = 0; i < n; i++) {
            v[i] = i;
        }
        return Tensor.of(v, dims);
    }

    @Test
    void gatherPicksAlongAnAxis() {
        Tensor x = counting(2, 3);
        Tensor index = Tensor.of(new long[] {2, 0, 1, 1}, 2, 2);
        assertThat(x.gather(1, index).toFloatArray()).containsExactly(2, 0, 4, 4);
        assertThat(x.gather(-1, index.to(DType.I32)).toFloatArray()).containsExactly(2, 0, 4, 4);
        Tensor rows = Tensor.of(new long[] {1, 0, 1}, 1, 3);
        assertThat(x.gather(0, rows).toFloatArray()).containsExactly(3, 1, 5);
    }

    @Test
    void gatherWorksOnViewsAndOtherTypes() {
        Tensor x = counting(3, 2).t(); // [[0, 2, 4], [1, 3, 5]]
        Tensor index = Tensor.of(new long[] {2, 1, 0, 2}, 2, 2).t();
        assertThat(x.gather(1, index).toFloatArray()).containsExactly(4, 0, 3, 5);
        for (DType t : DType.values()) {
            assertThat(x.to(t).gather(1, index).toFloatArray())
                    .as(t.toString())
                    .containsExactly(x.to(t).to(DType.F32).gather(1, index).toFloatArray());
        }
    }

    @Test
    void gradientOfGatherAddsUpRepeatedPositions() {
        Tensor x = counting(2, 3).requiresGrad();
        Tensor index = Tensor.of(new long[] {2, 2, 0, 1}, 2, 2);
        Tensor weight = Tensor.of(new float[] {1, 10, 100, 1000}, 2, 2);
        x.gather(1, index).mul(weight).sum().backward();
        assertThat(x.grad().toFloatArray()).containsExactly(0, 0, 11, 100, 1000, 0);
    }

    @Test
    void gatherCanBeDifferentiatedTwice() {
        Tensor x = Tensor.of(new float[] {1, 2, 3}).requiresGrad();
        Tensor y = x.gather(0, Tensor.of(new long[] {2, 0, 2})).pow(3).sum(); // 2·x2³ + x0³
        Tensor first = Autograd.gradWithGraph(y, x).get(0);
        first.sum().backward();
        assertThat(x.grad().toFloatArray()).containsExactly(6, 0, 36);
    }

    @Test
    void scatterAddAddsToACopy() {
        Tensor x = Tensor.ones(2, 3);
        Tensor index = Tensor.of(new long[] {0, 0, 2, 1}, 2, 2);
        Tensor values = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
        assertThat(x.scatterAdd(1, index, values).toFloatArray()).containsExactly(4, 1, 1, 1, 5, 4);
        assertThat(x.toFloatArray()).containsOnly(1);
        Tensor whole = Tensor.zeros(DType.I64, Shape.of(3));
        assertThat(whole.scatterAdd(0, Tensor.of(new long[] {1, 1}), Tensor.of(new long[] {5, 6}))
                        .toLongArray())
                .containsExactly(0, 11, 0);
    }

    @Test
    void scatterAddKeepsSmallAddendsInBfloat16() {
        int n = 1000;
        Tensor x = Tensor.zeros(DType.BF16, Shape.of(1));
        Tensor ones = Tensor.ones(DType.BF16, Shape.of(n));
        Tensor index = Tensor.zeros(DType.I64, Shape.of(n));
        assertThat(x.scatterAdd(0, index, ones).item()).isEqualTo(1000);
        assertThat(x.unsqueeze(1).indexAdd(0, index, ones.unsqueeze(1)).item()).isEqualTo(1000);
    }

    @Test
    void scatterPutsTheLastOfRepeatedValuesAndGivesItTheGradient() {
        Tensor x = Tensor.of(new float[] {10, 20, 30}).requiresGrad();
        Tensor values = Tensor.of(new float[] {1, 2, 3}).requiresGrad();
        Tensor y = x.scatter(0, Tensor.of(new long[] {1, 1, 2}), values);
        assertThat(y.toFloatArray()).containsExactly(10, 2, 3);
        y.mul(Tensor.of(new float[] {5, 6, 7})).sum().backward();
        assertThat(x.grad().toFloatArray()).containsExactly(5, 0, 0);
        assertThat(values.grad().toFloatArray()).containsExactly(0, 6, 7);
    }

    @Test
    void indexSelectTakesWholeSlices() {
        Tensor x = counting(3, 2, 2);
        Tensor index = Tensor.of(new int[] {2, 0, 2});
        assertThat(x.indexSelect(0, index).toFloatArray()).containsExactly(8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11);
        assertThat(x.indexSelect(1, Tensor.of(new long[] {1})).toFloatArray()).containsExactly(2, 3, 6, 7, 10, 11);
        assertThat(x.indexSelect(2, Tensor.of(new long[] {1, 1, 0})).toFloatArray())
                .containsExactly(1, 1, 0, 3, 3, 2, 5, 5, 4, 7, 7, 6, 9, 9, 8, 11, 11, 10);
        assertThat(x.indexSelect(0, Tensor.of(new long[0])).shape()).isEqualTo(Shape.of(0, 2, 2));
    }

    @Test
    void gradientOfIndexSelectAddsUp() {
        Tensor x = counting(3, 2).requiresGrad();
        Tensor y = x.indexSelect(0, Tensor.of(new long[] {2, 0, 2}));
        y.mul(counting(3, 2)).sum().backward();
        assertThat(x.grad().toFloatArray()).containsExactly(2, 3, 0, 0, 4, 6);
    }

    @Test
    void gradientOfIndexAdd() {
        Tensor x = Tensor.zeros(3, 2).requiresGrad();
        Tensor v = Tensor.ones(2, 2).requiresGrad();
        Tensor y = x.indexAdd(0, Tensor.of(new long[] {2, 2}), v);
        assertThat(y.toFloatArray()).containsExactly(0, 0, 0, 0, 2, 2);
        y.mul(counting(3, 2)).sum().backward();
        assertThat(x.grad().toFloatArray()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(v.grad().toFloatArray()).containsExactly(4, 5, 4, 5);
    }

    @Test
    void embeddingLooksUpRowsAndLeavesThePaddingRowAlone() {
        Tensor w = counting(4, 2).requiresGrad();
        Tensor index = Tensor.of(new long[] {1, 3, 3, 0}, 2, 2);
        Tensor y = w.embedding(index, 3);
        assertThat(y.shape()).isEqualTo(Shape.of(2, 2, 2));
        assertThat(y.toFloatArray()).containsExactly(2, 3, 6, 7, 6, 7, 0, 1);
        y.sum().backward();
        assertThat(w.grad().toFloatArray()).containsExactly(1, 1, 1, 1, 0, 0, 0, 0);
        w.zeroGrad();
        w.embedding(index, -1).sum().backward();
        assertThat(w.grad().toFloatArray()).containsExactly(1, 1, 1, 1, 0, 0, 2, 2);
        assertThat(w.embedding(Tensor.of(new long[] {2}).reshape(), -1).shape()).isEqualTo(Shape.of(2));
        assertThat(w.embedding(Tensor.of(new long[0], 2, 0), -1).shape()).isEqualTo(Shape.of(2, 0, 2));
    }

    @Test
    void masks() {
        Tensor x = counting(2, 3).requiresGrad();
        Tensor mask = x.detach().gt(2).eq(Tensor.of(new boolean[] {true, false, true}));
        // gt: F F F / T T T, equal to T F T: F T F / T F T
        Tensor filled = x.maskedFill(mask, -1);
        assertThat(filled.toFloatArray()).containsExactly(0, -1, 2, -1, 4, -1);
        Tensor chosen = x.maskedSelect(mask);
        assertThat(chosen.toFloatArray()).containsExactly(1, 3, 5);
        filled.sum().add(chosen.mul(10).sum()).backward();
        assertThat(x.grad().toFloatArray()).containsExactly(1, 10, 1, 10, 1, 10);
        assertThat(x.maskedSelect(Tensor.of(new boolean[] {true, false, false})).toFloatArray())
                .containsExactly(0, 3);
        assertThat(x.maskedSelect(x.detach().lt(0)).shape()).isEqualTo(Shape.of(0));
    }

    @Test
    void nonzeroNamesPositionsInRowMajorOrder() {
        Tensor x = Tensor.of(new float[] {0, 1, 0, -2, Float.NaN, 0}, 3, 2).t(); // [[0, 0, NaN], [1, -2, 0]]
        Tensor at = x.nonzero();
        assertThat(at.shape()).isEqualTo(Shape.of(3, 2));
        assertThat(at.toLongArray()).containsExactly(0, 2, 1, 0, 1, 1);
        assertThat(Tensor.scalar(3).nonzero().shape()).isEqualTo(Shape.of(1, 0));
        assertThat(Tensor.zeros(0, 3).nonzero().shape()).isEqualTo(Shape.of(0, 2));
    }

    @Test
    void oneHot() {
        Tensor y = Tensor.of(new long[] {2, 0}).oneHot(3);
        assertThat(y.shape()).isEqualTo(Shape.of(2, 3));
        assertThat(y.toLongArray()).containsExactly(0, 0, 1, 1, 0, 0);
        assertThatThrownBy(() -> Tensor.of(new long[] {3}).oneHot(3)).hasMessageContaining("position 3 does not exist");
    }

    @Test
    void sortIsStableAndPutsNanLast() {
        float nan = Float.NaN;
        Tensor x = Tensor.of(new float[] {3, nan, -1, 0f, Float.NEGATIVE_INFINITY, -0f, 3});
        Extremes up = x.sort(0, false);
        assertThat(up.values().toFloatArray()).containsExactly(Float.NEGATIVE_INFINITY, -1, 0f, -0f, 3, 3, nan);
        assertThat(up.indices().toLongArray()).containsExactly(4, 2, 3, 5, 0, 6, 1);
        Extremes down = x.sort(0, true);
        assertThat(down.values().toFloatArray()).containsExactly(nan, 3, 3, 0f, -0f, -1, Float.NEGATIVE_INFINITY);
        assertThat(down.indices().toLongArray()).containsExactly(1, 0, 6, 3, 5, 2, 4);
        assertThat(x.argsort(0, true).toLongArray())
                .containsExactly(down.indices().toLongArray());
    }

    @Test
    void sortOfIntegersOnAnyAxis() {
        Tensor x = Tensor.of(new long[] {5, Long.MIN_VALUE, 2, 5, 1, Long.MAX_VALUE}, 3, 2);
        Extremes s = x.sort(0, false);
        assertThat(s.values().toLongArray()).containsExactly(1, Long.MIN_VALUE, 2, 5, 5, Long.MAX_VALUE);
        assertThat(s.indices().toLongArray()).containsExactly(2, 0, 1, 1, 0, 2);
        Tensor bytes = Tensor.of(new byte[] {(byte) 200, 3});
        assertThat(bytes.sort(-1, true).values().toLongArray()).containsExactly(200, 3);
    }

    @Test
    void topkGivesGradientToTheChosen() {
        Tensor x = Tensor.of(new float[] {1, 9, 3, 8, 2, 7}, 2, 3).requiresGrad();
        Extremes top = x.topk(2, 1, true);
        assertThat(top.values().toFloatArray()).containsExactly(9, 3, 8, 7);
        assertThat(top.indices().toLongArray()).containsExactly(1, 2, 0, 2);
        top.values().mul(Tensor.of(new float[] {1, 2, 3, 4}, 2, 2)).sum().backward();
        assertThat(x.grad().toFloatArray()).containsExactly(0, 1, 2, 3, 0, 4);
        assertThat(x.detach().topk(1, 0, false).values().toFloatArray()).containsExactly(1, 2, 3);
        assertThat(x.topk(0, 1, true).values().shape()).isEqualTo(Shape.of(2, 0));
        Tensor scalar = Tensor.scalar(4);
        assertThat(scalar.sort(0, false).indices().toLongArray()).containsExactly(0);
    }

    @Test
    void wrongArgumentsAreNamed() {
        Tensor x = counting(2, 3);
        assertThatThrownBy(() -> x.gather(1, Tensor.of(new long[] {0, 3}, 2, 1)))
                .hasMessage("gather: position 3 does not exist, there are 3 (0 to 2)");
        assertThatThrownBy(() -> x.gather(1, Tensor.of(new long[] {-1, 0}, 2, 1)))
                .hasMessageContaining("position -1");
        assertThatThrownBy(() -> x.gather(1, Tensor.of(new float[] {0, 0}, 2, 1)))
                .hasMessage("gather: positions must be i64 or i32, got f32");
        assertThatThrownBy(() -> x.gather(1, Tensor.of(new long[] {0, 0})))
                .hasMessageContaining("[2]")
                .hasMessageContaining("[2, 3]");
        assertThatThrownBy(() -> x.scatterAdd(1, Tensor.of(new long[] {0, 0}, 2, 1), Tensor.ones(2, 2)))
                .hasMessageContaining("scatterAdd")
                .hasMessageContaining("[2, 1]");
        assertThatThrownBy(() -> x.indexSelect(0, Tensor.of(new long[] {0, 0}, 2, 1)))
                .hasMessageContaining("one axis");
        assertThatThrownBy(() -> x.indexAdd(0, Tensor.of(new long[] {0}), Tensor.ones(2, 3)))
                .hasMessageContaining("expected [1, 3]");
        assertThatThrownBy(() -> x.maskedFill(Tensor.ones(2, 3), 0)).hasMessageContaining("must be bool");
        assertThatThrownBy(() -> x.maskedFill(
                        Tensor.of(new boolean[6], 2, 3).unsqueeze(0).expand(2, 2, 3), 0))
                .hasMessageContaining("cannot be broadcast");
        assertThatThrownBy(() -> x.topk(4, 1, true))
                .hasMessageContaining("k is 4")
                .hasMessageContaining("3 elements");
        assertThatThrownBy(() -> x.embedding(Tensor.of(new long[] {0}), 2)).hasMessageContaining("padding row 2");
        assertThatThrownBy(() -> Tensor.zeros(0, 3).indexSelect(0, Tensor.of(new long[] {0})))
                .hasMessage("indexSelect: position 0 does not exist, there are 0");
    }
}
