package io.vivace.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.memory.MemoryStats;
import io.vivace.memory.Settled;
import io.vivace.memory.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Views made by random permuting, slicing and expanding, read back element by element. */
class RandomLayoutTest {
    private final Rng rng = new Rng(5);

    @Test
    void everyLayoutGivesTheSameElements() {
        try (var scope = Scope.open()) {
            Tensor.ones(1).neg(); // what kernels keep for themselves exists from here on
        }
        long before = Settled.stats().live();
        for (int i = 0; i < 600; i++) {
            try (var scope = Scope.open()) {
                Tensor x = randomView();
                float[] expected = elements(x);
                assertThat(x.toFloatArray()).as("%s", x.view()).containsExactly(expected);
                checkReshape(x, expected);
                checkBroadcast(x, expected);
                checkSum(x, expected);
            }
        }
        assertThat(MemoryStats.now().live()).isEqualTo(before);
    }

    private Tensor randomView() {
        long[] dims = new long[1 + rng.nextInt(4)];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = 1 + rng.nextInt(4);
        }
        float[] values = new float[(int) Shape.of(dims).elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        Tensor x = Tensor.of(values, dims);
        for (int k = rng.nextInt(4); k > 0; k--) {
            x = changed(x);
        }
        return x;
    }

    private Tensor changed(Tensor x) {
        int axis = rng.nextInt(x.rank());
        return switch (rng.nextInt(4)) {
            case 0 -> x.permute(rng.permutation(x.rank()));
            case 1 -> x.slice(axis, rng.nextInt((int) x.size(axis)), x.size(axis), 1 + rng.nextInt(2));
            case 2 -> x.unsqueeze(rng.nextInt(x.rank() + 1));
            default -> x.size(axis) == 1 ? x.expand(x.shape().with(axis, 2)) : x;
        };
    }

    private void checkReshape(Tensor x, float[] expected) {
        List<Long> dims = new ArrayList<>();
        long left = x.elements();
        while (left > 1 || rng.chance(.2)) {
            long size = 1 + rng.nextInt((int) left);
            if (left % size == 0) {
                dims.add(size);
                left /= size;
            }
        }
        Tensor y = x.reshape(dims.stream().mapToLong(d -> d).toArray());
        assertThat(elements(y)).as("%s as %s", x.view(), y.view()).containsExactly(expected);
    }

    private void checkBroadcast(Tensor x, float[] expected) {
        long[] dims = x.shape().toArray();
        for (int i = 0; i < dims.length; i++) {
            dims[i] = rng.chance(.4) ? 1 : dims[i];
        }
        Tensor b = Tensor.rand(rng, dims);
        float[] subtracted = elements(b.expand(x.shape()));
        float[] difference =
                rng.chance(.5) ? x.sub(b).toFloatArray() : b.sub(x).neg().toFloatArray();
        for (int i = 0; i < difference.length; i++) {
            assertThat(difference[i]).as("%s − %s", x.view(), b.view()).isEqualTo(expected[i] - subtracted[i]);
        }
    }

    private void checkSum(Tensor x, float[] expected) {
        double total = 0;
        for (float v : expected) {
            total += v;
        }
        int axis = rng.nextInt(x.rank());
        assertThat(x.sum(axis).sum().item()).as("%s over %d", x.view(), axis).isEqualTo((float) total);
    }

    /** Reads by the definition of strides. */
    private static float[] elements(Tensor x) {
        float[] memory = new float[(int) (x.storage().bytes() / 4)];
        x.storage().window(0, memory.length * 4L).asFloatBuffer().get(memory);
        float[] out = new float[(int) x.elements()];
        for (int i = 0; i < out.length; i++) {
            long rest = i;
            long at = x.view().offset();
            for (int a = x.rank() - 1; a >= 0; a--) {
                at += rest % x.size(a) * x.view().stride(a);
                rest /= x.size(a);
            }
            out[i] = memory[(int) at];
        }
        return out;
    }
}
