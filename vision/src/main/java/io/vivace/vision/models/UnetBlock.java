package io.vivace.vision.models;

import io.vivace.nn.Layers;
import io.vivace.nn.Module;
import io.vivace.tensor.Tensor;
import java.util.List;

/** Enlarges what comes from below, puts what the encoder knows beside it, max(·, 0), two convolutions. Inputs: both of these. */
final class UnetBlock extends Module {
    /** Channels from below and from the encoder, whether this is the last block, and whether it has self-attention. */
    record Place(int up, int skip, boolean end, boolean attentive) {}

    private final int out;
    private final Module shuffle;
    private final Module norm;
    private final Module convolutions;

    UnetBlock(Place at, DynamicUnet.Plan plan) {
        shuffle = child("shuffle", plan.enlarging(at.up, at.up / 2, plan.blur() && (!at.end || plan.blurFinal())));
        norm = child("norm", DecoderNorm.norm(at.skip, 1));
        int both = at.up / 2 + at.skip;
        out = at.end ? both / 2 : both;
        Module first = plan.norm().conv(both, out);
        Module second = plan.norm().conv(out, out);
        convolutions = child(
                "convs",
                plan.selfAttention() && at.attentive
                        ? Layers.sequential(Layers.relu().inPlace(), first, second, new SelfAttention(out))
                        : Layers.sequential(Layers.relu().inPlace(), first, second));
    }

    int out() {
        return out;
    }

    @Override
    protected Tensor compute(Tensor x) {
        throw new IllegalArgumentException("this block takes two inputs: what to enlarge and the encoder's output");
    }

    @Override
    protected Tensor compute(List<Tensor> inputs) {
        Tensor wide = shuffle.forward(inputs.get(0));
        Tensor skip = norm.forward(inputs.get(1));
        Tensor both = NearestLike.beside(wide, skip);
        wide.closeUnlessKept();
        skip.closeUnlessKept();
        Tensor y = convolutions.forward(both);
        both.closeUnlessKept();
        return y;
    }
}
