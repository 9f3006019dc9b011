package io.vivace.conformance;

import io.vivace.backend.ConvSpec;
import io.vivace.tensor.Convolution;
import io.vivace.tensor.Tensor;
import java.util.List;

/** Convolution and transposed convolution. */
final class ConvolutionOps {
    private static final ConvSpec PLAIN = ConvSpec.of(1, 0);

    private ConvolutionOps() {}

    static List<Op> all() {
        return List.of(conv2d(), conv1d(), convTranspose2d(), convTranspose1d());
    }

    /** The same numbers for rows and columns. */
    private static ConvSpec spec(int stride, int pad, int dilation, long groups) {
        return new ConvSpec(stride, stride, pad, pad, dilation, dilation, (int) groups);
    }

    private static Op conv2d() {
        return Op.of("conv2d")
                .sample("padded", x -> Convolution.conv2d(x[0], x[1], x[2], ConvSpec.of(1, 1)))
                .sample("no bias", x -> Convolution.conv2d(x[0], x[1], null, PLAIN))
                .sample("one by one", x -> Convolution.conv2d(x[0], x[1], x[2], PLAIN))
                .sample("stride 2", x -> Convolution.conv2d(x[0], x[1], x[2], ConvSpec.of(2, 1)))
                .sample("dilation", x -> Convolution.conv2d(x[0], x[1], x[2], spec(1, 2, 2, 1)))
                .sample("groups", x -> Convolution.conv2d(x[0], x[1], x[2], spec(1, 1, 1, 2)))
                .sample("depthwise", x -> Convolution.conv2d(x[0], x[1], x[2], spec(1, 1, 1, x[0].size(1))))
                .sample(
                        "depthwise, two for one, stride 2",
                        x -> Convolution.conv2d(x[0], x[1], x[2], spec(2, 1, 1, x[0].size(1))))
                .sample("uneven", x -> Convolution.conv2d(x[0], x[1], x[2], new ConvSpec(2, 1, 0, 2, 1, 2, 1)))
                .floatsOnly()
                .refuses(
                        "channels",
                        x -> Convolution.conv2d(Tensor.zeros(8, 1, 28, 28), Tensor.zeros(16, 3, 3, 3), null, PLAIN),
                        "[8, 1, 28, 28]",
                        "1 channel",
                        "[16, 3, 3, 3]",
                        "expects 3")
                .refuses(
                        "axes",
                        x -> Convolution.conv2d(Tensor.zeros(3, 28, 28), Tensor.zeros(16, 3, 3, 3), null, PLAIN),
                        "[3, 28, 28]",
                        "[N, C, H, W]",
                        "unsqueeze(0)")
                .refuses(
                        "kernel",
                        x -> Convolution.conv2d(Tensor.zeros(1, 1, 2, 5), Tensor.zeros(1, 1, 3, 3), null, PLAIN),
                        "[1, 1, 2, 5]",
                        "3 rows",
                        "larger input")
                .refuses(
                        "bias",
                        x -> Convolution.conv2d(
                                Tensor.zeros(1, 1, 3, 3), Tensor.zeros(2, 1, 3, 3), Tensor.zeros(1), PLAIN),
                        "[1]",
                        "[2]")
                .refuses(
                        "groups",
                        x -> Convolution.conv2d(
                                Tensor.zeros(1, 3, 3, 3), Tensor.zeros(2, 1, 3, 3), null, spec(1, 0, 1, 2)),
                        "groups 2",
                        "[1, 3, 3, 3]");
    }

    private static Op conv1d() {
        return Op.of("conv1d")
                .sample("padded", x -> Convolution.conv1d(x[0], x[1], x[2], 1, 1, 1, 1))
                .sample("stride, dilation, groups", x -> Convolution.conv1d(x[0], x[1], null, 2, 3, 2, 2))
                .floatsOnly()
                .refuses(
                        "channels",
                        x -> Convolution.conv1d(Tensor.zeros(1, 2, 5), Tensor.zeros(4, 3, 3), null, 1, 0, 1, 1),
                        "[1, 2, 5]",
                        "2 channels",
                        "[4, 3, 3]",
                        "expects 3")
                .refuses(
                        "kernel",
                        x -> Convolution.conv1d(Tensor.zeros(1, 1, 2), Tensor.zeros(1, 1, 3), null, 1, 0, 1, 1),
                        "[1, 1, 2]",
                        "3 elements",
                        "[1, 1, 3]")
                .refuses(
                        "axes",
                        x -> Convolution.conv1d(Tensor.zeros(3, 5), Tensor.zeros(1, 3, 3), null, 1, 0, 1, 1),
                        "[3, 5]",
                        "[N, C, L]",
                        "unsqueeze(0)");
    }

    private static Op convTranspose2d() {
        return Op.of("convTranspose2d")
                .sample("plain", x -> Convolution.convTranspose2d(x[0], x[1], x[2], PLAIN, 0, 0))
                .sample(
                        "stride 2, output padding",
                        x -> Convolution.convTranspose2d(x[0], x[1], x[2], ConvSpec.of(2, 1), 1, 1))
                .sample("groups", x -> Convolution.convTranspose2d(x[0], x[1], x[2], spec(2, 0, 1, 2), 0, 0))
                .sample(
                        "depthwise",
                        x -> Convolution.convTranspose2d(x[0], x[1], x[2], spec(2, 1, 1, x[0].size(1)), 0, 0))
                .sample(
                        "uneven, no bias",
                        x -> Convolution.convTranspose2d(x[0], x[1], null, new ConvSpec(2, 1, 1, 0, 1, 2, 1), 1, 0))
                .floatsOnly()
                .refuses(
                        "channels",
                        x -> Convolution.convTranspose2d(
                                Tensor.zeros(1, 3, 4, 4), Tensor.zeros(4, 3, 2, 2), null, PLAIN, 0, 0),
                        "[1, 3, 4, 4]",
                        "[4, 3, 2, 2]",
                        "[in, out/groups")
                .refuses(
                        "output padding",
                        x -> Convolution.convTranspose2d(
                                Tensor.zeros(1, 1, 4, 4), Tensor.zeros(1, 1, 2, 2), null, PLAIN, 1, 0),
                        "1×0",
                        "stride 1×1")
                .refuses(
                        "size",
                        x -> Convolution.convTranspose2d(
                                Tensor.zeros(1, 1, 1, 1), Tensor.zeros(1, 1, 2, 2), null, ConvSpec.of(1, 1), 0, 0),
                        "[1, 1, 1, 1]",
                        "less padding")
                .refuses(
                        "axes",
                        x -> Convolution.convTranspose2d(
                                Tensor.zeros(1, 4, 4), Tensor.zeros(1, 1, 2, 2), null, PLAIN, 0, 0),
                        "[1, 4, 4]",
                        "[N, C, H, W]");
    }

    private static Op convTranspose1d() {
        return Op.of("convTranspose1d")
                .sample("plain", x -> Convolution.convTranspose1d(x[0], x[1], x[2], 1, 0, 0, 1, 1))
                .sample("everything", x -> Convolution.convTranspose1d(x[0], x[1], null, 2, 1, 1, 2, 2))
                .floatsOnly()
                .refuses(
                        "channels",
                        x -> Convolution.convTranspose1d(
                                Tensor.zeros(1, 3, 4), Tensor.zeros(4, 3, 2), null, 1, 0, 0, 1, 1),
                        "[1, 3, 4]",
                        "[4, 3, 2]",
                        "[in, out/groups")
                .refuses(
                        "bias",
                        x -> Convolution.convTranspose1d(
                                Tensor.zeros(1, 3, 4), Tensor.zeros(3, 2, 2), Tensor.zeros(3), 1, 0, 0, 1, 1),
                        "[3]",
                        "[2]");
    }
}
