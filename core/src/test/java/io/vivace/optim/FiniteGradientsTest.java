package io.vivace.optim;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.nn.Parameter;
import io.vivace.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiniteGradientsTest {
    private static Parameter with(float... gradient) {
        var p = new Parameter(Tensor.zeros(gradient.length));
        p.value().grad(Tensor.of(gradient));
        return p;
    }

    @Test
    void findsWhatIsNotFinite() {
        assertThat(Gradients.areFinite(List.of(with(1, -2), with(0)))).isTrue();
        assertThat(Gradients.areFinite(List.of(with(1, -2), with(Float.NaN)))).isFalse();
        assertThat(Gradients.areFinite(List.of(with(1, Float.NEGATIVE_INFINITY))))
                .isFalse();
        assertThat(Gradients.areFinite(List.of(with(Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY))))
                .isFalse();
        assertThat(Gradients.areFinite(List.of(new Parameter(Tensor.zeros(2))))).isTrue();
        assertThat(Gradients.notFinite(with(1, Float.NaN, Float.POSITIVE_INFINITY, 2)))
                .isEqualTo(2);
    }

    /** The sum of finite numbers overflows; a second look says that all is well. */
    @Test
    void largeNumbersAreFinite() {
        assertThat(Gradients.areFinite(List.of(with(Float.MAX_VALUE, Float.MAX_VALUE))))
                .isTrue();
    }

    @Test
    void gradientsAreMultiplied() {
        var p = with(1, -2);
        Gradients.scale(List.of(p, new Parameter(Tensor.zeros(2))), 0.5);
        assertThat(p.grad().toFloatArray()).containsExactly(0.5f, -1);
    }
}
