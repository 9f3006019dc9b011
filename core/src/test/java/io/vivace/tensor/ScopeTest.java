package io.vivace.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.memory.MemoryStats;
import io.vivace.memory.Settled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class ScopeTest {
    @Test
    void whatIsMadeInsideIsReleased() {
        Tensor outside = Tensor.ones(3);
        Tensor inside;
        try (var scope = Scope.open()) {
            inside = outside.add(1);
            assertThat(inside.toFloatArray()).containsOnly(2);
        }
        assertThat(inside.isReleased()).isTrue();
        assertThat(outside.isReleased()).isFalse();
        outside.close();
    }

    @Test
    void useAfterReleaseSaysWhatToDo() {
        Tensor x;
        try (var scope = Scope.open()) {
            x = Tensor.ones(2, 3);
        }
        for (Runnable use : List.<Runnable>of(
                x::view, x::toFloatArray, x::detach, x::alias, x::keep, () -> x.add(1), () -> x.add_(1), x::nd, x::t)) {
            assertThatThrownBy(use::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("tensor f32[2, 3] was released")
                    .hasMessageContaining("keep()")
                    .hasMessageContaining("toFloatArray()");
        }
        assertThat(x).hasToString("released tensor f32[2, 3]");
        assertThatCode(x::close).doesNotThrowAnyException();
    }

    @Test
    void theCollectorTakesWhatWasKeptAndDroppedInsideAnOpenScope() {
        try (var scope = Scope.open()) {
            long before = Settled.stats().inUse();
            for (int i = 0; i < 10; i++) {
                Tensor.zeros(1 << 20).keep();
            }
            assertThat(Settled.stats().inUse() - before).isLessThan(1L << 20);
        }
    }

    @Test
    void scopesNest() {
        try (var outer = Scope.open()) {
            Tensor a = Tensor.ones(1);
            Tensor b;
            try (var inner = Scope.open()) {
                b = a.add(1);
            }
            Tensor c = a.add(2);
            assertThat(b.isReleased()).isTrue();
            assertThat(c.item()).isEqualTo(3);
        }
    }

    @Test
    void viewsKeepMemoryThatTheirScopeClosed() {
        Tensor view;
        try (var outer = Scope.open()) {
            Tensor x;
            try (var inner = Scope.open()) {
                x = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
                view = x.t().keep();
            }
            assertThat(x.isReleased()).isTrue();
            assertThat(view.toFloatArray()).containsExactly(1, 3, 2, 4);
        }
        view.close();
        assertThat(view.isReleased()).isTrue();
    }

    @Test
    void keptTensorsStay() {
        Tensor kept;
        try (var scope = Scope.open()) {
            kept = Tensor.ones(2).keep();
        }
        assertThat(kept.toFloatArray()).containsOnly(1);
        kept.closeUnlessKept();
        assertThat(kept.isReleased()).isFalse();
        kept.close();
        assertThat(kept.isReleased()).isTrue();
    }

    @Test
    void computeReleasesAllButTheResult() {
        List<Tensor> steps = new ArrayList<>();
        Tensor result;
        try (var outer = Scope.open()) {
            Tensor x = Tensor.ones(4);
            result = Scope.compute(() -> {
                Tensor y = x.add(1);
                steps.add(y);
                return y.mul(3);
            });
            assertThat(steps.get(0).isReleased()).isTrue();
            assertThat(result.toFloatArray()).containsOnly(6);
            assertThat(Scope.compute(() -> x))
                    .as("what was there before stays where it was")
                    .isSameAs(x);
            assertThat(x.isReleased()).isFalse();
        }
        assertThat(result.isReleased()).isTrue();
        Tensor alone = Scope.compute(() -> Tensor.ones(1).add(1));
        assertThat(alone.item()).isEqualTo(2);
        alone.close();
    }

    @Test
    void anExceptionReleasesToo() {
        List<Tensor> made = new ArrayList<>();
        assertThatThrownBy(() -> {
                    try (var outer = Scope.open()) {
                        made.add(Tensor.ones(1));
                        Scope.compute(() -> {
                            made.add(Tensor.ones(2));
                            throw new IllegalArgumentException("by the work");
                        });
                    }
                })
                .hasMessage("by the work")
                .hasNoSuppressedExceptions();
        assertThat(made).hasSize(2).allMatch(Tensor::isReleased);
        Tensor after = Tensor.ones(1);
        assertThat(after.owner()).as("no scope is left open").isNull();
        after.close();
    }

    @Test
    void anotherThreadCannotCloseIt() throws Exception {
        try (var scope = Scope.open()) {
            Tensor mine = Tensor.ones(1);
            var other = CompletableFuture.runAsync(() -> {
                Tensor theirs = Tensor.ones(1);
                assertThat(theirs.owner()).as("scopes are of one thread").isNull();
                theirs.close();
                scope.close();
            });
            assertThatThrownBy(other::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("belongs to the thread that opened it");
            assertThat(mine.isReleased()).isFalse();
        }
    }

    @Test
    void scopesCloseInReverseOrder() {
        Scope outer = Scope.open();
        Scope inner = Scope.open();
        assertThatThrownBy(outer::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not the innermost");
        inner.close();
        inner.close();
        outer.close();
    }

    @Test
    void longScopesForgetWhatWasClosedInBetween() {
        long before = Settled.stats().live();
        try (var scope = Scope.open()) {
            for (int i = 0; i < 20_000; i++) {
                Tensor.scalar(i).close();
            }
            Tensor last = Tensor.scalar(5);
            for (int i = 0; i < 10_000; i++) {
                Tensor.scalar(i);
            }
            assertThat(last.item()).isEqualTo(5);
            assertThat(MemoryStats.now().live()).isGreaterThan(10_000);
        }
        assertThat(MemoryStats.now().live()).isLessThanOrEqualTo(before);
    }

    @Test
    void forgottenTensorsComeBackThroughTheCollector() {
        long before = Settled.stats().live();
        for (int i = 0; i < 200; i++) {
            Tensor.ones(1000);
        }
        assertThat(Settled.stats().live()).isLessThan(before + 200);
    }

    @Test
    void aGraphWhoseScopeClosedSaysSo() {
        Tensor x = Tensor.ones(2).requiresGrad();
        Tensor loss;
        try (var scope = Scope.open()) {
            loss = x.exp().sum().keep();
        }
        assertThatThrownBy(loss::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'exp'")
                .hasMessageContaining("call backward() inside the scope");
    }
}
