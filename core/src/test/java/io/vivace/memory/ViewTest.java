package io.vivace.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ViewTest {
    private static View view(long[] dims, long... strides) {
        return new View(Storage.foreign(0, 0, () -> {}), DType.F32, Shape.of(dims), strides, 0);
    }

    private static long[] dims(long... d) {
        return d;
    }

    @Test
    void layouts() {
        View rows = view(dims(2, 3), 3, 1);
        assertThat(rows.isRowMajor()).isTrue();
        assertThat(rows.isDense()).isTrue();
        View columns = view(dims(2, 3), 1, 2);
        assertThat(columns.isRowMajor()).isFalse();
        assertThat(columns.isDense()).isTrue();
        View nhwc = view(dims(2, 3, 4, 5), 60, 1, 15, 3);
        assertThat(nhwc.isChannelsLast()).isTrue();
        assertThat(nhwc.isDense()).isTrue();
        assertThat(view(dims(2, 3), 4, 1).isDense()).isFalse();
        assertThat(view(dims(1, 3), 99, 1).isRowMajor())
                .as("strides of unit axes mean nothing")
                .isTrue();
        assertThat(view(dims(0, 3), 3, 1).isRowMajor()).isTrue();
        assertThat(view(dims()).isDense()).isTrue();
    }

    @Test
    void overlapping() {
        assertThat(view(dims(2, 3), 0, 1).overlaps()).isTrue();
        assertThat(view(dims(4, 3), 1, 1).overlaps()).isTrue();
        assertThat(view(dims(4, 3), 2, 1).overlaps()).isTrue();
        assertThat(view(dims(4, 3), 3, 1).overlaps()).isFalse();
        assertThat(view(dims(4, 3), 5, 1).overlaps()).isFalse();
        assertThat(view(dims(1, 3), 0, 1).overlaps()).isFalse();
        assertThat(view(dims(3, 4), 1, 3).overlaps()).isFalse();
    }

    @Test
    void expanding() {
        View x = view(dims(3, 1), 1, 1);
        assertThat(x.expand(Shape.of(2, 3, 4)).strides()).containsExactly(0, 1, 0);
        assertThat(x.expand(Shape.of(3, 1))).isSameAs(x);
        assertThatThrownBy(() -> x.expand(Shape.of(4, 4))).hasMessageContaining("axis 0 has size 3");
        assertThatThrownBy(() -> x.expand(Shape.of(3))).hasMessageContaining("more axes");
    }

    @Test
    void broadcastingOfShapes() {
        // unit axes are put before the shorter shape, then axes of length 1 are repeated
        assertThat(Shape.of(5, 1, 3, 2).broadcast("add", Shape.of(2))).isEqualTo(Shape.of(5, 1, 3, 2));
        assertThat(Shape.of(2).broadcast("add", Shape.of(5, 1, 3, 2))).isEqualTo(Shape.of(5, 1, 3, 2));
        assertThat(Shape.of().broadcast("add", Shape.of(3))).isEqualTo(Shape.of(3));
        assertThat(Shape.of(3, 1).broadcast("add", Shape.of(1, 4))).isEqualTo(Shape.of(3, 4));
        assertThat(Shape.of(0, 1).broadcast("add", Shape.of(1, 3))).isEqualTo(Shape.of(0, 3));
        assertThat(Shape.of(1).broadcast("add", Shape.of(0))).isEqualTo(Shape.of(0));
        assertThatThrownBy(() -> Shape.of(2, 3).broadcast("add", Shape.of(2)))
                .hasMessageContaining("[2, 3]")
                .hasMessageContaining("[2]")
                .hasMessageContaining("axis -1 has sizes 3 and 2");
        assertThatThrownBy(() -> Shape.of(0).broadcast("add", Shape.of(2))).hasMessageContaining("cannot be broadcast");
        assertThat(Shape.of(1, 3).expandsTo(Shape.of(2, 4, 3))).isTrue();
        assertThat(Shape.of(2, 1, 3).expandsTo(Shape.of(4, 3))).isFalse();
        assertThat(Shape.of(2).expandsTo(Shape.of(1))).isFalse();
    }

    @Test
    void shapes() {
        Shape s = Shape.of(2, 3, 4);
        assertThat(s.size(-1)).isEqualTo(4);
        assertThat(s.rowMajorStrides()).containsExactly(12, 4, 1);
        assertThat(s).isEqualTo(Shape.of(2, 3, 4)).hasSameHashCodeAs(Shape.of(2, 3, 4));
        assertThat(s.with(1, 7)).hasToString("[2, 7, 4]");
        assertThatThrownBy(() -> s.size(3))
                .hasMessageContaining("axis 3 does not exist in shape [2, 3, 4]: give -3 to 2");
        assertThatThrownBy(() -> Shape.of().axis(0)).hasMessageContaining("scalar");
        assertThatThrownBy(() -> Shape.of(2, -1)).hasMessageContaining("negative");
        assertThatThrownBy(() -> Shape.of(1L << 40, 1L << 40))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("shape [1099511627776, 1099511627776] has more elements");
        long[] given = {2, 3};
        Shape copy = Shape.of(given);
        given[0] = 9;
        copy.toArray()[1] = 9;
        assertThat(copy).isEqualTo(Shape.of(2, 3));
    }
}
