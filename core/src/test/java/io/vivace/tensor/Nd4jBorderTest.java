package io.vivace.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.memory.DType;
import io.vivace.memory.MemoryStats;
import io.vivace.memory.Settled;
import io.vivace.memory.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

@SuppressWarnings("deprecation") // names of types that older releases of ND4J know too
class Nd4jBorderTest {
    private static Tensor counting(long... dims) {
        float[] v = new float[(int) Shape.of(dims).elements()];
        for (int i = 0; i < v.length; i++) {
            v[i] = i;
        }
        return Tensor.of(v, dims);
    }

    private static void same(Tensor t, INDArray a) {
        assertThat(a.shape()).isEqualTo(t.shape().toArray());
        float[] expected = t.toFloatArray();
        float[] actual = a.dup('c').castTo(DataType.FLOAT).data().asFloat();
        assertThat(actual).containsExactly(expected);
    }

    @Test
    void anArrayShowsEveryTypeOfTensor() {
        Tensor x = Tensor.of(new float[] {0, 1, 2.5f, 100, 200, 5}, 2, 3);
        for (DType t : DType.values()) {
            INDArray a = x.to(t).nd();
            same(x.to(t), a);
        }
        assertThat(x.to(DType.BF16).nd().dataType()).isEqualTo(DataType.BFLOAT16);
        assertThat(x.to(DType.U8).nd().dataType()).isEqualTo(DataType.UINT8);
        assertThat(Tensor.scalar(4).nd().getFloat(0)).isEqualTo(4);
        assertThat(Tensor.zeros(0, 3).nd().isEmpty()).isTrue();
    }

    @Test
    void anArrayShowsViews() {
        Tensor x = counting(4, 5, 6);
        same(x.select(0, 2), x.select(0, 2).nd());
        same(x.t(), x.t().nd());
        same(x.slice(2, 1, 6, 2), x.slice(2, 1, 6, 2).nd());
        same(
                x.permute(2, 0, 1).narrow(1, 1, 2),
                x.permute(2, 0, 1).narrow(1, 1, 2).nd());
        same(counting(1, 5).expand(3, 5), counting(1, 5).expand(3, 5).nd());
        same(x.select(0, 1).select(0, 1), x.select(0, 1).select(0, 1).nd());
    }

    @Test
    void channelsLastTensorsAreSharedAsTheyAre() {
        Tensor x = counting(2, 3, 4, 5).channelsLast();
        INDArray a = x.nd();
        same(x, a);
        assertThat(a.stride()).isEqualTo(new long[] {60, 1, 15, 3});
        assertThat(Tensor.of(a).view().isChannelsLast()).isTrue();
        INDArray half = x.to(DType.BF16).nd();
        same(x.to(DType.BF16), half);
        assertThat(Tensor.of(half).toFloatArray()).isEqualTo(x.to(DType.BF16).toFloatArray());
    }

    @Test
    void writesAreSeenBothWays() {
        Tensor x = counting(2, 3, 2, 2).channelsLast();
        INDArray a = x.nd();
        a.putScalar(new long[] {1, 2, 0, 1}, -7);
        assertThat(x.select(0, 1).select(0, 2).toFloatArray()).containsExactly(20, -7, 22, 23);
        x.select(0, 0).fill_(5);
        assertThat(a.getDouble(0, 2, 1, 1)).isEqualTo(5);
        INDArray b = Nd4j.arange(6).castTo(DataType.FLOAT).reshape('f', 2, 3);
        Tensor t = Tensor.of(b);
        t.mul_(10);
        assertThat(b.getDouble(1, 2)).isEqualTo(50);
        b.putScalar(new long[] {0, 1}, -1);
        assertThat(t.select(0, 0).toFloatArray()[1]).isEqualTo(-1);
        b.addi(1);
        assertThat(t.select(0, 0).toFloatArray()[1]).isZero();
    }

    @Test
    void tensorsShowArraysAndTheirViews() {
        INDArray a = Nd4j.arange(60).castTo(DataType.FLOAT).reshape(3, 4, 5);
        same(Tensor.of(a), a);
        INDArray part = a.get(NDArrayIndex.interval(1, 3), NDArrayIndex.all(), NDArrayIndex.interval(1, 2, 5));
        same(Tensor.of(part), part);
        same(Tensor.of(a.permute(2, 0, 1)), a.permute(2, 0, 1));
        same(Tensor.of(a.get(NDArrayIndex.point(1))), a.get(NDArrayIndex.point(1)));
        assertThat(Tensor.of(Nd4j.scalar(3f)).item()).isEqualTo(3);
        assertThat(Tensor.of(Nd4j.empty(DataType.FLOAT)).elements()).isZero();
        for (DataType t : List.of(
                DataType.FLOAT, DataType.BFLOAT16, DataType.INT64, DataType.INT32, DataType.UINT8, DataType.BOOL)) {
            INDArray typed = Nd4j.createFromArray(0f, 1f, 2f, 100f).castTo(t);
            same(Tensor.of(typed), typed);
        }
    }

    @Test
    void otherTypesAreRefused() {
        assertThatThrownBy(() -> Tensor.of(Nd4j.createFromArray(1.0, 2.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("DOUBLE")
                .hasMessageContaining("castTo(DataType.FLOAT)");
    }

    @Test
    void anArrayKeepsTheMemoryOfAClosedTensor() {
        List<INDArray> arrays = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            try (var scope = Scope.open()) {
                Tensor x = Tensor.full(DType.F32, Shape.of(64, 33), i);
                arrays.add(i % 2 == 0 ? x.nd() : x.t().nd().getColumn(3));
            }
        }
        churn();
        for (int i = 0; i < 50; i++) {
            assertThat(arrays.get(i).minNumber().floatValue()).isEqualTo(i);
            assertThat(arrays.get(i).maxNumber().floatValue()).isEqualTo(i);
        }
    }

    @Test
    void aTensorKeepsTheMemoryOfAForgottenArray() {
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            tensors.add(Tensor.of(Nd4j.valueArrayOf(new long[] {64, 33}, i, DataType.FLOAT)));
        }
        churn();
        for (int i = 0; i < 50; i++) {
            assertThat(tensors.get(i).min().item()).isEqualTo(i);
            assertThat(tensors.get(i).max().item()).isEqualTo(i);
        }
    }

    /** Collects, and takes and fills all memory that could have come free by mistake. */
    private static void churn() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Settled.stats();
            try (var scope = Scope.open()) {
                for (int k = 0; k < 100; k++) {
                    Tensor.full(DType.F32, Shape.of(64, 33), -99);
                    Nd4j.valueArrayOf(new long[] {64, 33}, -99, DataType.FLOAT);
                }
            }
        }
    }

    @Test
    void forgottenArraysGiveTheMemoryBack() {
        Nd4j.scalar(1f).addi(1);
        long before = Settled.stats().live();
        List<INDArray> held = share();
        assertThat(MemoryStats.now().live()).isGreaterThanOrEqualTo(before + 20);
        assertThat(held).hasSize(20);
        held.clear();
        for (int i = 0; i < 50 && MemoryStats.now().live() > before; i++) {
            Settled.stats();
        }
        assertThat(MemoryStats.now().live()).isLessThanOrEqualTo(before);
    }

    private static List<INDArray> share() {
        List<INDArray> held = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            try (var scope = Scope.open()) {
                held.add(Tensor.ones(100).nd());
            }
        }
        return held;
    }

    @Test
    void gradientsWorkOnArrays() {
        INDArray a = Nd4j.createFromArray(1f, 2f, 3f);
        Tensor x = Tensor.of(a).requiresGrad();
        x.square().sum().backward();
        assertThat(x.grad().nd().toFloatVector()).containsExactly(2, 4, 6);
    }
}
