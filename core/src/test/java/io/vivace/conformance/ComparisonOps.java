package io.vivace.conformance;

import io.vivace.tensor.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;

/** Comparisons. */
final class ComparisonOps {
    /** A comparison with a number. */
    private interface WithNumber {
        Tensor apply(Tensor x, double value);
    }

    private ComparisonOps() {}

    static List<Op> all() {
        return List.of(
                comparison("eq", Tensor::eq, Tensor::eq),
                comparison("ne", Tensor::ne, Tensor::ne),
                comparison("lt", Tensor::lt, Tensor::lt),
                comparison("le", Tensor::le, Tensor::le),
                comparison("gt", Tensor::gt, Tensor::gt),
                comparison("ge", Tensor::ge, Tensor::ge));
    }

    private static Op comparison(String name, BinaryOperator<Tensor> tensors, WithNumber number) {
        return Op.of(name)
                .sample("same", x -> tensors.apply(x[0], x[1]))
                .sample("broadcast", x -> tensors.apply(x[0], x[1]))
                .sample("number", x -> number.apply(x[0], 0.25))
                .sample("whole number", x -> number.apply(x[0], 1))
                .withoutGradient("the result is bool, which has no gradient")
                .refuses("shapes", x -> tensors.apply(Tensor.zeros(2, 3), Tensor.zeros(4)), "[2, 3]", "[4]", "equal");
    }
}
