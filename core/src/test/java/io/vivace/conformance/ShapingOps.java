package io.vivace.conformance;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/** Other shapes, orders and parts. */
final class ShapingOps {
    private ShapingOps() {}

    static List<Op> all() {
        return Stream.of(shapes(), orders(), parts(), copies(), joins())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Op> shapes() {
        return List.of(
                Op.of("reshape")
                        .sample("rows", x -> x[0].reshape(-1, 2))
                        .sample("flat", x -> x[0].reshape(-1))
                        .refuses("elements", x -> Tensor.zeros(2, 3).reshape(4), "[2, 3]", "6 elements", "[4]")
                        .refuses("open size", x -> Tensor.zeros(2, 3).reshape(-1, 4), "[-1, 4]", "6 elements")
                        .refuses("two open sizes", x -> Tensor.zeros(2, 3).reshape(-1, -1), "[-1, -1]")
                        .refuses("negative size", x -> Tensor.zeros(2, 3).reshape(-2, -3), "[-2, -3]"),
                Op.of("viewAs")
                        .sample("rows", x -> x[0].viewAs(-1, 2))
                        .without(Check.NON_CONTIGUOUS, "refused where a copy would be needed: see wrong arguments")
                        .refuses("layout", x -> Tensor.zeros(2, 3).t().viewAs(6), "[3, 2]", "[6]", "use reshape")
                        .refuses("elements", x -> Tensor.zeros(2, 3).viewAs(4), "[2, 3]", "[4]"),
                Op.of("squeeze")
                        .sample("middle", x -> x[0].squeeze(1))
                        .refuses("size", x -> Tensor.zeros(2, 3).squeeze(1), "axis 1", "[2, 3]", "size 3")
                        .refuses("axis", x -> Tensor.zeros(2, 1).squeeze(2), "axis 2", "[2, 1]"),
                Op.of("unsqueeze")
                        .sample("middle", x -> x[0].unsqueeze(1))
                        .sample("end", x -> x[0].unsqueeze(-1))
                        .refuses("place", x -> Tensor.zeros(2).unsqueeze(3), "3", "[2]", "-2 to 1"),
                Op.of("flatten")
                        .sample("all but first", x -> x[0].flatten(1, -1))
                        .refuses("axis", x -> Tensor.zeros(2, 3).flatten(1, 2), "axis 2", "[2, 3]")
                        .refuses("order", x -> Tensor.zeros(2, 3, 4).flatten(2, 1), "2", "1", "[2, 3, 4]"));
    }

    private static List<Op> orders() {
        return List.of(
                Op.of("permute")
                        .sample("four axes", x -> x[0].permute(0, 2, 3, 1))
                        .sample("back", x -> x[0].permute(2, 0, 1))
                        .refuses("number of axes", x -> Tensor.zeros(2, 3).permute(0), "[0]", "[2, 3]")
                        .refuses("axis twice", x -> Tensor.zeros(2, 3).permute(1, -1), "[1, -1]", "twice")
                        .refuses("axis", x -> Tensor.zeros(2, 3).permute(0, 2), "axis 2", "[2, 3]"),
                Op.of("transpose")
                        .sample("first and last", x -> x[0].transpose(0, -1))
                        .refuses("axis", x -> Tensor.zeros(2, 3).transpose(0, 2), "axis 2", "[2, 3]"),
                Op.of("t")
                        .sample("last two", x -> x[0].t())
                        .refuses("vector", x -> Tensor.zeros(2).t(), "[2]"),
                Op.of("expand")
                        .sample("middle", x -> x[0].expand(2, -1, 3, -1))
                        .refuses("size", x -> Tensor.zeros(2, 3).expand(4, 3), "[2, 3]", "[4, 3]", "size 2")
                        .refuses("fewer axes", x -> Tensor.zeros(2, 3).expand(3), "[2, 3]", "[3]"));
    }

    private static List<Op> parts() {
        return List.of(
                Op.of("slice")
                        .sample("step", x -> x[0].slice(1, 1, 4, 2))
                        .sample("from the end", x -> x[0].slice(0, -3, -1, 1))
                        .sample("empty", x -> x[0].slice(0, 2, 2, 1))
                        .refuses("end", x -> Tensor.zeros(2, 3).slice(1, 0, 4, 1), "0 to 4", "axis 1", "[2, 3]")
                        .refuses("start", x -> Tensor.zeros(2, 3).slice(1, -4, 2, 1), "-4 to 2", "axis 1", "[2, 3]")
                        .refuses("order", x -> Tensor.zeros(2, 3).slice(1, 2, 1, 1), "2 to 1", "axis 1")
                        .refuses("step", x -> Tensor.zeros(2, 3).slice(1, 0, 2, -1), "step -1", "flip"),
                Op.of("narrow")
                        .sample("rows", x -> x[0].narrow(0, 1, 2))
                        .refuses("length", x -> Tensor.zeros(2, 3).narrow(1, 2, 2), "2", "axis 1", "[2, 3]"),
                Op.of("select")
                        .sample("column", x -> x[0].select(1, 2))
                        .sample("last", x -> x[0].select(0, -1))
                        .refuses("position", x -> Tensor.zeros(2, 3).select(1, 3), "position 3", "axis 1", "[2, 3]"),
                Op.of("asStrided")
                        .sample("windows", x -> x[0].asStrided(Shape.of(3, 2), new long[] {2, 1}, 1))
                        .withoutGradient("outside of the graph by definition")
                        .without(Check.ZERO_SIZE, "there is no memory to look at")
                        .without(Check.NON_CONTIGUOUS, "addresses memory, not elements")
                        .refuses(
                                "reach",
                                x -> Tensor.zeros(4).asStrided(Shape.of(2, 2), new long[] {3, 1}, 1),
                                "[3, 1]",
                                "4 elements"));
    }

    private static List<Op> copies() {
        return List.of(
                Op.of("contiguous").sample("plain", x -> x[0].contiguous()),
                Op.of("channelsLast")
                        .sample("pictures", x -> x[0].channelsLast())
                        .refuses("axes", x -> Tensor.zeros(2, 3).channelsLast(), "[2, 3]", "4 axes"),
                Op.of("copy").sample("plain", x -> x[0].copy()),
                Op.of("to")
                        .sample("i64", x -> x[0].to(DType.I64))
                        .sample("i32", x -> x[0].to(DType.I32))
                        .sample("u8", x -> x[0].to(DType.U8))
                        .sample("bool", x -> x[0].to(DType.BOOL))
                        .sample("f32", x -> x[0].to(DType.F32))
                        .sample("bf16 and back", x -> x[0].to(DType.BF16).to(DType.F32))
                        .givesOtherType()
                        .without(
                                Check.FINITE_DIFFERENCES,
                                "rounding makes steps; the gradient passes as if there were none"));
    }

    private static List<Op> joins() {
        return List.of(
                Op.of("cat")
                        .sample("axis 0", x -> Tensor.cat(0, x))
                        .sample("axis 1", x -> Tensor.cat(1, x))
                        .refuses("nothing", x -> Tensor.cat(0), "at least one")
                        .refuses(
                                "sizes",
                                x -> Tensor.cat(0, Tensor.zeros(2, 3), Tensor.zeros(2, 4)),
                                "[2, 3]",
                                "[2, 4]",
                                "axis 0")
                        .refuses("ranks", x -> Tensor.cat(0, Tensor.zeros(2, 3), Tensor.zeros(2)), "[2, 3]", "[2]")
                        .refuses("axis", x -> Tensor.cat(2, Tensor.zeros(2, 3)), "axis 2", "[2, 3]"),
                Op.of("stack")
                        .sample("axis 0", x -> Tensor.stack(0, x))
                        .sample("axis -1", x -> Tensor.stack(-1, x))
                        .refuses("nothing", x -> Tensor.stack(0), "at least one")
                        .refuses("sizes", x -> Tensor.stack(0, Tensor.zeros(2), Tensor.zeros(3)), "[2]", "[3]")
                        .refuses("axis", x -> Tensor.stack(3, Tensor.zeros(2)), "3", "[2]"));
    }
}
