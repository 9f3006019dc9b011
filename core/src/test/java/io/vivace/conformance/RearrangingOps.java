package io.vivace.conformance;

import io.vivace.backend.ConvSpec;
import io.vivace.tensor.PadMode;
import io.vivace.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/** Splitting, turning, repeating, windows, padding and triangles. */
final class RearrangingOps {
    private RearrangingOps() {}

    static List<Op> all() {
        return Stream.of(orders(), windows(), matrices()).flatMap(List::stream).toList();
    }

    private static List<Op> orders() {
        return List.of(
                Op.of("split")
                        .samples("axis 1", x -> x[0].split(1, 1, 0, 3))
                        .refuses("sizes", x -> Tensor.zeros(2, 3).split(1, 1, 1), "[1, 1]", "2", "axis 1", "[2, 3]")
                        .refuses("negative size", x -> Tensor.zeros(2, 3).split(1, 4, -1), "-1"),
                Op.of("chunk")
                        .samples("axis 0", x -> x[0].chunk(0, 3))
                        .refuses("number", x -> Tensor.zeros(2).chunk(0, 0), "at least 1", "0"),
                Op.of("flip")
                        .sample("two axes", x -> x[0].flip(0, 2))
                        .sample("last axis", x -> x[0].flip(-1))
                        .refuses("axis", x -> Tensor.zeros(2, 3).flip(2), "axis 2", "[2, 3]"),
                Op.of("roll")
                        .sample("forward", x -> x[0].roll(1, 2))
                        .sample("backward", x -> x[0].roll(0, -8))
                        .refuses("axis", x -> Tensor.zeros(2, 3).roll(2, 1), "axis 2", "[2, 3]"),
                Op.of("repeat")
                        .sample("axes", x -> x[0].repeat(2, 3))
                        .sample("more axes", x -> x[0].repeat(2, 1, 3))
                        .sample("not at all", x -> x[0].repeat(0, 2))
                        .refuses("fewer numbers", x -> Tensor.zeros(2, 3).repeat(2), "1 numbers", "[2, 3]", "each axis")
                        .refuses("negative", x -> Tensor.zeros(2).repeat(-1), "[-1]"),
                Op.of("repeatInterleave")
                        .sample("axis 1", x -> x[0].repeatInterleave(3, 1))
                        .refuses("times", x -> Tensor.zeros(2).repeatInterleave(-1, 0), "-1", "at least 0"));
    }

    private static List<Op> windows() {
        return List.of(
                Op.of("unfold")
                        .sample("overlapping", x -> x[0].unfold(1, 3, 1))
                        .sample("gaps", x -> x[0].unfold(0, 2, 3))
                        .refuses("size", x -> Tensor.zeros(2, 3).unfold(1, 4, 1), "4", "axis 1", "[2, 3]")
                        .refuses("step", x -> Tensor.zeros(2, 3).unfold(1, 2, 0), "0", "at least 1"),
                Op.of("unfold2d")
                        .sample("padded", x -> x[0].unfold2d(3, 3, ConvSpec.of(1, 1)))
                        .sample("stride and dilation", x -> x[0].unfold2d(2, 3, new ConvSpec(1, 2, 0, 1, 2, 1, 1)))
                        .sample("none", x -> x[0].unfold2d(1, 1, ConvSpec.of(1, 0)))
                        .refuses(
                                "axes",
                                x -> Tensor.zeros(2, 3).unfold2d(1, 1, ConvSpec.of(1, 0)),
                                "[2, 3]",
                                "[N, C, H, W]")
                        .refuses(
                                "window",
                                x -> Tensor.zeros(1, 1, 3, 3).unfold2d(4, 4, ConvSpec.of(1, 0)),
                                "4×4",
                                "[1, 1, 3, 3]"),
                Op.of("pad")
                        .sample("zero", x -> x[0].pad(PadMode.ZERO, 1, 2, 0, 1))
                        .sample("cut", x -> x[0].pad(PadMode.ZERO, -1, 2))
                        .sample("reflect", x -> x[0].pad(PadMode.REFLECT, 2, 1))
                        .sample("reflect rows and columns", x -> x[0].pad(PadMode.REFLECT, 2, 1, 1, 2))
                        .sample("replicate", x -> x[0].pad(PadMode.REPLICATE, 2, 1))
                        .sample("replicate rows and columns", x -> x[0].pad(PadMode.REPLICATE, 2, 1, 0, 3))
                        .refuses("pairs", x -> Tensor.zeros(2).pad(PadMode.ZERO, 1), "[1]", "[2]", "pairs")
                        .refuses("axes", x -> Tensor.zeros(2).pad(PadMode.ZERO, 1, 1, 1, 1), "[1, 1, 1, 1]", "[2]")
                        .refuses(
                                "reflection", x -> Tensor.zeros(2).pad(PadMode.REFLECT, 2, 0), "REFLECT", "2", "0 to 1")
                        .refuses("cut", x -> Tensor.zeros(2).pad(PadMode.ZERO, -2, -1), "[-2, -1]", "[2]"),
                Op.of("padWith")
                        .sample("value", x -> x[0].padWith(3, 1, 0, 2, 1))
                        .refuses("pairs", x -> Tensor.zeros(2).padWith(3, 1), "[1]", "[2]", "pairs"));
    }

    private static List<Op> matrices() {
        return List.of(
                Op.of("diagonal")
                        .sample("main", x -> x[0].diagonal(0, 0, 1))
                        .sample("above", x -> x[0].diagonal(1, -2, -1))
                        .sample("below", x -> x[0].diagonal(-1, 0, 2))
                        .refuses("axes", x -> Tensor.zeros(2, 3).diagonal(0, 1, -1), "axis 1", "[2, 3]"),
                Op.of("tril")
                        .sample("main", x -> x[0].tril(0))
                        .sample("below", x -> x[0].tril(-1))
                        .refuses("vector", x -> Tensor.zeros(2).tril(0), "[2]", "[..., rows, columns]"),
                Op.of("triu")
                        .sample("main", x -> x[0].triu(0))
                        .sample("above", x -> x[0].triu(2))
                        .refuses("vector", x -> Tensor.zeros(2).triu(0), "[2]", "[..., rows, columns]"));
    }
}
