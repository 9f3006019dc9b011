package io.vivace.vision.models;

import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.ConvTranspose2d;
import io.vivace.nn.Layers;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A U-Net (Ronneberger et al. 2015) on a ResNet-34, in the form of fastai's lesson on segmentation: the encoder halves the
 * picture five times, and four blocks and a last transposed convolution double it again, each block beside the encoder's
 * output of that size. The {@linkplain #large large} one has a fifth block, beside the picture itself.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, channels, H, W], 3 channels unless given; any height and width</td></tr>
 * <tr><td>output</td><td>[N, classes, H, W] of logits, 1 class unless given</td></tr>
 * </table>
 *
 * <pre>{@code
 * UNet.resnet34()              // 22,009,665 parameters
 * UNet.resnet34().classes(32)
 * UNet.resnet34().large()      // 22,016,921
 * }</pre>
 */
public final class UNet extends Module implements OnBody, Rebuildable {
    private record Plan(int channels, int classes, boolean large) {}

    private static final int WIDTH = 256;
    private static final int NARROW = 16;

    /** What {@link Encoder#of} would find. */
    private static final List<Encoder.Skip> SKIPS = List.of(
            new Encoder.Skip(2, 64), new Encoder.Skip(4, 64), new Encoder.Skip(5, 128), new Encoder.Skip(6, 256));

    private final Plan plan;
    private final Encoder encoder;
    private final List<Sequential> parts;
    private final Module relu = Layers.relu();
    private final List<Block> blocks = new ArrayList<>();
    private final Module last;

    private UNet(Plan plan) {
        this.plan = plan;
        encoder = new Encoder(Body.of(ResNet.resnet34().channels(plan.channels)), plan.channels, 512, 5, true, SKIPS);
        parts = encoder.parts();
        child("encoder", encoder.body().net());
        int in = encoder.features();
        for (int i = SKIPS.size() - 1; i >= 0; i--) {
            block(in, SKIPS.get(i).channels(), WIDTH);
            in = WIDTH;
        }
        if (plan.large) {
            block(WIDTH, plan.channels, NARROW);
            last = child("up6", ConvTranspose2d.of(NARROW, plan.classes, 1));
        } else {
            last = child("up5", ConvTranspose2d.of(WIDTH, plan.classes, 2).stride(2));
        }
    }

    private void block(int in, int skip, int out) {
        blocks.add(child("up" + (blocks.size() + 1), new Block(in, skip, out)));
    }

    /** {@return a net with one output for each pixel} */
    public static UNet resnet34() {
        return new UNet(new Plan(3, 1, false));
    }

    /**
     * {@return a new net with another number of outputs for each pixel}
     *
     * @param classes outputs
     */
    public UNet classes(int classes) {
        return new UNet(new Plan(plan.channels, classes, plan.large));
    }

    /**
     * {@return a new net for pictures with another number of channels}
     *
     * @param channels of the input
     */
    public UNet channels(int channels) {
        return new UNet(new Plan(channels, plan.classes, plan.large));
    }

    /** {@return a new net that sees the picture itself again at its end (fastai's carvana-unet-lrg)} */
    public UNet large() {
        return new UNet(new Plan(plan.channels, plan.classes, true));
    }

    /** {@return the part that was a classifier, for pretrained weights and layer groups} */
    public Sequential encoder() {
        return encoder.body().net();
    }

    @Override
    public Body body() {
        return encoder.body();
    }

    @Override
    public List<Module> head() {
        List<Module> all = new ArrayList<>(blocks);
        all.add(last);
        return all;
    }

    @Override
    public Architecture architecture() {
        return Architecture.of(plan.large ? "unet34_large" : "unet34")
                .with("channels", plan.channels)
                .with("classes", plan.classes);
    }

    @Override
    protected Tensor compute(Tensor input) {
        List<Tensor> seen = Encoder.run(parts, input);
        Tensor x = Ascent.then(relu, seen.remove(seen.size() - 1));
        if (plan.large) {
            seen.add(0, input);
        }
        return Ascent.fitted(Ascent.then(last, Ascent.of(x, blocks, seen, input)), input);
    }

    /** Doubles the picture, puts the encoder's output beside it, max(·, 0), batch norm. Inputs: both of these. */
    private static final class Block extends Module {
        private final Module skipConv;
        private final Module up;
        private final Module relu = Layers.relu().inPlace();
        private final Module norm;

        Block(int in, int skip, int out) {
            skipConv = child("x_conv", Conv2d.of(skip, out / 2, 1));
            up = child("tr_conv", ConvTranspose2d.of(in, out / 2, 2).stride(2));
            norm = child("bn", BatchNorm2d.of(out));
        }

        @Override
        protected Tensor compute(Tensor x) {
            throw new IllegalArgumentException("this block takes two inputs: what to enlarge and the encoder's output");
        }

        @Override
        protected Tensor compute(List<Tensor> inputs) {
            Tensor wide = up.forward(inputs.get(0));
            Tensor skip = skipConv.forward(inputs.get(1));
            Tensor both = NearestLike.beside(wide, skip);
            wide.closeUnlessKept();
            skip.closeUnlessKept();
            return Ascent.then(norm, relu.forward(both));
        }
    }
}
