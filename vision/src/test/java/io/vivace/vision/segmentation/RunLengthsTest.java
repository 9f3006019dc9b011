package io.vivace.vision.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vivace.vision.image.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunLengthsTest {
    private static final Size SIZE = Size.of(3, 4);

    @Test
    void pixelsAreCountedFromOne() {
        assertThat(RunLengths.decode("2 3 9 1", SIZE, RunLengths.Order.ROWS).classes())
                .containsExactly(0, 1, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0);
        assertThat(RunLengths.decode("2 3 9 1", SIZE, RunLengths.Order.COLUMNS).classes())
                .containsExactly(0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0);
        assertThat(RunLengths.decode(" ", SIZE, RunLengths.Order.ROWS).classes())
                .containsOnly(0);
        assertThat(RunLengths.decode("1 12", SIZE, RunLengths.Order.COLUMNS).classes())
                .containsOnly(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 12", "2 3 9 1", "1 1 3 1 12 1"})
    void whatIsReadIsWrittenAgain(String text) {
        for (var order : RunLengths.Order.values()) {
            assertThat(RunLengths.encode(RunLengths.decode(text, SIZE, order), order))
                    .isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 1",
                "1",
                "1 0",
                "12 2",
                "3 2 4 1",
                "5 1 2 1",
                "-1 2",
                "1.5 2",
                "a b",
                "9999999999 1",
                "1 9999999999",
                "12345678901 1"
            })
    void nonsenseIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunLengths.decode(text, SIZE, RunLengths.Order.ROWS))
                .withMessageMatching(".*(has no length|cannot be: runs begin|is no whole number).*");
    }
}
