package io.vivace.vision.models;

import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Init;
import io.vivace.nn.Layers;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import java.util.ArrayList;
import java.util.List;

/** What keeps the numbers of a {@link DynamicUnet}'s decoder in bounds. */
public enum DecoderNorm {
    /** Nothing: convolutions with biases. This is what fastai's unet_learner does, as its norm_type is None. */
    NONE,
    /** Batch norm behind the activation of every convolution but the last, which have no biases then; it starts at 0 in the residual block. */
    BATCH,
    /** Weights as length times direction (Salimans and Kingma 2016). */
    WEIGHT,
    /** Weights divided by their largest singular value (Miyato et al. 2018). */
    SPECTRAL;

    private static final Init ZERO = Init.constant(0);
    private static final double SHIFT = 1e-3;

    /** {@return a convolution 3×3 with what follows it: ReLU and batch norm, in this order} */
    Sequential conv(int in, int out) {
        return conv(in, out, 1);
    }

    /**
     * {@return a convolution 3×3 with what follows it}
     *
     * @param scale what the scales of batch norm start with
     */
    Sequential conv(int in, int out, double scale) {
        List<Module> layers = new ArrayList<>(
                List.of(bare(in, out, 3, Init.kaimingNormal()), Layers.relu().inPlace()));
        if (this == BATCH) {
            layers.add(norm(out, scale));
        }
        return Layers.sequential(layers);
    }

    /** {@return a convolution 1×1, followed by batch norm} */
    Sequential narrow(int in, int out, Init start) {
        return this == BATCH
                ? Layers.sequential(bare(in, out, 1, start), norm(out, 1))
                : Layers.sequential(bare(in, out, 1, start));
    }

    /** {@return a convolution 1×1 with bias and without batch norm} */
    Module last(int in, int out) {
        return (this == BATCH ? NONE : this).bare(in, out, 1, Init.kaimingNormal());
    }

    private Module bare(int in, int out, int size, Init start) {
        return switch (this) {
            case NONE -> Conv2d.of(in, out, size).starting(start, ZERO);
            case BATCH -> Conv2d.of(in, out, size).noBias().starting(start, ZERO);
            case WEIGHT -> NormedConv.weight(in, out, size, start);
            case SPECTRAL -> NormedConv.spectral(in, out, size, true, start);
        };
    }

    /** {@return fastai's batch norm, with shifts that start a little above 0} */
    static BatchNorm2d norm(int channels, double scale) {
        return BatchNorm2d.of(channels).starting(scale, SHIFT);
    }
}
