package io.vivace.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.loss.Loss;
import io.vivace.tensor.AttentiveGru;
import io.vivace.tensor.Convolution;
import io.vivace.tensor.Dropout;
import io.vivace.tensor.Normalization;
import io.vivace.tensor.Pooling;
import io.vivace.tensor.Recurrence;
import io.vivace.tensor.Resize;
import io.vivace.tensor.Tensor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nothing that computes is missing in the table, and nothing in it is made up. */
class CoverageTest {
    private static final List<Class<?>> CLASSES = List.of(
            Convolution.class,
            Pooling.class,
            Normalization.class,
            Recurrence.class,
            AttentiveGru.class,
            Resize.class,
            Dropout.class,
            Loss.class);

    @Test
    void everyPublicOperationHasARow() {
        Set<String> covered = Operations.all().stream()
                .flatMap(op -> op.methods().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(operations().filter(m -> !covered.contains(m.getName())).map(CoverageTest::text))
                .as("public operations without a row: add them to a family of io.vivace.conformance")
                .isEmpty();
    }

    @Test
    void everyRowIsAPublicOperation() {
        Set<String> names = operations().map(Method::getName).collect(Collectors.toSet());
        for (Op op : Operations.all()) {
            assertThat(op.methods()).as(op.name()).anyMatch(names::contains);
        }
    }

    /** {@return the public methods of what tensors can do, of the classes beside them, and those that join tensors} */
    private static Stream<Method> operations() {
        Stream<Class<?>> facets = Arrays.stream(Tensor.class.getInterfaces()).filter(i -> i != AutoCloseable.class);
        Stream<Method> methods =
                Stream.concat(CLASSES.stream(), facets).flatMap(c -> Arrays.stream(c.getDeclaredMethods()));
        Stream<Method> joins = Arrays.stream(Tensor.class.getDeclaredMethods())
                .filter(m -> Modifier.isStatic(m.getModifiers()))
                .filter(m ->
                        Arrays.stream(m.getParameterTypes()).anyMatch(p -> p == Tensor.class || p == Tensor[].class));
        return Stream.concat(methods, joins).filter(m -> Modifier.isPublic(m.getModifiers()) && !m.isSynthetic());
    }

    private static String text(Method m) {
        return m.getDeclaringClass().getSimpleName() + "." + m.getName();
    }

    @Test
    void goldenValuesAndRowsBelongTogether() {
        List<Op> ops = Operations.all();
        assertThat(Golden.all().keySet())
                .as("golden values of operations that have no row")
                .isSubsetOf(ops.stream().map(Op::name).toList());
        for (Op op : ops) {
            List<Golden.Case> cases = Golden.all().getOrDefault(op.name(), List.of());
            assertThat(cases.stream().map(Golden.Case::sample).distinct())
                    .as("samples of the golden values of " + op.name())
                    .containsExactlyInAnyOrderElementsOf(op.samples().keySet());
        }
    }
}
