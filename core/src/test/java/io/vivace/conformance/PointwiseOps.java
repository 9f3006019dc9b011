package io.vivace.conformance;

import io.vivace.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/** Functions of one element. */
final class PointwiseOps {
    private PointwiseOps() {}

    static List<Op> all() {
        return List.of(
                unary("exp", Tensor::exp),
                unary("log", Tensor::log),
                unary("log1p", Tensor::log1p),
                unary("sqrt", Tensor::sqrt),
                unary("rsqrt", Tensor::rsqrt),
                unary("reciprocal", Tensor::reciprocal),
                unary("square", Tensor::square),
                unary("abs", Tensor::abs).sample("whole", x -> x[0].abs()),
                unary("sign", Tensor::sign),
                unary("floor", Tensor::floor),
                unary("round", Tensor::round),
                unary("sin", Tensor::sin),
                unary("cos", Tensor::cos),
                unary("erf", Tensor::erf),
                unary("clamp", x -> x.clamp(-0.75, 1.25))
                        .refuses("limits", x -> Tensor.zeros(3).clamp(2, 1), "2.0", "1.0"),
                unary("relu", Tensor::relu),
                unary("leakyRelu", x -> x.leakyRelu(0.1)).sample("negative slope", x -> x[0].leakyRelu(-0.3)),
                Op.of("prelu")
                        .sample("one weight", x -> x[0].prelu(x[1]))
                        .sample("channels", x -> x[0].prelu(x[1]))
                        .refuses("weights", x -> Tensor.zeros(2, 3).prelu(Tensor.zeros(4)), "4 weights", "3 channels"),
                unary("elu", x -> x.elu(0.8)),
                unary("selu", Tensor::selu),
                unary("gelu", Tensor::gelu),
                unary("geluTanh", Tensor::geluTanh),
                unary("silu", Tensor::silu),
                unary("sigmoid", Tensor::sigmoid),
                unary("tanh", Tensor::tanh),
                unary("softplus", Tensor::softplus),
                unary("hardSigmoid", Tensor::hardSigmoid),
                unary("hardSwish", Tensor::hardSwish),
                unary("hardTanh", x -> x.hardTanh(-1, 2)),
                unary("relu6", Tensor::relu6),
                inPlace("relu_", Tensor::relu_),
                inPlace("leakyRelu_", x -> x.leakyRelu_(0.1))
                        .refuses("slope", x -> Tensor.zeros(3).leakyRelu_(-1), "-1.0", "use leakyRelu"));
    }

    private static Op unary(String name, UnaryOperator<Tensor> f) {
        return Op.of(name).sample("plain", x -> f.apply(x[0]));
    }

    private static Op inPlace(String name, UnaryOperator<Tensor> f) {
        return unary(name, x -> f.apply(x.copy()))
                .floatsOnly()
                .refuses("leaf", x -> f.apply(Tensor.zeros(3).requiresGrad()), "requires a gradient", "noGrad")
                .refuses("repeated", x -> f.apply(Tensor.zeros(1).expand(3)), "share one place", "copy()");
    }
}
