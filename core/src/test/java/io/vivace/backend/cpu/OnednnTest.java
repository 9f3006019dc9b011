package io.vivace.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import org.junit.jupiter.api.Test;

class OnednnTest {
    @Test
    void numbersThatDifferInEveryCallShareOnePrimitive() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {1, -2, 3, 4, 5, 6, 7}, 7);
            x.mul(0.5).add(0.5);
            int before = Onednn.current().calls();
            for (int i = 1; i <= 100; i++) {
                assertThat(x.mul(i * 0.25).toFloatArray()[1]).isEqualTo(i * -0.5f);
                assertThat(x.add(i * 0.25).toFloatArray()[2]).isEqualTo(3 + i * 0.25f);
                assertThat(x.copy().mul_(i).add_(i).toFloatArray()[6]).isEqualTo(8f * i);
            }
            assertThat(Onednn.current().calls()).isEqualTo(before);
        }
    }
}
