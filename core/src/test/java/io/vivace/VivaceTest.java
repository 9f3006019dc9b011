package io.vivace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vivace.backend.Backend;
import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Layers;
import io.vivace.nn.Module;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VivaceTest {
    private final int before = Vivace.threads();

    @AfterEach
    void asBefore() {
        Vivace.threads(before);
    }

    @Test
    void theNumberIsSetAndReported() {
        Vivace.threads(3);
        assertThat(Vivace.threads()).isEqualTo(3);
        assertThat(Backend.current().facts()).containsEntry("threads", "3");
        Vivace.threads(1);
        assertThat(Backend.current().facts()).containsEntry("threads", "1");
    }

    @Test
    void wrongNumbersAreRefused() {
        for (int n : new int[] {0, -1, 1025}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Vivace.threads(n))
                    .withMessageContaining("1 to 1024")
                    .withMessageContaining("got " + n);
        }
        assertThat(Vivace.threads()).isEqualTo(before);
    }

    @Test
    void resultsDoNotDependOnIt() throws Exception {
        List<float[]> all = new ArrayList<>();
        for (int n : new int[] {1, 2, 3, 1}) {
            Vivace.threads(n);
            all.add(answer());
            all.add(CompletableFuture.supplyAsync(VivaceTest::answer).get()); // a thread that was there before
        }
        for (float[] one : all) {
            assertThat(one).isEqualTo(all.get(0));
        }
    }

    private static float[] answer() {
        try (var scope = Scope.open();
                Module net = Layers.sequential(
                        Conv2d.of(3, 16, 3), BatchNorm2d.of(16), Layers.relu(), Conv2d.of(16, 8, 3))) {
            net.init(new Rng(1));
            net.eval(); // oneDNN sums the statistics of batch norm in as many parts as there are threads
            Tensor x = Tensor.randn(new Rng(2), 4, 3, 33, 31);
            Tensor y = net.forward(x).exp().sum(0, 2);
            return y.toFloatArray();
        }
    }
}
