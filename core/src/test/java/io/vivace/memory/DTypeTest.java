package io.vivace.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DTypeTest {
    @ParameterizedTest
    @CsvSource({
        "BOOL, U8, U8",
        "U8, I32, I32",
        "I32, I64, I64",
        "I64, BF16, BF16",
        "BF16, F32, F32",
        "BOOL, F32, F32",
        "U8, BF16, BF16",
        "I64, F32, F32",
        "I64, I64, I64",
        "BOOL, BOOL, BOOL"
    })
    void theTypeThatHoldsBothDoesNotDependOnTheOrder(DType a, DType b, DType both) {
        assertThat(a.promote(b)).isEqualTo(both);
        assertThat(b.promote(a)).isEqualTo(both);
    }

    @Test
    void bfloat16RoundsToTheNearestAndTiesToEven() {
        assertThat(BFloat16.toFloat(BFloat16.fromFloat(1f))).isEqualTo(1f);
        assertThat(BFloat16.toFloat(BFloat16.fromFloat(1.00390625f)))
                .as("tie, even below")
                .isEqualTo(1f);
        assertThat(BFloat16.toFloat(BFloat16.fromFloat(1.01171875f)))
                .as("tie, even above")
                .isEqualTo(1.015625f);
        assertThat(BFloat16.toFloat(BFloat16.fromFloat(1.0040f))).isEqualTo(1.0078125f);
        assertThat(BFloat16.toFloat(BFloat16.fromFloat(Float.MAX_VALUE))).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(BFloat16.toFloat(BFloat16.fromFloat(Float.NEGATIVE_INFINITY)))
                .isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(BFloat16.toFloat(BFloat16.fromFloat(Float.intBitsToFloat(0x7f800001))))
                .isNaN();
        assertThat(BFloat16.fromFloat(-0f)).isEqualTo((short) 0x8000);
        for (int bits = 0; bits < 0x10000; bits++) {
            float f = BFloat16.toFloat((short) bits);
            if (!Float.isNaN(f)) {
                assertThat(BFloat16.fromFloat(f)).isEqualTo((short) bits);
            }
        }
    }
}
