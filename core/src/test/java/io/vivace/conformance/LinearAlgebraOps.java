package io.vivace.conformance;

import io.vivace.tensor.Tensor;
import java.util.List;

/** Matrix products. */
final class LinearAlgebraOps {
    private LinearAlgebraOps() {}

    static List<Op> all() {
        Op matmul = Op.of("matmul");
        for (String sample : List.of(
                "matrices",
                "vector by matrix",
                "matrix by vector",
                "vectors",
                "batch",
                "broadcast batch",
                "shared right",
                "shared left",
                "batch by vector")) {
            matmul.sample(sample, x -> x[0].matmul(x[1]));
        }
        return List.of(
                matmul.floatsOnly()
                        .refuses(
                                "inner sizes",
                                x -> Tensor.zeros(2, 3).matmul(Tensor.zeros(4, 5)),
                                "[2, 3]",
                                "[4, 5]",
                                "3",
                                "4")
                        .refuses(
                                "batches",
                                x -> Tensor.zeros(2, 3, 4).matmul(Tensor.zeros(5, 4, 3)),
                                "[2, 3, 4]",
                                "[5, 4, 3]",
                                "equal")
                        .refuses("scalar", x -> Tensor.scalar(2).matmul(Tensor.zeros(2)), "[]", "[2]", "mul"),
                Op.of("linear")
                        .sample("bias", x -> x[0].linear(x[1], x[2]))
                        .sample("no bias", x -> x[0].linear(x[1], null))
                        .floatsOnly()
                        .refuses(
                                "features",
                                x -> Tensor.zeros(2, 3).linear(Tensor.zeros(5, 4), null),
                                "[2, 3]",
                                "[5, 4]",
                                "4 features")
                        .refuses(
                                "bias",
                                x -> Tensor.zeros(2, 3).linear(Tensor.zeros(5, 3), Tensor.zeros(3)),
                                "[3]",
                                "[5]"));
    }
}
