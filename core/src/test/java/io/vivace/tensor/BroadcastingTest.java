package io.vivace.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import org.junit.jupiter.api.Test;

/** Unit axes are put before the shorter shape, then axes of length 1 are repeated; and types meet in the wider one. */
class BroadcastingTest {
    private final Rng rng = new Rng(1);

    @Test
    void aVectorMeetsTheLastAxis() {
        Tensor x = Tensor.rand(rng, 5, 1, 3, 2);
        Tensor v = Tensor.of(new float[] {10, 20});
        Tensor y = x.sub(v);
        assertThat(y.shape()).isEqualTo(Shape.of(5, 1, 3, 2));
        float[] a = x.toFloatArray();
        float[] b = y.toFloatArray();
        for (int i = 0; i < a.length; i++) {
            assertThat(b[i]).isEqualTo(a[i] - (i % 2 == 0 ? 10 : 20));
        }
    }

    @Test
    void unitAxesInFrontMakeNoDifference() {
        Tensor v = Tensor.of(new float[] {2, 3});
        Tensor four = v.unsqueeze(0).unsqueeze(0).unsqueeze(0);
        assertThat(four.shape()).isEqualTo(Shape.of(1, 1, 1, 2));
        Tensor x = Tensor.rand(rng, 4, 3, 5, 2);
        assertThat(x.mul(four).toFloatArray()).isEqualTo(x.mul(v).toFloatArray());
        assertThat(v.add(Tensor.scalar(1)).shape()).isEqualTo(Shape.of(2));
        assertThat(Tensor.scalar(1).sub(v).toFloatArray()).containsExactly(-1, -2);
        assertThat(Tensor.scalar(1).add(Tensor.scalar(2)).shape()).isEqualTo(Shape.of());
    }

    @Test
    void axesOfLengthOneAreRepeatedOnBothSides() {
        Tensor column = Tensor.of(new float[] {1, 2, 3}, 3, 1);
        Tensor row = Tensor.of(new float[] {10, 20}, 1, 2);
        assertThat(column.add(row).toFloatArray()).containsExactly(11, 21, 12, 22, 13, 23);
        assertThat(column.sub(row.select(0, 0)).shape()).isEqualTo(Shape.of(3, 2));
        assertThat(column.gt(row.div(10)).toLongArray()).containsExactly(0, 0, 1, 0, 1, 1);
        assertThat(Tensor.zeros(0, 1).add(Tensor.ones(1, 3)).shape()).isEqualTo(Shape.of(0, 3));
    }

    @Test
    void gradientsAreSummedOverRepeatedAxes() {
        Tensor column = Tensor.of(new float[] {1, 2, 3}, 3, 1).requiresGrad();
        Tensor v = Tensor.of(new float[] {10, 20}).requiresGrad();
        Tensor four = Tensor.ones(5, 1, 3, 2);
        column.mul(v).mul(four).sum().backward();
        assertThat(column.grad().shape()).isEqualTo(Shape.of(3, 1));
        assertThat(column.grad().toFloatArray()).containsExactly(150, 150, 150);
        assertThat(v.grad().toFloatArray()).containsExactly(30, 30);
    }

    @Test
    void perChannelStatisticsMeetPictures() {
        Tensor x = Tensor.rand(rng, 2, 3, 4, 4);
        Tensor mean = Tensor.of(new float[] {1, 2, 3}, 3, 1, 1);
        assertThat(x.channelsLast().sub(mean).toFloatArray())
                .isEqualTo(x.sub(mean).toFloatArray());
        assertThat(x.sub(mean).select(1, 2).toFloatArray())
                .isEqualTo(x.select(1, 2).sub(3).toFloatArray());
    }

    @Test
    void shapesThatDoNotFitAreNamed() {
        assertThatThrownBy(() -> Tensor.ones(2, 3).add(Tensor.ones(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("add")
                .hasMessageContaining("[2, 3]")
                .hasMessageContaining("[2]")
                .hasMessageContaining("axis -1 has sizes 3 and 2");
        assertThatThrownBy(() -> Tensor.ones(3).add_(Tensor.ones(2, 3))).hasMessageContaining("[2, 3]");
    }

    @Test
    void typesMeetInTheWiderOne() {
        Tensor i = Tensor.of(new int[] {1, 2});
        Tensor l = Tensor.of(new long[] {1L << 40, 3});
        assertThat(i.add(l).dtype()).isEqualTo(DType.I64);
        assertThat(i.add(l).toLongArray()).containsExactly((1L << 40) + 1, 5);
        assertThat(l.mul(Tensor.scalar(.5)).dtype()).isEqualTo(DType.F32);
        assertThat(i.to(DType.BF16).add(Tensor.ones(2)).dtype()).isEqualTo(DType.F32);
        assertThat(i.to(DType.U8).add(i.to(DType.BOOL)).dtype()).isEqualTo(DType.U8);
        assertThat(i.eq(1).add(i.eq(1)).dtype()).isEqualTo(DType.I64);
        assertThat(i.eq(1).add(i.eq(1)).toLongArray()).containsExactly(2, 0);
        assertThat(i.div(i).dtype()).isEqualTo(DType.F32);
        assertThat(i.add(1).dtype()).isEqualTo(DType.I32);
        assertThat(i.mul(.5).toFloatArray()).containsExactly(.5f, 1);
        assertThat(Tensor.cat(0, i, l).dtype()).isEqualTo(DType.I64);
        assertThat(Tensor.where(i.eq(1), i, Tensor.ones(2)).dtype()).isEqualTo(DType.F32);
    }
}
