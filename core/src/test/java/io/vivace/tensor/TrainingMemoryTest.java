package io.vivace.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.memory.DType;
import io.vivace.memory.MemoryStats;
import io.vivace.memory.Settled;
import org.junit.jupiter.api.Test;

/** A loop of forward, backward and step uses no more memory after a thousand rounds than after ten. */
class TrainingMemoryTest {
    private final Rng rng = new Rng(9);
    private final Tensor w1 =
            Tensor.randn(rng, 20, 30).mul(.2).detach().requiresGrad().keep();
    private final Tensor b1 = Tensor.zeros(30).requiresGrad().keep();
    private final Tensor w2 =
            Tensor.randn(rng, 30, 5).mul(.2).detach().requiresGrad().keep();

    private float step(boolean fail) {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.randn(rng, 16, 20);
            Tensor y = x.sum(1).gt(0).to(DType.I64);
            Tensor h = x.matmul(w1).add(b1).relu_();
            Tensor p = Dropout.elements(h, .1, rng).matmul(w2).logSoftmax(1);
            Tensor loss = p.gather(1, y.unsqueeze(1)).mean().neg();
            if (fail) {
                throw new IllegalStateException("in the middle");
            }
            loss.backward();
            Autograd.noGrad(() -> {
                for (Tensor w : new Tensor[] {w1, b1, w2}) {
                    w.sub_(w.grad().mul(.1));
                    w.zeroGrad();
                }
            });
            return loss.item();
        }
    }

    @Test
    void memoryStaysFlat() {
        for (int i = 0; i < 10; i++) {
            step(false);
        }
        try (var all = Scope.open()) { // nothing made in here may outlive a step, so the collector has no part in it
            MemoryStats before = Settled.stats();
            float first = step(false);
            float last = 0;
            for (int i = 0; i < 1000; i++) {
                if (i % 100 == 50) {
                    try {
                        step(true);
                    } catch (IllegalStateException e) {
                        assertThat(e).hasMessage("in the middle");
                    }
                }
                last = step(false);
            }
            MemoryStats after = MemoryStats.now();
            assertThat(after.live()).isLessThanOrEqualTo(before.live());
            assertThat(after.inUse()).isLessThanOrEqualTo(before.inUse());
            assertThat(after.inUse() + after.cached()).isLessThanOrEqualTo(before.inUse() + before.cached());
            assertThat(last).as("and it learns").isLessThan(first / 2);
        }
    }
}
