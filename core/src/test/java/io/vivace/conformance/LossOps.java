package io.vivace.conformance;

import io.vivace.loss.CrossEntropyOptions;
import io.vivace.loss.Loss;
import io.vivace.loss.Loss.Reduction;
import io.vivace.tensor.Tensor;
import java.util.List;

/** Losses. They compute in f32 whatever the type of the predictions. */
final class LossOps {
    /** A loss of numbers and their targets. */
    private interface Pair {
        Tensor apply(Tensor prediction, Tensor target, Reduction reduction);
    }

    private static final CrossEntropyOptions PLAIN = CrossEntropyOptions.defaults();

    private LossOps() {}

    static List<Op> all() {
        return List.of(
                crossEntropy(),
                nll(),
                bce(),
                bceWithLogits(),
                pair("mse", Loss::mse).sample("plain", x -> Loss.mse(x[0], x[1])),
                pair("l1", Loss::l1).sample("plain", x -> Loss.l1(x[0], x[1])),
                pair("smoothL1", (p, t, r) -> Loss.smoothL1(p, t, 0.5, r))
                        .sample("plain", x -> Loss.smoothL1(x[0], x[1], 0.5))
                        .refuses(
                                "beta", x -> Loss.smoothL1(Tensor.zeros(2), Tensor.zeros(2), -1), "-1.0", "at least 0"),
                pair("huber", (p, t, r) -> Loss.huber(p, t, 0.5, r))
                        .sample("plain", x -> Loss.huber(x[0], x[1], 0.5))
                        .refuses("delta", x -> Loss.huber(Tensor.zeros(2), Tensor.zeros(2), 0), "0.0", "above 0"),
                loss("cosineSimilarity")
                        .sample("axis 1", x -> Loss.cosineSimilarity(x[0], x[1], 1))
                        .refuses(
                                "shapes",
                                x -> Loss.cosineSimilarity(Tensor.zeros(2), Tensor.zeros(3), 0),
                                "[2]",
                                "[3]"),
                loss("cosine")
                        .sample("plain", x -> Loss.cosine(x[0], x[1]))
                        .sample("none", x -> Loss.cosine(x[0], x[1], Reduction.NONE))
                        .refuses("shapes", x -> Loss.cosine(Tensor.zeros(2), Tensor.zeros(3)), "[2]", "[3]"),
                loss("cosineEmbedding")
                        .sample("plain", x -> Loss.cosineEmbedding(x[0], x[1], x[2], -0.9, Reduction.MEAN))
                        .refuses(
                                "labels",
                                x -> Loss.cosineEmbedding(
                                        Tensor.ones(2, 3),
                                        Tensor.ones(2, 3),
                                        Tensor.of(new long[] {0, 1}),
                                        0,
                                        Reduction.MEAN),
                                "1 (together) or -1 (apart)")
                        .refuses(
                                "number of labels",
                                x -> Loss.cosineEmbedding(
                                        Tensor.ones(2, 3),
                                        Tensor.ones(2, 3),
                                        Tensor.of(new long[] {1}),
                                        0,
                                        Reduction.MEAN),
                                "[1]",
                                "[2]"));
    }

    private static Op loss(String name) {
        return Op.of(name).givesOtherType();
    }

    private static Op crossEntropy() {
        return loss("crossEntropy")
                .floatsOnly()
                .sample("plain", x -> Loss.crossEntropy(x[0], x[1]))
                .sample("sum", x -> Loss.crossEntropy(x[0], x[1], PLAIN.reducing(Reduction.SUM)))
                .sample("none", x -> Loss.crossEntropy(x[0], x[1], PLAIN.reducing(Reduction.NONE)))
                .sample("ignored class", x -> Loss.crossEntropy(x[0], x[1], PLAIN.ignoring(2)))
                .sample("ignored -100", x -> Loss.crossEntropy(x[0], x[1]))
                .sample("weights", x -> Loss.crossEntropy(x[0], x[1], PLAIN.weighting(x[2])))
                .sample("smoothing", x -> Loss.crossEntropy(x[0], x[1], PLAIN.smoothing(0.1)))
                .sample(
                        "smoothing, none",
                        x -> Loss.crossEntropy(x[0], x[1], PLAIN.smoothing(0.1).reducing(Reduction.NONE)))
                .sample(
                        "everything",
                        x -> Loss.crossEntropy(
                                x[0], x[1], PLAIN.smoothing(0.2).weighting(x[2]).ignoring(1)))
                .sample("probabilities", x -> Loss.crossEntropy(x[0], x[1]))
                .sample("probabilities, smoothing", x -> Loss.crossEntropy(x[0], x[1], PLAIN.smoothing(0.1)))
                .refuses(
                        "class",
                        x -> Loss.crossEntropy(Tensor.zeros(1, 3), Tensor.of(new long[] {3})),
                        "class 3",
                        "0 to 2")
                .refuses(
                        "shapes",
                        x -> Loss.crossEntropy(Tensor.zeros(2, 3), Tensor.of(new long[] {0})),
                        "[1]",
                        "[2]",
                        "[2, 3]")
                .refuses(
                        "rows",
                        x -> Tensor.zeros(2, 3).crossEntropy(Tensor.of(new long[] {0})),
                        "[2, 3]",
                        "i64[1]",
                        "[N, C]")
                .refuses(
                        "class of a row",
                        x -> Tensor.zeros(1, 3).crossEntropy(Tensor.of(new long[] {-1})),
                        "class -1",
                        "0 to 2")
                .refuses(
                        "exchanged",
                        x -> Loss.crossEntropy(Tensor.of(new long[] {0}), Tensor.zeros(1, 3)),
                        "i64",
                        "exchanged")
                .refuses(
                        "weights",
                        x -> Loss.crossEntropy(
                                Tensor.zeros(1, 3), Tensor.of(new long[] {0}), PLAIN.weighting(Tensor.ones(2))),
                        "[2]",
                        "[3]")
                .refuses(
                        "probabilities",
                        x -> Loss.crossEntropy(Tensor.zeros(2, 3), Tensor.zeros(2)),
                        "[2]",
                        "[2, 3]",
                        "i64");
    }

    private static Op nll() {
        return loss("nll")
                .floatsOnly()
                .sample("plain", x -> Loss.nll(x[0], x[1]))
                .sample(
                        "weights and ignored class",
                        x -> Loss.nll(x[0], x[1], PLAIN.weighting(x[2]).ignoring(0)))
                .refuses("class", x -> Loss.nll(Tensor.zeros(1, 3), Tensor.of(new long[] {3})), "class 3", "0 to 2")
                .refuses("floats", x -> Loss.nll(Tensor.zeros(2, 3), Tensor.zeros(2)), "f32", "i64");
    }

    private static Op bce() {
        return loss("bce")
                .sample("plain", x -> Loss.bce(x[0], x[1]))
                .sample("weights, sum", x -> Loss.bce(x[0], x[1], x[2], Reduction.SUM))
                .sample("none", x -> Loss.bce(x[0], x[1], null, Reduction.NONE))
                .refuses(
                        "range",
                        x -> Loss.bce(Tensor.full(x[0].dtype(), x[0].shape(), 1.5), x[0]),
                        "1.5",
                        "bceWithLogits")
                .refuses("shapes", x -> Loss.bce(Tensor.zeros(2), Tensor.zeros(2, 1)), "[2]", "[2, 1]", "reshape")
                .refuses(
                        "weight",
                        x -> Loss.bce(Tensor.zeros(2), Tensor.zeros(2), Tensor.zeros(3), Reduction.SUM),
                        "[3]",
                        "[2]");
    }

    private static Op bceWithLogits() {
        return loss("bceWithLogits")
                .sample("plain", x -> Loss.bceWithLogits(x[0], x[1]))
                .sample("none", x -> Loss.bceWithLogits(x[0], x[1], null, null, Reduction.NONE))
                .sample("weights", x -> Loss.bceWithLogits(x[0], x[1], x[2], x[3], Reduction.MEAN))
                .refuses(
                        "shapes",
                        x -> Loss.bceWithLogits(Tensor.zeros(2), Tensor.zeros(2, 1)),
                        "[2]",
                        "[2, 1]",
                        "reshape")
                .refuses(
                        "positive weight",
                        x -> Loss.bceWithLogits(Tensor.zeros(2), Tensor.zeros(2), null, Tensor.zeros(3), Reduction.SUM),
                        "[3]",
                        "[2]");
    }

    private static Op pair(String name, Pair f) {
        return loss(name)
                .sample("sum", x -> f.apply(x[0], x[1], Reduction.SUM))
                .sample("none", x -> f.apply(x[0], x[1], Reduction.NONE))
                .refuses(
                        "shapes",
                        x -> f.apply(Tensor.zeros(2), Tensor.zeros(2, 1), Reduction.MEAN),
                        "[2]",
                        "[2, 1]",
                        "nothing is broadcast",
                        "reshape");
    }
}
