package io.vivace.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class SavedStateTest {
    @Test
    void everythingComesBackAsItWas() {
        try (var scope = Scope.open()) {
            SavedState state = new SavedState();
            double[] odd = {0.1, -0.0, Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, 1e300};
            for (int i = 0; i < odd.length; i++) {
                state.put("n" + i, odd[i]);
            }
            state.put("all", odd);
            state.put("whole", Long.MIN_VALUE + 1);
            state.put("text", "ä \" \n");
            state.put("yes", true);
            state.put("names", List.of("a", "b"));
            state.part("inner").put("w", Tensor.of(new float[] {1, 2}));

            for (int i = 0; i < odd.length; i++) {
                assertThat(Double.doubleToRawLongBits(state.number("n" + i)))
                        .isEqualTo(Double.doubleToRawLongBits(odd[i]));
            }
            assertThat(state.numbers("all")).containsExactly(odd);
            assertThat(state.whole("whole")).isEqualTo(Long.MIN_VALUE + 1);
            assertThat(state.text("text")).isEqualTo("ä \" \n");
            assertThat(state.flag("yes")).isTrue();
            assertThat(state.texts("names")).containsExactly("a", "b");
            assertThat(state.part("inner").tensor("w").toFloatArray()).containsExactly(1, 2);
            assertThat(state.tensors()).containsOnlyKeys("all", "inner/w");
            assertThat(state.has("all")).isTrue();
            assertThat(state.has("w")).isFalse();
        }
    }

    @Test
    void whatIsMissingOrOfAnotherKindIsNamed() {
        SavedState state = new SavedState();
        state.part("callback").put("wait", "soon");
        assertThatThrownBy(() -> state.part("callback").whole("wait"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a whole number named 'callback/wait'")
                .hasMessageContaining("\"soon\"");
        assertThatThrownBy(() -> state.part("callback").number("best")).hasMessageContaining("nothing of that name");
        assertThatThrownBy(() -> state.part("callback").tensor("best")).hasMessageContaining("'callback/best'");
    }
}
