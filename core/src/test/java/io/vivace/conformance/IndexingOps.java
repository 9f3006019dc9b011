package io.vivace.conformance;

import io.vivace.tensor.Extremes;
import io.vivace.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/** Elements and slices chosen by computed positions, and sorting. */
final class IndexingOps {
    private static final Tensor[] NONE = {};

    private IndexingOps() {}

    static List<Op> all() {
        return Stream.of(elements(), slices(), masks(), orders())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Op> elements() {
        return List.of(
                Op.of("gather")
                        .sample("axis 1", x -> x[0].gather(1, x[1]))
                        .sample("axis 0", x -> x[0].gather(0, x[1]))
                        .sample("i32", x -> x[0].gather(1, x[1]))
                        .refuses("shapes", x -> Tensor.zeros(2, 3).gather(1, longs(0, 0, 0)), "[3]", "[2, 3]", "agree")
                        .refuses("position", x -> Tensor.zeros(3).gather(0, longs(1, 3)), "position 3", "0 to 2")
                        .refuses(
                                "negative position", x -> Tensor.zeros(3).gather(0, longs(-1)), "position -1", "0 to 2")
                        .refuses("type", x -> Tensor.zeros(3).gather(0, Tensor.zeros(3)), "i64", "f32"),
                Op.of("scatterAdd")
                        .sample("axis 1", x -> x[0].scatterAdd(1, x[1], x[2]))
                        .sample("axis 0", x -> x[0].scatterAdd(0, x[1], x[2]))
                        .refuses(
                                "shapes",
                                x -> Tensor.zeros(3).scatterAdd(0, longs(0), Tensor.zeros(2)),
                                "[1]",
                                "[2]",
                                "[3]")
                        .refuses(
                                "position",
                                x -> Tensor.zeros(3).scatterAdd(0, longs(3), Tensor.zeros(1)),
                                "position 3",
                                "0 to 2"),
                Op.of("scatter")
                        .sample("axis 0", x -> x[0].scatter(0, x[1], x[2]))
                        .sample("axis 1", x -> x[0].scatter(1, x[1], x[2]))
                        .refuses(
                                "shapes",
                                x -> Tensor.zeros(3).scatter(0, longs(0), Tensor.zeros(2)),
                                "[1]",
                                "[2]",
                                "[3]")
                        .refuses(
                                "position",
                                x -> Tensor.zeros(3).scatter(0, longs(3), Tensor.zeros(1)),
                                "position 3",
                                "0 to 2"));
    }

    private static List<Op> slices() {
        return List.of(
                Op.of("indexSelect")
                        .sample("axis 1", x -> x[0].indexSelect(1, x[1]))
                        .sample("axis 0", x -> x[0].indexSelect(0, x[1]))
                        .refuses(
                                "axes",
                                x -> Tensor.zeros(3).indexSelect(0, longs(0).reshape(1, 1)),
                                "[1, 1]",
                                "one axis")
                        .refuses("position", x -> Tensor.zeros(3).indexSelect(0, longs(3)), "position 3", "0 to 2"),
                Op.of("indexAdd")
                        .sample("axis 0", x -> x[0].indexAdd(0, x[1], x[2]))
                        .sample("axis 1", x -> x[0].indexAdd(1, x[1], x[2]))
                        .refuses(
                                "values",
                                x -> Tensor.zeros(3, 2).indexAdd(0, longs(0), Tensor.zeros(1)),
                                "[1]",
                                "[1, 2]",
                                "[3, 2]")
                        .refuses(
                                "position",
                                x -> Tensor.zeros(3).indexAdd(0, longs(3), Tensor.zeros(1)),
                                "position 3",
                                "0 to 2"),
                Op.of("embedding")
                        .sample("plain", x -> x[0].embedding(x[1], -1))
                        .sample("padding", x -> x[0].embedding(x[1], 2))
                        .refuses("weight", x -> Tensor.zeros(3).embedding(longs(0), -1), "[3]", "[V, D]")
                        .refuses(
                                "padding", x -> Tensor.zeros(3, 2).embedding(longs(0), 3), "3", "[3, 2]", "-1 for none")
                        .refuses("word", x -> Tensor.zeros(3, 2).embedding(longs(0, 7), -1), "position 7", "0 to 2"));
    }

    private static List<Op> masks() {
        return List.of(
                Op.of("maskedFill")
                        .sample("same", x -> x[0].maskedFill(x[1], 1.5))
                        .sample("whole", x -> x[0].maskedFill(x[1], -2))
                        .refuses("mask", x -> Tensor.zeros(3).maskedFill(Tensor.zeros(3), 1), "bool", "f32", "ne(0)")
                        .refuses(
                                "shape",
                                x -> Tensor.zeros(3).maskedFill(Tensor.zeros(4).eq(0), 1),
                                "[4]",
                                "[3]"),
                Op.of("maskedSelect")
                        .sample("same", x -> x[0].maskedSelect(x[1]))
                        .refuses("mask", x -> Tensor.zeros(3).maskedSelect(Tensor.zeros(3)), "bool", "f32", "ne(0)")
                        .refuses(
                                "shape",
                                x -> Tensor.zeros(3)
                                        .maskedSelect(Tensor.zeros(2, 3).eq(0)),
                                "[2, 3]",
                                "[3]"),
                Op.of("nonzero")
                        .sample("plain", x -> x[0].nonzero())
                        .withoutGradient("the results are positions, which have no gradient"),
                Op.of("oneHot")
                        .sample("five", x -> x[0].oneHot(5))
                        .withoutGradient("class indexes have no gradient")
                        .without(Check.BF16, "class indexes are whole numbers")
                        .without(Check.SPECIAL_VALUES, "class indexes are whole numbers")
                        .refuses("class", x -> longs(0, 5).oneHot(5), "5", "0 to 4")
                        .refuses("type", x -> Tensor.zeros(3).oneHot(5), "i64", "f32"));
    }

    private static List<Op> orders() {
        return List.of(
                Op.of("sort")
                        .samples("up", x -> both(x[0].sort(-1, false)))
                        .samples("down", x -> both(x[0].sort(-1, true)))
                        .samples("axis 0", x -> both(x[0].sort(0, false)))
                        .refuses("axis", x -> Tensor.zeros(2, 3).sort(2, false), "axis 2", "[2, 3]"),
                Op.of("argsort")
                        .sample("up", x -> x[0].argsort(-1, false))
                        .sample("down", x -> x[0].argsort(-1, true))
                        .withoutGradient("the results are positions, which have no gradient")
                        .refuses("axis", x -> Tensor.zeros(2, 3).argsort(2, false), "axis 2", "[2, 3]"),
                Op.of("topk")
                        .samples("largest", x -> both(x[0].topk(3, -1, true)))
                        .samples("smallest", x -> both(x[0].topk(2, -1, false)))
                        .samples("axis 0", x -> both(x[0].topk(2, 0, true)))
                        .refuses("k", x -> Tensor.zeros(2, 3).topk(4, 1, true), "4", "axis 1", "[2, 3]", "3 elements")
                        .refuses("negative k", x -> Tensor.zeros(2).topk(-1, 0, true), "-1"));
    }

    private static Tensor longs(long... values) {
        return Tensor.of(values);
    }

    private static Tensor[] both(Extremes e) {
        return List.of(e.values(), e.indices()).toArray(NONE);
    }
}
