package io.vivace.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is special about changing a tensor: operands in the same memory, parts of tensors, types, saved values. */
class InPlaceTest {
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

    @Test
    void anOperandThatIsTheTargetIsReadBeforeItChanges() {
        Tensor x = Tensor.of(new float[] {2, 3}).requiresGrad();
        Tensor y = x.copy();
        y.mul_(y).sum().backward();
        assertThat(y.toFloatArray()).containsExactly(4, 9);
        assertThat(grad(x)).containsExactly(4, 6);
    }

    @Test
    void anOperandThatOverlapsTheTargetIsReadBeforeItChanges() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 3, 3);
        x.add_(x.t());
        assertThat(x.toFloatArray()).containsExactly(2, 6, 10, 6, 10, 14, 10, 14, 18);
        Tensor y = Tensor.of(new float[] {1, 2, 3});
        y.div_(y.select(0, 0).expand(3).add(1)).sub_(y.select(0, 2));
        assertThat(y.toFloatArray()).containsExactly(-1, -0.5f, 0);
    }

    @Test
    void aPartOfATensorIsChangedAlone() {
        Tensor x = Tensor.zeros(3, 4);
        x.slice(1, 1, 4, 2).add_(Tensor.of(new float[] {1, 2, 3}, 3, 1));
        x.select(0, 2).mul_(10);
        x.narrow(0, 0, 1).fill_(7);
        x.select(1, 0).zero_();
        assertThat(x.toFloatArray()).containsExactly(0, 7, 7, 7, 0, 2, 0, 2, 0, 30, 0, 30);
        Tensor relu = Tensor.of(new float[] {-1, -2, -3, 4}, 2, 2);
        relu.select(1, 1).relu_();
        assertThat(relu.toFloatArray()).containsExactly(-1, 0, -3, 4);
    }

    @Test
    void aPartCannotBeRecorded() {
        Tensor x = Tensor.zeros(3, 4);
        assertThatThrownBy(() -> x.select(0, 0).add_(Tensor.zeros(4).requiresGrad()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("add_")
                .hasMessageContaining("part of a larger tensor")
                .hasMessageContaining("cat");
    }

    @Test
    void fractionsDoNotVanishInWholeNumbers() {
        assertThatThrownBy(() -> Tensor.of(new long[] {1}).mul_(Tensor.scalar(0.5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mul_")
                .hasMessageContaining("i64")
                .hasMessageContaining("without underscore");
        assertThatThrownBy(() -> Tensor.of(new int[] {-1}).relu_())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("relu_")
                .hasMessageContaining("i32");
    }

    @Test
    void wholeNumbersTakeNumbers() {
        assertThat(Tensor.of(new long[] {1, 2}).add_(3).mul_(-2).toLongArray()).containsExactly(-8, -10);
    }

    @Test
    void aValueThatABackwardPassNeedsIsNoticedWhenItChanged() {
        Tensor x = Tensor.of(new float[] {1, 2}).requiresGrad();
        Tensor y = x.mul(2);
        Tensor z = y.square().sum();
        y.add_(1);
        assertThatThrownBy(z::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("square")
                .hasMessageContaining("changed in place")
                .hasMessageContaining("copy()");
    }

    @Test
    void theGradientOfWhatWasThereBeforeIsZero() {
        Tensor x = Tensor.of(new float[] {1, 2}).requiresGrad();
        Tensor other = Tensor.of(new float[] {5, 6}).requiresGrad();
        x.mul(3).copy_(other).square().sum().backward();
        assertThat(grad(x)).containsExactly(0, 0);
        assertThat(grad(other)).containsExactly(10, 12);
    }

    private static float[] grad(Tensor leaf) {
        Tensor g = leaf.grad();
        assertThat(g).isNotNull();
        return g == null ? new float[0] : g.toFloatArray();
    }
}
