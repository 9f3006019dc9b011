package io.vivace.vision.models;

import io.vivace.memory.Shape;
import io.vivace.nn.AvgPool2d;
import io.vivace.nn.Init;
import io.vivace.nn.Layers;
import io.vivace.nn.Module;
import io.vivace.tensor.PadMode;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;

/**
 * Enlarges a picture: a 1×1 convolution makes r² times as many channels, ReLU, and each pixel becomes a block of r×r (Shi et al. 2016).
 * The weights of a block start alike, so that it starts as nearest-neighbour enlarging, without the pattern of a chess board (Aitken et
 * al. 2017: ICNR).
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, in, H, W]</td></tr>
 * <tr><td>output</td><td>[N, out, r·H, r·W], r = 2 unless given</td></tr>
 * </table>
 *
 * <pre>{@code
 * PixelShuffleIcnr.of(512, 256).blur()
 * }</pre>
 */
public final class PixelShuffleIcnr extends Module {
    private record Plan(int in, int out, int factor, boolean blur, DecoderNorm norm) {}

    private final Plan plan;
    private final Module conv;
    private final Module relu = Layers.relu().inPlace();
    private final Module shuffle;
    private final Module mean = AvgPool2d.of(2).stride(1).padding(0);

    private PixelShuffleIcnr(Plan plan) {
        this.plan = plan;
        int r = plan.factor;
        conv = child("conv", plan.norm.narrow(plan.in, plan.out * r * r, icnr(r * r)));
        shuffle = Layers.pixelShuffle(r);
    }

    /**
     * {@return a layer that doubles height and width}
     *
     * @param in channels of the input
     * @param out channels of the output
     */
    public static PixelShuffleIcnr of(int in, int out) {
        return new PixelShuffleIcnr(new Plan(in, out, 2, false, DecoderNorm.NONE));
    }

    /**
     * {@return a new layer that enlarges by another factor}
     *
     * @param r from 1
     */
    public PixelShuffleIcnr factor(int r) {
        if (r < 1) {
            throw new IllegalArgumentException("pictures are enlarged by a factor of at least 1, got " + r);
        }
        return new PixelShuffleIcnr(new Plan(plan.in, plan.out, r, plan.blur, plan.norm));
    }

    /** {@return a new layer whose output is the mean of each pixel with those above and to the left} */
    public PixelShuffleIcnr blur() {
        return blur(true);
    }

    PixelShuffleIcnr blur(boolean on) {
        return new PixelShuffleIcnr(new Plan(plan.in, plan.out, plan.factor, on, plan.norm));
    }

    /**
     * {@return a new layer with another norm of its convolution; {@link DecoderNorm#NONE} at first}
     *
     * @param choice the norm
     */
    public PixelShuffleIcnr norm(DecoderNorm choice) {
        return new PixelShuffleIcnr(new Plan(plan.in, plan.out, plan.factor, plan.blur, choice));
    }

    /**
     * {@return Kaiming-normal weights of which each is there so often, as neighbours}
     *
     * @param times outputs that start alike
     */
    static Init icnr(int times) {
        return (Shape shape, Rng rng) -> {
            long[] dims = shape.toArray();
            dims[0] /= times;
            return Init.kaimingNormal().values(Shape.of(dims), rng).repeatInterleave(times, 0);
        };
    }

    @Override
    protected Tensor compute(Tensor x) {
        Tensor wide = chain(x, conv, relu, shuffle);
        if (!plan.blur) {
            return wide;
        }
        Tensor padded = wide.pad(PadMode.REPLICATE, 1, 0, 1, 0);
        wide.closeUnlessKept();
        Tensor blurred = mean.forward(padded);
        padded.closeUnlessKept();
        return blurred;
    }

    @Override
    public String describe() {
        return "PixelShuffleIcnr(" + plan.in + "→" + plan.out + ", ×" + plan.factor + (plan.blur ? ", blur)" : ")");
    }
}
