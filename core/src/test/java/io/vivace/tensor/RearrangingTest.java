package io.vivace.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.backend.ConvSpec;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RearrangingTest {
    private final Rng rng = new Rng(7);

    private static Tensor counting(long... dims) {
        float[] v = new float[(int) Shape.of(dims).elements()];
        for (int i = 0; i < v.length; i++) {
            v[i] = i;
        }
        return Tensor.of(v, dims);
    }

    /**
     * All operations here are linear: op(x)·w = x·opᵀ(w), where opᵀ(w) is the gradient; and that is linear in w, with the
     * gradient op(v) for op⁰, the operation without its constant.
     */
    private void checkGradients(Tensor input, UnaryOperator<Tensor> op) {
        Tensor x = input.detach().requiresGrad();
        Tensor y = op.apply(x);
        Tensor w = Tensor.randn(rng, y.shape().toArray()).requiresGrad();
        Tensor g = Autograd.gradWithGraph(y.mul(w).sum(), x).get(0);
        assertThat(g.shape()).isEqualTo(x.shape());
        Tensor constant = op.apply(Tensor.zeros(x.shape().toArray()));
        float expected = y.detach().sub(constant).mul(w.detach()).sum().item();
        assertThat(x.detach().mul(g.detach()).sum().item()).isCloseTo(expected, within(1e-3f));
        Tensor v = Tensor.randn(rng, x.shape().toArray());
        if (g.needsGrad()) {
            Tensor second = Autograd.grad(g.mul(v).sum(), w).get(0);
            float[] direct = op.apply(v).sub(constant).toFloatArray();
            assertThat(second.toFloatArray()).containsExactly(direct, within(1e-5f));
        }
        Tensor bf = op.apply(input.to(DType.BF16));
        assertThat(bf.dtype()).isEqualTo(DType.BF16);
        assertThat(bf.toFloatArray())
                .containsExactly(op.apply(input.to(DType.BF16).to(DType.F32)).toFloatArray());
    }

    @Test
    void splitAndChunk() {
        Tensor x = counting(2, 5);
        Tensor[] parts = x.split(1, 2, 0, 3);
        assertThat(parts).hasSize(3);
        assertThat(parts[0].toFloatArray()).containsExactly(0, 1, 5, 6);
        assertThat(parts[1].shape()).isEqualTo(Shape.of(2, 0));
        assertThat(parts[2].toFloatArray()).containsExactly(2, 3, 4, 7, 8, 9);
        assertThat(x.chunk(1, 2)[1].toFloatArray()).containsExactly(3, 4, 8, 9);
        assertThat(x.chunk(1, 4)).hasSize(3); // 2, 2, 1 as in PyTorch
        assertThat(x.chunk(0, 9)).hasSize(2);
        assertThat(Tensor.zeros(0, 2).chunk(0, 3)).hasSize(1);
        checkGradients(x, t -> Tensor.cat(1, t.split(1, 2, 3)[1], t.chunk(-1, 2)[0]));
        assertThatThrownBy(() -> x.split(1, 2, 2))
                .hasMessage("split: sizes [2, 2] sum to 4, but axis 1 of [2, 5] has 5");
        assertThatThrownBy(() -> x.split(1, 6, -1)).hasMessageContaining("-1 is negative");
        assertThatThrownBy(() -> x.chunk(1, 0)).hasMessageContaining("at least 1");
    }

    @Test
    void flip() {
        Tensor x = counting(2, 3);
        assertThat(x.flip(1).toFloatArray()).containsExactly(2, 1, 0, 5, 4, 3);
        assertThat(x.flip(0, -1).toFloatArray()).containsExactly(5, 4, 3, 2, 1, 0);
        assertThat(x.t().flip(0).toFloatArray()).containsExactly(2, 5, 1, 4, 0, 3);
        assertThat(Tensor.zeros(0, 3).flip(0, 1).shape()).isEqualTo(Shape.of(0, 3));
        Tensor picture = counting(2, 3, 4, 5).channelsLast().flip(3);
        assertThat(picture.view().isChannelsLast()).isTrue();
        assertThat(picture.toFloatArray()).startsWith(4, 3, 2, 1, 0, 9);
        checkGradients(x, t -> t.flip(0, 1));
        checkGradients(counting(2, 3, 4, 5).channelsLast(), t -> t.flip(1, 3));
    }

    @Test
    void roll() {
        Tensor x = counting(2, 3);
        assertThat(x.roll(1, 1).toFloatArray()).containsExactly(2, 0, 1, 5, 3, 4);
        assertThat(x.roll(1, -4).toFloatArray()).containsExactly(1, 2, 0, 4, 5, 3);
        assertThat(x.roll(0, 2).toFloatArray()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(Tensor.zeros(0).roll(0, 1).shape()).isEqualTo(Shape.of(0));
        checkGradients(x, t -> t.roll(1, 2));
    }

    @Test
    void repeat() {
        Tensor x = counting(1, 2);
        assertThat(x.repeat(2, 2).toFloatArray()).containsExactly(0, 1, 0, 1, 0, 1, 0, 1);
        assertThat(x.repeat(3, 1, 2).shape()).isEqualTo(Shape.of(3, 1, 4));
        assertThat(x.repeat(0, 1).shape()).isEqualTo(Shape.of(0, 2));
        assertThat(Tensor.scalar(5).repeat(3).toFloatArray()).containsExactly(5, 5, 5);
        assertThat(counting(2, 2).repeatInterleave(2, 0).toFloatArray()).containsExactly(0, 1, 0, 1, 2, 3, 2, 3);
        assertThat(counting(2, 2).repeatInterleave(2, -1).toFloatArray()).containsExactly(0, 0, 1, 1, 2, 2, 3, 3);
        checkGradients(counting(2, 3), t -> t.repeat(2, 3, 2));
        checkGradients(counting(2, 3), t -> t.repeatInterleave(3, 1));
        assertThatThrownBy(() -> x.repeat(2)).hasMessageContaining("1 numbers for the 2 axes");
        assertThatThrownBy(() -> x.repeat(2, -1)).hasMessageContaining("negative");
        assertThatThrownBy(() -> x.repeatInterleave(-1, 0)).hasMessageContaining("at least 0");
    }

    @Test
    void unfold() {
        Tensor x = counting(7);
        Tensor y = x.unfold(0, 3, 2);
        assertThat(y.shape()).isEqualTo(Shape.of(3, 3));
        assertThat(y.toFloatArray()).containsExactly(0, 1, 2, 2, 3, 4, 4, 5, 6);
        assertThat(counting(2, 4).unfold(0, 2, 1).toFloatArray()).containsExactly(0, 4, 1, 5, 2, 6, 3, 7);
        Tensor g = x.requiresGrad();
        g.unfold(0, 3, 2).sum().backward();
        assertThat(g.grad().toFloatArray()).containsExactly(1, 1, 2, 1, 2, 1, 1);
        checkGradients(counting(2, 9), t -> t.unfold(1, 4, 2));
        checkGradients(counting(5, 40), t -> t.unfold(0, 2, 1).unfold(1, 20, 5));
        assertThatThrownBy(() -> counting(3).unfold(0, 4, 1)).hasMessageContaining("windows of 4");
    }

    @Test
    void overlappingViewsAreReadRightAndNotWritten() {
        Tensor x = counting(20, 10);
        Tensor windows = x.unfold(0, 15, 1); // [6, 10, 15], large enough for every fast path
        Tensor copy = windows.copy();
        assertThat(windows.add(1).toFloatArray()).containsExactly(copy.add(1).toFloatArray());
        assertThat(windows.sum(2).toFloatArray()).containsExactly(copy.sum(2).toFloatArray());
        assertThat(windows.exp().toFloatArray()).containsExactly(copy.exp().toFloatArray());
        assertThat(windows.matmul(copy.t()).toFloatArray())
                .containsExactly(copy.matmul(copy.t()).toFloatArray());
        assertThatThrownBy(() -> windows.add_(1))
                .hasMessageContaining("share one place")
                .hasMessageContaining("copy()");
        assertThatThrownBy(() -> Tensor.ones(1, 3).expand(2, 3).zero_()).hasMessageContaining("copy()");
        assertThat(x.unfold(0, 5, 5).zero_().sum().item()).isZero();
    }

    @Test
    void unfold2dMakesColumnsOfWindows() {
        // torch.nn.functional.unfold(arange(16).view(1, 1, 4, 4), (2, 2), stride=2)
        Tensor y = counting(1, 1, 4, 4).unfold2d(2, 2, ConvSpec.of(2, 0));
        assertThat(y.shape()).isEqualTo(Shape.of(1, 4, 4));
        assertThat(y.toFloatArray()).containsExactly(0, 2, 8, 10, 1, 3, 9, 11, 4, 6, 12, 14, 5, 7, 13, 15);
        // ... unfold(arange(18).view(1, 2, 3, 3), (2, 1), dilation=(2, 1), padding=(1, 0), stride=(2, 2))
        Tensor z = counting(1, 2, 3, 3).unfold2d(2, 1, new ConvSpec(2, 2, 1, 0, 2, 1, 1));
        assertThat(z.shape()).isEqualTo(Shape.of(1, 4, 4));
        assertThat(z.toFloatArray()).containsExactly(0, 0, 3, 5, 3, 5, 0, 0, 0, 0, 12, 14, 12, 14, 0, 0);
        checkGradients(counting(2, 3, 6, 5), t -> t.unfold2d(3, 2, new ConvSpec(1, 2, 1, 1, 2, 1, 1)));
        checkGradients(counting(2, 3, 6, 5).channelsLast(), t -> t.unfold2d(2, 2, ConvSpec.of(1, 0)));
        assertThatThrownBy(() -> counting(1, 1, 2, 2).unfold2d(3, 3, ConvSpec.of(1, 0)))
                .hasMessageContaining("do not fit");
        assertThatThrownBy(() -> counting(1, 2).unfold2d(1, 1, ConvSpec.of(1, 0)))
                .hasMessageContaining("expected [N, C, H, W]");
    }

    @Test
    void padWithAValue() {
        Tensor x = counting(2, 2);
        assertThat(x.pad(PadMode.ZERO, 1, 0).toFloatArray()).containsExactly(0, 0, 1, 0, 2, 3);
        assertThat(x.padWith(9, 0, 1, 1, 0).toFloatArray()).containsExactly(9, 9, 9, 0, 1, 9, 2, 3, 9);
        assertThat(counting(2, 4).padWith(7, -1, -2, 0, 1).toFloatArray()).containsExactly(1, 5, 7);
        assertThat(counting(3).padWith(7, -1, 2).toFloatArray()).containsExactly(1, 2, 7, 7);
        assertThat(Tensor.zeros(0, 2).padWith(3, 0, 0, 2, 0).toFloatArray()).containsExactly(3, 3, 3, 3);
        Tensor picture = counting(2, 3, 4, 5).channelsLast().pad(PadMode.ZERO, 1, 1, 1, 1);
        assertThat(picture.view().isChannelsLast()).isTrue();
        assertThat(Tensor.of(new long[] {1}).padWith(5, 1, 0).toLongArray()).containsExactly(5, 1);
        checkGradients(x, t -> t.padWith(2, 1, 2, 0, 1));
        checkGradients(counting(2, 5), t -> t.padWith(2, -1, 2));
        assertThatThrownBy(() -> x.padWith(0, -2, -1)).hasMessageContaining("cuts more off");
        assertThatThrownBy(() -> x.padWith(0, 1)).hasMessageContaining("pairs");
        assertThatThrownBy(() -> x.padWith(0, 1, 1, 1, 1, 1, 1)).hasMessageContaining("pairs");
    }

    @Test
    void padWithItself() {
        Tensor x = counting(4);
        assertThat(x.pad(PadMode.REFLECT, 3, 2).toFloatArray()).containsExactly(3, 2, 1, 0, 1, 2, 3, 2, 1);
        assertThat(x.pad(PadMode.REPLICATE, 2, 5).toFloatArray()).containsExactly(0, 0, 0, 1, 2, 3, 3, 3, 3, 3, 3);
        assertThat(counting(2, 2).pad(PadMode.REFLECT, 1, 0, 0, 1).toFloatArray())
                .containsExactly(1, 0, 1, 3, 2, 3, 1, 0, 1);
        checkGradients(counting(2, 3, 4, 5).channelsLast(), t -> t.pad(PadMode.REFLECT, 4, 2, 1, 3));
        checkGradients(counting(2, 3), t -> t.pad(PadMode.REPLICATE, 4, 2, 0, 1));
        assertThatThrownBy(() -> x.pad(PadMode.REFLECT, 4, 0)).hasMessageContaining("each must be 0 to 3");
        assertThatThrownBy(() -> x.pad(PadMode.REPLICATE, -1, 0)).hasMessageContaining("by -1 and 0");
        assertThatThrownBy(() -> Tensor.zeros(0).pad(PadMode.REPLICATE, 1, 0)).hasMessageContaining("0 to 0");
    }

    @Test
    void diagonals() {
        Tensor x = counting(2, 3, 4);
        assertThat(x.diagonal(0, 1, 2).toFloatArray()).containsExactly(0, 5, 10, 12, 17, 22);
        assertThat(x.diagonal(2, 1, 2).toFloatArray()).containsExactly(2, 7, 14, 19);
        assertThat(x.diagonal(-1, 0, 2).shape()).isEqualTo(Shape.of(3, 1));
        assertThat(x.diagonal(-1, 0, 2).toFloatArray()).containsExactly(12, 16, 20);
        assertThat(x.diagonal(9, 1, 2).shape()).isEqualTo(Shape.of(2, 0));
        checkGradients(x, t -> t.diagonal(1, 2, 1));
        assertThatThrownBy(() -> x.diagonal(0, 1, -2)).hasMessageContaining("both axis 1");
    }

    @Test
    void triangles() {
        Tensor x = counting(3, 3).add(1);
        assertThat(x.tril(0).toFloatArray()).containsExactly(1, 0, 0, 4, 5, 0, 7, 8, 9);
        assertThat(x.triu(1).toFloatArray()).containsExactly(0, 2, 3, 0, 0, 6, 0, 0, 0);
        assertThat(x.tril(-1).toFloatArray()).containsExactly(0, 0, 0, 4, 0, 0, 7, 8, 0);
        assertThat(Tensor.ones(2, 1, 2).triu(0).toFloatArray()).containsExactly(1, 1, 1, 1);
        checkGradients(counting(2, 3, 4), t -> t.tril(1));
        checkGradients(counting(2, 3, 4), t -> t.triu(0));
        assertThatThrownBy(() -> Tensor.ones(3).tril(0)).hasMessageContaining("expected [..., rows, columns]");
    }
}
