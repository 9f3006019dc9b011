package io.vivace.vision.models;

import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.ConvTranspose2d;
import io.vivace.nn.Layers;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Resize;
import io.vivace.tensor.Tensor;
import io.vivace.tensor.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * A U-Net (Ronneberger et al. 2015) on a ResNet-34, in the form of fastai's lesson on segmentation: the encoder halves the
 * picture five times, and four blocks and a last transposed convolution double it again, each block beside the encoder's
 * output of that size.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, 3, H, W]</td></tr>
 * <tr><td>output</td><td>[N, classes, H, W] of logits, 1 class unless given</td></tr>
 * </table>
 *
 * <pre>{@code
 * UNet.resnet34()              // 22,009,665 parameters
 * UNet.resnet34().classes(32)
 * }</pre>
 */
public final class UNet extends Module {
    private static final int WIDTH = 256;

    /** Layers of the encoder whose outputs the blocks see: after the stem and the first three groups; and their channels. */
    private static final List<Integer> SKIPS = List.of(2, 4, 5, 6);

    private static final List<Integer> SKIP_CHANNELS = List.of(64, 64, 128, 256);

    private final Sequential encoder;
    private final Module relu = Layers.relu();
    private final List<Block> blocks = new ArrayList<>();
    private final Module last;

    private UNet(int classes) {
        encoder = child("encoder", Body.of(ResNet.resnet34()).net());
        int in = 512;
        for (int i = SKIPS.size() - 1; i >= 0; i--) {
            blocks.add(child("up" + (blocks.size() + 1), new Block(in, SKIP_CHANNELS.get(i))));
            in = WIDTH;
        }
        last = child("up5", ConvTranspose2d.of(WIDTH, classes, 2).stride(2));
    }

    /** {@return a net with one output for each pixel} */
    public static UNet resnet34() {
        return new UNet(1);
    }

    /**
     * {@return a new net with another number of outputs for each pixel}
     *
     * @param classes outputs
     */
    public UNet classes(int classes) {
        return new UNet(classes);
    }

    /** {@return the part that was a classifier, for pretrained weights and layer groups} */
    public Sequential encoder() {
        return encoder;
    }

    @Override
    protected Tensor compute(Tensor input) {
        List<Tensor> skips = new ArrayList<>();
        Tensor x = input;
        for (int i = 0; i < encoder.size(); i++) {
            Tensor y = encoder.get(i).forward(x);
            if (y != x && x != input && !skips.contains(x)) {
                x.closeUnlessKept();
            }
            if (SKIPS.contains(i)) {
                skips.add(y);
            }
            x = y;
        }
        x = then(relu, x);
        for (Block block : blocks) {
            Tensor skip = skips.remove(skips.size() - 1);
            Tensor y = block.forward(List.of(x, skip));
            x.closeUnlessKept();
            skip.closeUnlessKept();
            x = y;
        }
        return fit(then(last, x), input);
    }

    private static Tensor then(Module layer, Tensor x) {
        Tensor y = layer.forward(x);
        x.closeUnlessKept();
        return y;
    }

    /** {@return the values at another's height and width: sizes that cannot be halved come back one pixel larger} */
    private static Tensor fit(Tensor x, Tensor like) {
        boolean fits = x.size(2) == like.size(2) && x.size(3) == like.size(3);
        Tensor y = fits ? x : Resize.nearest(x, like.size(2), like.size(3));
        if (Trace.isOn()) {
            Trace.step("nearestLike", y, new Tensor[] {x, like});
        }
        return y;
    }

    /** Doubles the picture, puts the encoder's output beside it, max(·, 0), batch norm. Inputs: both of these. */
    private static final class Block extends Module {
        private final Module skipConv;
        private final Module up;
        private final Module relu = Layers.relu().inPlace();
        private final Module norm;

        Block(int in, int skip) {
            skipConv = child("x_conv", Conv2d.of(skip, WIDTH / 2, 1));
            up = child("tr_conv", ConvTranspose2d.of(in, WIDTH / 2, 2).stride(2));
            norm = child("bn", BatchNorm2d.of(WIDTH));
        }

        @Override
        protected Tensor compute(Tensor x) {
            throw new IllegalArgumentException("this block takes two inputs: what to enlarge and the encoder's output");
        }

        @Override
        protected Tensor compute(List<Tensor> inputs) {
            Tensor wide = up.forward(inputs.get(0));
            Tensor skip = skipConv.forward(inputs.get(1));
            Tensor both = Tensor.cat(1, fit(wide, skip), skip);
            wide.closeUnlessKept();
            skip.closeUnlessKept();
            return then(norm, relu.forward(both));
        }
    }
}
