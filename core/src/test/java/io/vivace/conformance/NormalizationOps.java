package io.vivace.conformance;

import static io.vivace.tensor.Normalization.batchNorm;
import static io.vivace.tensor.Normalization.batchNormRelu;
import static io.vivace.tensor.Normalization.groupNorm;
import static io.vivace.tensor.Normalization.instanceNorm;
import static io.vivace.tensor.Normalization.layerNorm;

import io.vivace.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Normalisation of batches, layers, planes and groups of channels. */
final class NormalizationOps {
    private static final double EPS = 1e-5;

    /** Batch normalisation, with or without a ReLU. */
    private interface Batch {
        Tensor apply(
                Tensor x,
                @Nullable Tensor scale,
                @Nullable Tensor shift,
                @Nullable Tensor mean,
                @Nullable Tensor variance,
                boolean training,
                double momentum,
                double eps);
    }

    private NormalizationOps() {}

    static List<Op> all() {
        return Stream.of(batches(), single()).flatMap(List::stream).toList();
    }

    private static List<Op> batches() {
        return List.of(
                batch("batchNorm", (x, s, t, m, v, on, p, e) -> batchNorm(x, s, t, m, v, on, p, e)),
                batch("batchNormRelu", (x, s, t, m, v, on, p, e) -> batchNormRelu(x, s, t, m, v, on, p, e)));
    }

    private static List<Op> single() {
        return List.of(
                Op.of("layerNorm")
                        .sample("last axis", x -> layerNorm(x[0], 1, x[1], x[2], EPS))
                        .sample("last axis, plain", x -> layerNorm(x[0], 1, null, null, EPS))
                        .sample("last two axes", x -> layerNorm(x[0], 2, x[1], x[2], EPS))
                        .floatsOnly()
                        .alwaysF32(1, 2)
                        .refuses(
                                "axes", x -> layerNorm(Tensor.zeros(2, 3), 3, null, null, EPS), "3", "[2, 3]", "1 to 2")
                        .refuses(
                                "scale",
                                x -> layerNorm(Tensor.zeros(2, 3), 1, Tensor.zeros(2), null, EPS),
                                "scale",
                                "[2]",
                                "[3]"),
                Op.of("instanceNorm")
                        .sample("planes", x -> instanceNorm(x[0], x[1], x[2], EPS))
                        .sample("planes, plain", x -> instanceNorm(x[0], null, null, EPS))
                        .sample("lines", x -> instanceNorm(x[0], x[1], x[2], EPS))
                        .floatsOnly()
                        .alwaysF32(1, 2)
                        .refuses("axes", x -> instanceNorm(Tensor.zeros(2, 3), null, null, EPS), "[2, 3]", "[N, C, L]")
                        .refuses(
                                "single value",
                                x -> instanceNorm(Tensor.zeros(2, 3, 1), null, null, EPS),
                                "[2, 3, 1]",
                                "more than one")
                        .refuses(
                                "shift",
                                x -> instanceNorm(Tensor.zeros(2, 3, 4), null, Tensor.zeros(2), EPS),
                                "shift",
                                "[2]",
                                "[3]"),
                Op.of("groupNorm")
                        .sample("two groups", x -> groupNorm(x[0], 2, x[1], x[2], EPS))
                        .sample("two groups, plain", x -> groupNorm(x[0], 2, null, null, EPS))
                        .sample("one group", x -> groupNorm(x[0], 1, x[1], x[2], EPS))
                        .floatsOnly()
                        .alwaysF32(1, 2)
                        .refuses(
                                "groups",
                                x -> groupNorm(Tensor.zeros(2, 3, 4), 2, null, null, EPS),
                                "2 groups",
                                "[2, 3, 4]")
                        .refuses(
                                "scale",
                                x -> groupNorm(Tensor.zeros(2, 4, 4), 2, Tensor.zeros(2), null, EPS),
                                "scale",
                                "[2]",
                                "[4]"));
    }

    private static Op batch(String name, Batch f) {
        return Op.of(name)
                .sample("training", x -> f.apply(x[0], x[1], x[2], null, null, true, 0.1, EPS))
                .sample("plain", x -> f.apply(x[0], null, null, null, null, true, 0.1, EPS))
                .sample("scale only", x -> f.apply(x[0], x[1], null, null, null, true, 0.1, EPS))
                .sample("rows", x -> f.apply(x[0], x[1], x[2], null, null, true, 0.1, EPS))
                .sample("lines", x -> f.apply(x[0], x[1], x[2], null, null, true, 0.1, EPS))
                .sample("volumes", x -> f.apply(x[0], x[1], x[2], null, null, true, 0.1, EPS))
                .samples("running", x -> running(f, x))
                .sample("evaluation", x -> f.apply(x[0], x[1], x[2], x[3], x[4], false, 0.1, EPS))
                .floatsOnly()
                .alwaysF32(1, 2, 3, 4)
                .f32Results(1, 2)
                .refuses(
                        "axes",
                        x -> f.apply(Tensor.zeros(3), null, null, null, null, true, 0.1, EPS),
                        "[3]",
                        "[N, C, ...]")
                .refuses(
                        "single value",
                        x -> f.apply(Tensor.zeros(1, 3), null, null, null, null, true, 0.1, EPS),
                        "[1, 3]",
                        "more than one value",
                        "larger batch")
                .refuses(
                        "no statistics",
                        x -> f.apply(Tensor.zeros(2, 3), null, null, null, null, false, 0.1, EPS),
                        "running statistics",
                        "training = true")
                .refuses(
                        "scale",
                        x -> f.apply(Tensor.zeros(2, 3), Tensor.zeros(2), null, null, null, true, 0.1, EPS),
                        "scale",
                        "[2]",
                        "[3]");
    }

    /** The result, and the statistics that training has moved on. */
    private static Tensor[] running(Batch f, Tensor[] x) {
        Tensor mean = x[3].copy();
        Tensor variance = x[4].copy();
        return new Tensor[] {f.apply(x[0], x[1], x[2], mean, variance, true, 0.3, EPS), mean, variance};
    }
}
