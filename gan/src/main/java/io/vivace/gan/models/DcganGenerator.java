package io.vivace.gan.models;

import static io.vivace.nn.Layers.relu;

import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.ConvTranspose2d;
import io.vivace.nn.Layers;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes pictures from noise; see {@link Dcgan}. Pixels are between −1 and 1, as those of real pictures normalised by mean 0.5
 * and standard deviation 0.5 are.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, noise, 1, 1], most often normal</td></tr>
 * <tr><td>output</td><td>[N, channels, size, size]</td></tr>
 * </table>
 *
 * <table>
 * <caption>Layers</caption>
 * <tr><td>initial</td><td>transposed convolution (conv) of kernel 4 to 4×4 pixels, ReLU (relu), batch norm (bn)</td></tr>
 * <tr><td>pyramid.0 ...</td><td>conv of kernel 4 and stride 2 to half as many features, relu, bn, until half the size</td></tr>
 * <tr><td>extra.0 ...</td><td>conv of kernel 3, relu, bn</td></tr>
 * <tr><td>final</td><td>transposed convolution of kernel 4 and stride 2 to the channels; tanh follows</td></tr>
 * </table>
 *
 * <pre>{@code
 * Dcgan.generator(100, 64).extraLayers(1).init(rng).forward(Tensor.randn(rng, 16, 100, 1, 1))
 * }</pre>
 */
public final class DcganGenerator extends Module {
    private final DcganPlan plan;
    private final Module initial;
    private final Module pyramid;
    private final Module extra;
    private final Module last;
    private final Module tanh = Layers.tanh();

    DcganGenerator(DcganPlan plan) {
        this.plan = plan;
        int width = plan.widest();
        initial = child(
                "initial",
                block(ConvTranspose2d.of(plan.noise(), width, Dcgan.GRID).padding(0), width));
        List<Module> doublings = new ArrayList<>();
        for (int i = 0; i < plan.pyramid(); i++) {
            doublings.add(block(ConvTranspose2d.of(width, width / 2, 4).stride(2), width / 2));
            width /= 2;
        }
        pyramid = child("pyramid", new Sequential(doublings));
        List<Module> equal = new ArrayList<>();
        for (int i = 0; i < plan.extraLayers(); i++) {
            equal.add(block(ConvTranspose2d.of(width, width, 3), width));
        }
        extra = child("extra", new Sequential(equal));
        last = child(
                "final", ConvTranspose2d.of(width, plan.channels(), 4).stride(2).noBias());
    }

    private static Module block(ConvTranspose2d conv, int width) {
        return Dcgan.block(conv.noBias(), relu().inPlace(), BatchNorm2d.of(width));
    }

    /**
     * {@return a new generator of pictures with another number of channels}
     *
     * @param channels 3 for RGB, 1 for grey
     */
    public DcganGenerator channels(int channels) {
        return new DcganGenerator(plan.withChannels(channels));
    }

    /**
     * {@return a new generator with another number of features}
     *
     * @param features before the last convolution
     */
    public DcganGenerator features(int features) {
        return new DcganGenerator(plan.withFeatures(features));
    }

    /**
     * {@return a new generator with layers that keep the size}
     *
     * @param layers before the last one
     */
    public DcganGenerator extraLayers(int layers) {
        return new DcganGenerator(plan.withExtraLayers(layers));
    }

    /** {@return how many random numbers a picture is made from} */
    public int noise() {
        return plan.noise();
    }

    @Override
    protected Tensor compute(Tensor x) {
        if (x.rank() != 4 || x.size(1) != plan.noise() || x.size(2) != 1 || x.size(3) != 1) {
            throw new IllegalArgumentException("this generator takes noise [N, " + plan.noise() + ", 1, 1], got "
                    + x.shape() + "; make it by Tensor.randn(rng, n, " + plan.noise() + ", 1, 1)");
        }
        return chain(x, initial, pyramid, extra, last, tanh);
    }

    @Override
    public String describe() {
        return "DcganGenerator(" + plan.noise() + " → " + plan.channels() + "×" + plan.size() + "×" + plan.size() + ")";
    }
}
