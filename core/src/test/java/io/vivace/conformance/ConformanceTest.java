package io.vivace.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.vivace.memory.MemoryStats;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** Every operation × every check, and the table of them in {@code target/op-report.md}. */
class ConformanceTest {
    private static final Path TABLE = Path.of("target", "op-report.md");
    private final Report report = new Report();

    /** The kernels keep some memory of their own, which is no leak. */
    @BeforeAll
    static void wakeTheKernels() {
        try (var scope = Scope.open()) {
            Tensor.zeros(3).add(1).relu().sum();
        }
    }

    @TestFactory
    Stream<DynamicNode> operations() {
        String only = System.getProperty("conformance.op", "");
        List<Op> ops = Operations.all().stream()
                .filter(op -> only.isEmpty() || op.name().equals(only))
                .toList();
        ops.forEach(report::row);
        Stream<DynamicNode> checks = ops.stream().map(op -> dynamicContainer(op.name(), checks(op)));
        return Stream.concat(checks, Stream.of(dynamicTest("the table has no empty cell", this::complete)));
    }

    private Stream<DynamicNode> checks(Op op) {
        return Stream.of(Check.values())
                .filter(c -> !op.reasons().containsKey(c))
                .map(c -> dynamicTest(op.name() + ": " + c.title, () -> run(op, c)));
    }

    private void run(Op op, Check check) {
        report.cell(op, check, "FAIL");
        leaveGarbage();
        long before = MemoryStats.now().live();
        try (var scope = Scope.open()) {
            check.run(op);
        }
        assertThat(MemoryStats.now().live())
                .as("storages alive after the check, all scopes closed")
                .isLessThanOrEqualTo(before);
        report.cell(op, check, "PASS");
    }

    /** Fills what the pool hands out next with NaN (of both float types), so that reading it before writing shows. */
    private static void leaveGarbage() {
        try (var scope = Scope.open()) {
            for (int bytes = 64; bytes <= 1 << 14; bytes += bytes / 4) {
                int[] nan = new int[bytes / 4];
                Arrays.fill(nan, 0x7fc07fc0);
                for (int i = 0; i < 4; i++) {
                    Tensor.of(nan);
                }
            }
        }
    }

    private void complete() {
        Path written = report.write(TABLE);
        System.out.println("Operations × checks: " + written.toAbsolutePath());
        assertThat(report.incomplete()).as("see " + written.toAbsolutePath()).isEmpty();
    }
}
