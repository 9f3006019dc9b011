package io.vivace.gan.models;

import static io.vivace.nn.Layers.leakyRelu;

import io.vivace.memory.DType;
import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives each picture a number; see {@link Dcgan}. What a low number means is a matter of the loss: with that of
 * {@link io.vivace.gan.Wgan}, that the picture looks real.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, channels, H, W], H and W at least the size</td></tr>
 * <tr><td>output</td><td>[N], f32</td></tr>
 * </table>
 *
 * <table>
 * <caption>Layers</caption>
 * <tr><td>initial</td><td>convolution (conv) of kernel 4 and stride 2 to the features, leaky ReLU of slope 0.2 (relu)</td></tr>
 * <tr><td>extra.0 ...</td><td>conv of kernel 3, relu, batch norm (bn)</td></tr>
 * <tr><td>pyramid.0 ...</td><td>conv of kernel 4 and stride 2 to twice as many features, relu, bn, until pictures are 4×4</td></tr>
 * <tr><td>final</td><td>convolution of kernel 4 to one number, or to several of a larger picture, whose mean is taken</td></tr>
 * </table>
 *
 * <pre>{@code
 * Dcgan.critic(64).extraLayers(1).init(new Rng(42)).forward(pictures)
 * }</pre>
 */
public final class DcganCritic extends Module {
    private final DcganPlan plan;
    private final Module initial;
    private final Module extra;
    private final Module pyramid;
    private final Module last;

    DcganCritic(DcganPlan plan) {
        this.plan = plan;
        initial = child("initial", Dcgan.block(halving(plan.channels(), plan.features()), activation(), null));
        List<Module> equal = new ArrayList<>();
        for (int i = 0; i < plan.extraLayers(); i++) {
            Module conv = Conv2d.of(plan.features(), plan.features(), 3).noBias();
            equal.add(Dcgan.block(conv, activation(), BatchNorm2d.of(plan.features())));
        }
        extra = child("extra", new Sequential(equal));
        List<Module> halvings = new ArrayList<>();
        int width = plan.features();
        for (int i = 0; i < plan.pyramid(); i++) {
            int wider = 2 * width;
            halvings.add(Dcgan.block(halving(width, wider), activation(), BatchNorm2d.of(wider)));
            width = wider;
        }
        pyramid = child("pyramid", new Sequential(halvings));
        last = child("final", Conv2d.of(width, 1, Dcgan.GRID).padding(0).noBias());
    }

    private static Module halving(int in, int out) {
        return Conv2d.of(in, out, 4).stride(2).noBias();
    }

    private static Module activation() {
        return leakyRelu(0.2).inPlace();
    }

    /**
     * {@return a new critic of pictures with another number of channels}
     *
     * @param channels 3 for RGB, 1 for grey
     */
    public DcganCritic channels(int channels) {
        return new DcganCritic(plan.withChannels(channels));
    }

    /**
     * {@return a new critic with another number of features}
     *
     * @param features after the first convolution
     */
    public DcganCritic features(int features) {
        return new DcganCritic(plan.withFeatures(features));
    }

    /**
     * {@return a new critic with layers that keep the size}
     *
     * @param layers after the first one
     */
    public DcganCritic extraLayers(int layers) {
        return new DcganCritic(plan.withExtraLayers(layers));
    }

    @Override
    protected Tensor compute(Tensor x) {
        if (x.rank() != 4 || x.size(1) != plan.channels() || x.size(2) < plan.size() || x.size(3) < plan.size()) {
            throw new IllegalArgumentException(
                    "this critic takes pictures [N, " + plan.channels() + ", H, W] of at least "
                            + plan.size() + "×" + plan.size() + ", got " + x.shape()
                            + "; choose by Dcgan.critic(size).channels(channels)");
        }
        Tensor y = chain(x, initial, extra, pyramid, last).to(DType.F32);
        return y.elements() == y.size(0) ? y.reshape(y.size(0)) : y.mean(1, 2, 3);
    }

    @Override
    public String describe() {
        return "DcganCritic(" + plan.channels() + "×" + plan.size() + "×" + plan.size() + ")";
    }
}
