package io.vivace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.benchmarks.library.Libraries;
import io.vivace.benchmarks.library.Library;
import io.vivace.benchmarks.work.Golden;
import io.vivace.benchmarks.work.Operation;
import io.vivace.benchmarks.work.Precision;
import io.vivace.benchmarks.work.Step;
import io.vivace.benchmarks.work.Work;
import io.vivace.benchmarks.work.Works;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every library on the class path returns in the small works what PyTorch returned, step after step. */
class ParityTest {
    /** Its native libraries are called as PyTorch's are, so that one process cannot hold both. */
    private static final String DJL = "djl";

    static Stream<Arguments> works() {
        return Works.benchmarks().stream()
                .flatMap(b -> Works.of(b, true).stream())
                .filter(w -> Golden.of(w).isPresent())
                .flatMap(w -> Stream.of(Precision.values())
                        .flatMap(p -> Libraries.all().stream()
                                .filter(l -> !l.name().equals(DJL) && l.does(w, p))
                                .map(l -> Arguments.of(l.name(), w.id(), p, w))));
    }

    @ParameterizedTest(name = "{0}: {1} in {2}")
    @MethodSource("works")
    void returnsWhatPyTorchReturned(String library, String id, Precision precision, Work work) {
        try (Step step = Libraries.named(library).prepare(work, precision)) {
            assertThatCode(() -> Golden.prove(work, precision, step)).doesNotThrowAnyException();
        }
    }

    @Test
    void everyWorkloadThatReturnsALossWasWrittenDown() {
        assertThat(Works.benchmarks().stream()
                        .filter(b -> !b.equals("Scaling")) // W1 and W4 in other sizes
                        .flatMap(b -> Stream.of(true, false).flatMap(small -> Works.of(b, small).stream()))
                        .filter(w -> !(w instanceof Operation) && w.items() + w.flop() + w.bytes() > 0)
                        .filter(w -> !w.id().startsWith("W10"))
                        .filter(w -> Golden.of(w).isEmpty())
                        .map(Work::id))
                .isEmpty();
    }

    @Test
    void otherWorkIsNotTimed() {
        Work w = Works.W1.small();
        assertThatThrownBy(() -> Golden.prove(w, Precision.F32, () -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("step 1 of W1")
                .hasMessageContaining("not timed");
    }

    @Test
    void nobodyElseIsCalledVivace() {
        assertThat(Libraries.all().stream().map(Library::name))
                .doesNotHaveDuplicates()
                .contains(Libraries.OURS);
    }
}
