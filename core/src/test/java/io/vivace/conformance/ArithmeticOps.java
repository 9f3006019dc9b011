package io.vivace.conformance;

import io.vivace.memory.DType;
import io.vivace.tensor.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Arithmetic, where, and the forms that change their operand. */
final class ArithmeticOps {
    private ArithmeticOps() {}

    static List<Op> all() {
        return List.of(
                binary("add", Tensor::add).sample("number", x -> x[0].add(1.5)),
                binary("sub", Tensor::sub).sample("number", x -> x[0].sub(1.5)),
                binary("mul", Tensor::mul).sample("number", x -> x[0].mul(-2.5)),
                binary("div", Tensor::div).sample("number", x -> x[0].div(4)),
                Op.of("neg").sample("number", x -> x[0].neg()),
                binary("pow", Tensor::pow)
                        .sample("zero base", x -> x[0].pow(x[1]))
                        .sample("square", x -> x[0].pow(2))
                        .sample("cube", x -> x[0].pow(3))
                        .sample("fraction", x -> x[0].pow(0.7))
                        .sample("nothing", x -> x[0].pow(0))
                        .sample("one", x -> x[0].pow(1))
                        .bf16Tolerance(4),
                binary("maximum", Tensor::maximum).sample("ties", x -> x[0].maximum(x[1])),
                binary("minimum", Tensor::minimum).sample("ties", x -> x[0].minimum(x[1])),
                Op.of("where")
                        .sample("same", x -> Tensor.where(x[0], x[1], x[2]))
                        .sample("broadcast", x -> Tensor.where(x[0], x[1], x[2]))
                        .refuses(
                                "condition",
                                x -> Tensor.where(Tensor.zeros(3), Tensor.zeros(3), Tensor.ones(3)),
                                "f32",
                                "bool",
                                "ne(0)")
                        .refuses(
                                "shapes",
                                x -> Tensor.where(Tensor.zeros(3).eq(0), Tensor.zeros(2), Tensor.ones(3)),
                                "[3]",
                                "[2]"),
                inPlace("add_", Tensor::add_).sample("number", x -> x[0].copy().add_(1.5)),
                inPlace("sub_", Tensor::sub_),
                inPlace("mul_", Tensor::mul_).sample("number", x -> x[0].copy().mul_(-2.5)),
                inPlace("div_", Tensor::div_).floatsOnly(),
                inPlace("copy_", Tensor::copy_),
                unaryInPlace("fill_", x -> x.fill_(1.5))
                        .sample("whole number", x -> x[0].copy().fill_(3)),
                unaryInPlace("zero_", Tensor::zero_));
    }

    private static Op binary(String name, BinaryOperator<Tensor> f) {
        return Op.of(name)
                .sample("same", x -> f.apply(x[0], x[1]))
                .sample("broadcast", x -> f.apply(x[0], x[1]))
                .refuses("shapes", x -> f.apply(Tensor.zeros(2, 3), Tensor.zeros(4)), "[2, 3]", "[4]", "equal");
    }

    private static Op inPlace(String name, BinaryOperator<Tensor> f) {
        return Op.of(name)
                .sample("tensor", x -> f.apply(x[0].copy(), x[1]))
                .refuses("shapes", x -> f.apply(Tensor.zeros(3), Tensor.zeros(2, 3)), "[2, 3]", "[3]")
                .refuses(
                        "leaf",
                        x -> f.apply(Tensor.zeros(3).requiresGrad(), Tensor.zeros(3)),
                        "requires a gradient",
                        "noGrad")
                .refuses(
                        "repeated",
                        x -> f.apply(Tensor.zeros(1).expand(3), Tensor.zeros(3)),
                        "share one place",
                        "copy()");
    }

    private static Op unaryInPlace(String name, UnaryOperator<Tensor> f) {
        return Op.of(name)
                .sample("number", x -> f.apply(x[0].copy()))
                .without(Check.SECOND_GRADIENT, "the gradient is 0 everywhere")
                .refuses(
                        "repeated",
                        x -> f.apply(Tensor.full(DType.F32, Tensor.zeros(1).shape(), 1)
                                .expand(3)),
                        "copy()");
    }
}
