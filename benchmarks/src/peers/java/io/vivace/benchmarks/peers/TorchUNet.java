package io.vivace.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The U-Net on ResNet-34 in terms of PyTorch's functions. */
final class TorchUNet {
    private final TorchNet layers;

    TorchUNet(Map<String, Tensor> state) {
        layers = new TorchNet(state, 0.1);
    }

    /** {@return the logits} */
    Tensor forward(Tensor input) {
        List<Tensor> skips = new ArrayList<>();
        Tensor x = layers.norm(layers.conv(input, "encoder.0", 2), "encoder.1").relu_();
        skips.add(x);
        x = TorchNet.halved(x);
        for (int g = 0; g < 4; g++) {
            x = layers.group(x, g, "encoder." + (4 + g));
            skips.add(x);
        }
        x = x.relu();
        for (int i = 1; i <= 4; i++) {
            x = block(x, skips.get(4 - i), "up" + i);
        }
        return enlarged(x, "up5");
    }

    private Tensor block(Tensor x, Tensor skip, String path) {
        String conv = path + ".x_conv";
        Tensor side = TorchNet.conv(
                skip, layers.weight(conv + ".weight"), new TensorOptional(layers.weight(conv + ".bias")), 1);
        Tensor both = torch.cat(new TensorVector(enlarged(x, path + ".tr_conv"), side), 1);
        return layers.norm(both.relu_(), path + ".bn");
    }

    private Tensor enlarged(Tensor x, String path) {
        return torch.conv_transpose2d(
                x,
                layers.weight(path + ".weight"),
                new TensorOptional(layers.weight(path + ".bias")),
                new long[] {2, 2},
                new long[] {0, 0},
                new long[] {0, 0},
                1,
                1,
                1);
    }
}
