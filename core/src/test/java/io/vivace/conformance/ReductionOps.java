package io.vivace.conformance;

import io.vivace.memory.Shape;
import io.vivace.tensor.Extremes;
import io.vivace.tensor.Tensor;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Sums, means, extremes, running sums and softmax. */
final class ReductionOps {
    private static final String INDEXES = "the results are positions, which have no gradient";

    private ReductionOps() {}

    static List<Op> all() {
        return Stream.of(sums(), extremes()).flatMap(List::stream).toList();
    }

    private static List<Op> sums() {
        return List.of(
                Op.of("sum")
                        .sample("all", x -> x[0].sum())
                        .sample("axis 0", x -> x[0].sum(0))
                        .sample("axis -1", x -> x[0].sum(-1))
                        .sample("kept axis 1", x -> x[0].sum(true, 1))
                        .sample("axes 0 2 3", x -> x[0].sum(0, 2, 3))
                        .refuses("axis", x -> Tensor.zeros(2, 3).sum(2), "axis 2", "[2, 3]", "-2 to 1")
                        .refuses("axis twice", x -> Tensor.zeros(2, 3).sum(1, -1), "[1, -1]", "twice"),
                Op.of("mean")
                        .sample("all", x -> x[0].mean())
                        .sample("axis 0", x -> x[0].mean(0))
                        .sample("axis -1", x -> x[0].mean(-1))
                        .sample("kept axis 1", x -> x[0].mean(true, 1))
                        .sample("axes 0 2 3", x -> x[0].mean(0, 2, 3))
                        .refuses("axis", x -> Tensor.zeros(2, 3).mean(-3), "axis -3", "[2, 3]", "-2 to 1"),
                spread("var", (x, over) -> x.var(over.unbiased, over.keep, over.axes)),
                spread("std", (x, over) -> x.std(over.unbiased, over.keep, over.axes)),
                Op.of("norm")
                        .sample("all", x -> x[0].norm(false))
                        .sample("axis 1", x -> x[0].norm(false, 1))
                        .sample("kept axis 0", x -> x[0].norm(true, 0))
                        .refuses("axis", x -> Tensor.zeros(2).norm(false, 1), "axis 1", "[2]"),
                Op.of("prod")
                        .sample("axis 0", x -> x[0].prod(0))
                        .sample("axis -1", x -> x[0].prod(-1))
                        .refuses("axis", x -> Tensor.zeros(2).prod(1), "axis 1", "[2]"),
                Op.of("cumsum")
                        .sample("axis 0", x -> x[0].cumsum(0))
                        .sample("axis 1", x -> x[0].cumsum(1))
                        .refuses("axis", x -> Tensor.zeros(2).cumsum(1), "axis 1", "[2]"),
                Op.of("sumTo")
                        .sample("rows", x -> x[0].sumTo(Shape.of(x[0].size(1), 1)))
                        .sample("scalar", x -> x[0].sumTo(Shape.of()))
                        .refuses("shape", x -> Tensor.zeros(2, 3).sumTo(Shape.of(2)), "[2, 3]", "[2]"));
    }

    private static List<Op> extremes() {
        return List.of(
                extreme("max", Tensor::max, Tensor::max),
                extreme("min", Tensor::min, Tensor::min),
                positions("argmax", Tensor::argmax),
                positions("argmin", Tensor::argmin),
                truth("anyTrue", Tensor::anyTrue),
                truth("allTrue", Tensor::allTrue),
                softmax("softmax", Tensor::softmax),
                softmax("logSoftmax", Tensor::logSoftmax),
                Op.of("logSumExp")
                        .sample("axis 0", x -> x[0].logSumExp(false, 0))
                        .sample("kept axis 1", x -> x[0].logSumExp(true, 1))
                        .refuses("empty axis", x -> Tensor.zeros(2, 0).logSumExp(false, 1), "axis 1", "[2, 0]", "empty")
                        .refuses("axis", x -> Tensor.zeros(2).logSumExp(false, 1), "axis 1", "[2]"));
    }

    private static Op extreme(String name, UnaryOperator<Tensor> all, BiFunction<Tensor, Integer, Extremes> along) {
        return Op.of(name)
                .sample("all", x -> all.apply(x[0]))
                .samples("axis 0", x -> both(along.apply(x[0], 0)))
                .samples("axis 1", x -> both(along.apply(x[0], 1)))
                .samples("axis -1", x -> both(along.apply(x[0], -1)))
                .refuses("no elements", x -> all.apply(Tensor.zeros(0)), "[0]", "empty")
                .refuses("empty axis", x -> along.apply(Tensor.zeros(2, 0), 1), "axis 1", "[2, 0]", "empty")
                .refuses("axis", x -> along.apply(Tensor.zeros(2), 1), "axis 1", "[2]", "-1 to 0");
    }

    private static Op positions(String name, BiFunction<Tensor, Integer, Tensor> f) {
        return Op.of(name)
                .sample("axis 0", x -> f.apply(x[0], 0))
                .sample("axis -1", x -> f.apply(x[0], -1))
                .withoutGradient(INDEXES)
                .refuses("empty axis", x -> f.apply(Tensor.zeros(2, 0), 1), "axis 1", "[2, 0]", "empty")
                .refuses("scalar", x -> f.apply(Tensor.scalar(1), 0), "scalar", "reshape(1)")
                .refuses("axis", x -> f.apply(Tensor.zeros(2), 1), "axis 1", "[2]", "-1 to 0");
    }

    private record Over(boolean unbiased, boolean keep, int... axes) {}

    private static Op spread(String name, BiFunction<Tensor, Over, Tensor> f) {
        return Op.of(name)
                .sample("all", x -> f.apply(x[0], new Over(true, false)))
                .sample("biased axis 1", x -> f.apply(x[0], new Over(false, false, 1)))
                .sample("kept axes 0 2 3", x -> f.apply(x[0], new Over(true, true, 0, 2, 3)))
                .refuses("axis", x -> f.apply(Tensor.zeros(2), new Over(true, false, 1)), "axis 1", "[2]", "-1 to 0");
    }

    private static Op softmax(String name, BiFunction<Tensor, Integer, Tensor> f) {
        return Op.of(name)
                .sample("axis 0", x -> f.apply(x[0], 0))
                .sample("axis 1", x -> f.apply(x[0], 1))
                .sample("axis -1", x -> f.apply(x[0], -1))
                .refuses("axis", x -> f.apply(Tensor.zeros(2, 3), 2), "axis 2", "[2, 3]", "-2 to 1");
    }

    private static Op truth(String name, java.util.function.Predicate<Tensor> f) {
        return Op.of(name)
                .sample("all", x -> Tensor.of(new boolean[] {f.test(x[0])}).reshape())
                .withoutGradient("the result is a boolean, which has no gradient");
    }

    private static Tensor[] both(Extremes e) {
        return new Tensor[] {e.values(), e.indices()};
    }
}
