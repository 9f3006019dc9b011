package io.vivace.benchmarks.peers;

import io.vivace.benchmarks.work.Classification;
import io.vivace.benchmarks.work.Net;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** The classifiers in terms of PyTorch's functions, over a state with Vivace's names, which are torchvision's. */
final class TorchNet {
    private static final double EPS = 1e-5;

    private final Map<String, Tensor> state;
    private final double momentum;
    private final boolean training;

    TorchNet(Map<String, Tensor> state, double momentum) {
        this(state, momentum, true);
    }

    private TorchNet(Map<String, Tensor> state, double momentum, boolean training) {
        this.state = state;
        this.momentum = momentum;
        this.training = training;
    }

    /** {@return the nets in evaluation mode} */
    static TorchNet forInference(Map<String, Tensor> state) {
        return new TorchNet(state, 0, false);
    }

    static TorchNet of(Classification w, Map<String, Tensor> state) {
        return new TorchNet(state, w.net() == Net.RESNET34 ? 0.1 : 0.01);
    }

    /** {@return the logits} */
    Tensor forward(Net net, Tensor x) {
        return net == Net.RESNET34 ? resnet(x) : darknet(x);
    }

    // ---------------------------------------------------------------------------------------------- layers

    Tensor weight(String name) {
        return TorchValues.named(state, name);
    }

    static Tensor conv(Tensor x, Tensor weight, TensorOptional bias, int stride) {
        long pad = weight.size(2) / 2;
        return torch.conv2d(x, weight, bias, new long[] {stride, stride}, new long[] {pad, pad}, new long[] {1, 1}, 1);
    }

    Tensor conv(Tensor x, String name, int stride) {
        return conv(x, weight(name + ".weight"), new TensorOptional(), stride);
    }

    Tensor norm(Tensor x, String name) {
        return torch.batch_norm(
                x,
                new TensorOptional(weight(name + ".weight")),
                new TensorOptional(weight(name + ".bias")),
                new TensorOptional(weight(name + ".running_mean")),
                new TensorOptional(weight(name + ".running_var")),
                training,
                momentum,
                EPS,
                false);
    }

    private Tensor linear(Tensor x, String name) {
        Tensor rows = torch.adaptive_avg_pool2d(x, 1, 1).flatten(1, -1);
        return torch.linear(rows, weight(name + ".weight"), new TensorOptional(weight(name + ".bias")));
    }

    // ---------------------------------------------------------------------------------------------- nets

    private Tensor resnet(Tensor input) {
        Tensor x = norm(conv(input, "conv1", 2), "bn1").relu_();
        x = halved(x);
        for (int g = 0; g < Net.RESNET_GROUPS.size(); g++) {
            x = group(x, g, "layer" + (g + 1));
        }
        return linear(x, "fc");
    }

    static Tensor halved(Tensor x) {
        return torch.max_pool2d(x, new long[] {3, 3}, new long[] {2, 2}, new long[] {1, 1}, new long[] {1, 1}, false);
    }

    /** {@return the output of a group of ResNet-34's blocks} */
    Tensor group(Tensor input, int number, String path) {
        Tensor x = input;
        for (int i = 0; i < Net.RESNET_GROUPS.get(number); i++) {
            x = basicBlock(x, path + "." + i, number > 0 && i == 0);
        }
        return x;
    }

    private Tensor basicBlock(Tensor x, String path, boolean halves) {
        Tensor y = norm(conv(x, path + ".conv1", halves ? 2 : 1), path + ".bn1").relu_();
        y = norm(conv(y, path + ".conv2", 1), path + ".bn2");
        Tensor shortcut = halves ? norm(conv(x, path + ".downsample.0", 2), path + ".downsample.1") : x;
        return y.add_(shortcut).relu_();
    }

    private Tensor darknet(Tensor input) {
        int at = 0;
        Tensor x = darkConv(input, "layers." + at++, 1);
        for (int g = 0; g < Net.DARKNET_GROUPS.size(); g++) {
            x = darkConv(x, "layers." + at++, g == 1 ? 1 : 2);
            for (int i = 0; i < Net.DARKNET_GROUPS.get(g); i++) {
                String block = "layers." + at++ + ".1.";
                x = x.add(darkConv(darkConv(x, block + "0", 1), block + "1", 1));
            }
        }
        return linear(x, "layers." + (at + 2));
    }

    private Tensor darkConv(Tensor x, String path, int stride) {
        return torch.leaky_relu_(norm(conv(x, path + ".0", stride), path + ".1"), new Scalar(0.1));
    }
}
