package io.vivace.vision.models;

import io.vivace.nn.Layers;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A U-Net (Ronneberger et al. 2015) on any body, in the form of fastai 1: wherever the body is about to halve the picture, what it knows
 * is put beside what comes back up, which pixel shuffles enlarge. Channels and places are found by showing the body a black picture.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, channels, H, W], what the body takes; any height and width</td></tr>
 * <tr><td>output</td><td>[N, classes, H, W], 1 class unless given; logits, or numbers in a range</td></tr>
 * </table>
 *
 * <pre>{@code
 * DynamicUnet.on(ResNet.resnet34()).classes(12)                          // fastai's unet_learner
 * DynamicUnet.on(ResNet.resnet34()).classes(12).norm(DecoderNorm.BATCH)  // what its name for the default promised
 * DynamicUnet.on(ResNet.resnet34()).classes(3).blur().selfAttention().norm(DecoderNorm.WEIGHT).range(0, 1)
 * }</pre>
 */
public final class DynamicUnet extends Module implements OnBody, Rebuildable {
    /** What can be chosen. */
    record Plan(
            int classes,
            DecoderNorm norm,
            boolean blur,
            boolean blurFinal,
            boolean selfAttention,
            boolean lastCross,
            boolean bottle,
            @Nullable Range range) {
        static final Plan USUAL = new Plan(1, DecoderNorm.NONE, false, true, false, true, false, null);

        PixelShuffleIcnr enlarging(int in, int out, boolean blurs) {
            return PixelShuffleIcnr.of(in, out).norm(norm).blur(blurs);
        }
    }

    /** Between which the outputs lie. */
    record Range(double low, double high) {
        Range {
            if (!(low < high) || !Double.isFinite(low) || !Double.isFinite(high)) {
                throw new IllegalArgumentException(
                        "a range is two numbers, the lower one first, got " + low + " to " + high);
            }
        }
    }

    /** Behind which block self-attention stands, counted from the last. */
    private static final int ATTENTIVE = 3;

    private final Encoder encoder;
    private final Plan plan;
    private final List<Sequential> parts;
    private final Sequential bottom;
    private final List<UnetBlock> blocks = new ArrayList<>();
    private final @Nullable Module shuffle;
    private final @Nullable Module cross;
    private final Module last;

    private DynamicUnet(Encoder encoder, Plan plan) {
        this.encoder = encoder;
        this.plan = plan;
        parts = encoder.parts();
        child("encoder", encoder.body().net());
        int in = encoder.features();
        bottom = child(
                "bottom",
                Layers.sequential(
                        DecoderNorm.norm(in, 1),
                        Layers.relu().inPlace(),
                        plan.norm.conv(in, 2 * in),
                        plan.norm.conv(2 * in, in)));
        int n = encoder.skips().size();
        for (int i = 0; i < n; i++) {
            boolean end = i == n - 1;
            var block = new UnetBlock(
                    new UnetBlock.Place(in, encoder.skips().get(n - 1 - i).channels(), end, i == n - ATTENTIVE), plan);
            blocks.add(child("up" + (i + 1), block));
            in = block.out();
        }
        shuffle = encoder.shrinksAtOnce() ? child("shuffle", plan.enlarging(in, in, false)) : null;
        if (plan.lastCross) {
            in += encoder.channels();
            cross = child("cross", cross(in));
        } else {
            cross = null;
        }
        last = child("last", last(in));
    }

    private Module cross(int channels) {
        int inner = plan.bottle ? channels / 2 : channels;
        return Layers.residual(plan.norm.conv(channels, inner), plan.norm.conv(inner, channels, 0));
    }

    private Module last(int in) {
        Module conv = plan.norm.last(in, plan.classes);
        Range r = plan.range;
        return r == null ? Layers.sequential(conv) : Layers.sequential(conv, Layers.sigmoidRange(r.low, r.high));
    }

    // ---------------------------------------------------------------------------------------------- choices

    /**
     * {@return a net on the body of a known one, which can be built again from a file}
     *
     * @param net such as {@code ResNet.resnet34()}; its body becomes part of this net
     * @throws IllegalArgumentException if its layers do not turn pictures into pictures
     */
    public static DynamicUnet on(Backbone net) {
        return on(Body.of((Module) net));
    }

    /**
     * {@return a net on a body}
     *
     * @param body of any net for pictures; it becomes part of this net
     * @throws IllegalArgumentException if its layers do not turn pictures into pictures
     */
    public static DynamicUnet on(Body body) {
        return new DynamicUnet(Encoder.of(body), Plan.USUAL);
    }

    DynamicUnet with(Plan choices) {
        return new DynamicUnet(encoder, choices);
    }

    /**
     * {@return a new net with another number of outputs for each pixel}
     *
     * @param classes outputs
     */
    public DynamicUnet classes(int classes) {
        return with(new Plan(
                classes,
                plan.norm,
                plan.blur,
                plan.blurFinal,
                plan.selfAttention,
                plan.lastCross,
                plan.bottle,
                plan.range));
    }

    /**
     * {@return a new net with another norm in its decoder; {@link DecoderNorm#NONE} at first}
     *
     * @param norm the norm
     */
    public DynamicUnet norm(DecoderNorm norm) {
        return with(new Plan(
                plan.classes,
                norm,
                plan.blur,
                plan.blurFinal,
                plan.selfAttention,
                plan.lastCross,
                plan.bottle,
                plan.range));
    }

    /** {@return a new net that blurs what it has enlarged, against patterns of a chess board} */
    public DynamicUnet blur() {
        return blur(true);
    }

    /**
     * {@return a new net that blurs what it has enlarged}
     *
     * @param last whether in the last block, too
     */
    public DynamicUnet blur(boolean last) {
        return with(new Plan(
                plan.classes, plan.norm, true, last, plan.selfAttention, plan.lastCross, plan.bottle, plan.range));
    }

    /** {@return a new net with {@link SelfAttention} behind the third block from the end, if there is one} */
    public DynamicUnet selfAttention() {
        return with(new Plan(
                plan.classes, plan.norm, plan.blur, plan.blurFinal, true, plan.lastCross, plan.bottle, plan.range));
    }

    /** {@return a new net that does not see the picture itself again at its end} */
    public DynamicUnet withoutLastCross() {
        return with(new Plan(
                plan.classes,
                plan.norm,
                plan.blur,
                plan.blurFinal,
                plan.selfAttention,
                false,
                plan.bottle,
                plan.range));
    }

    /** {@return a new net whose last residual block has half as many channels inside} */
    public DynamicUnet bottle() {
        return with(new Plan(
                plan.classes,
                plan.norm,
                plan.blur,
                plan.blurFinal,
                plan.selfAttention,
                plan.lastCross,
                true,
                plan.range));
    }

    /**
     * {@return a new net whose outputs lie between two numbers, by a sigmoid}
     *
     * @param low end
     * @param high end
     */
    public DynamicUnet range(double low, double high) {
        return with(new Plan(
                plan.classes,
                plan.norm,
                plan.blur,
                plan.blurFinal,
                plan.selfAttention,
                plan.lastCross,
                plan.bottle,
                new Range(low, high)));
    }

    // ---------------------------------------------------------------------------------------------- parts

    @Override
    public @Nullable Architecture architecture() {
        String name = body().name();
        if (name == null) {
            return null;
        }
        Architecture a = Architecture.of("dynamic_unet")
                .with("body", name)
                .with("channels", encoder.channels())
                .with("classes", plan.classes)
                .with("norm", plan.norm.name().toLowerCase(Locale.ROOT))
                .with("blur", plan.blur)
                .with("blur_final", plan.blurFinal)
                .with("self_attention", plan.selfAttention)
                .with("last_cross", plan.lastCross)
                .with("bottle", plan.bottle);
        Range r = plan.range;
        return r == null ? a : a.with("low", r.low).with("high", r.high);
    }

    @Override
    public Body body() {
        return encoder.body();
    }

    @Override
    public List<Module> head() {
        return children().values().stream()
                .filter(m -> m != encoder.body().net())
                .toList();
    }

    @Override
    protected Tensor compute(Tensor input) {
        List<Tensor> seen = Encoder.run(parts, input);
        Tensor end = seen.remove(seen.size() - 1);
        Tensor x = Ascent.then(bottom, end);
        x = Ascent.of(x, blocks, seen, input);
        x = shuffle == null ? x : Ascent.then(shuffle, x);
        return Ascent.then(last, cross == null ? Ascent.fitted(x, input) : Ascent.then(cross, beside(x, input)));
    }

    private static Tensor beside(Tensor x, Tensor input) {
        Tensor both = NearestLike.beside(x, input);
        x.closeUnlessKept();
        return both;
    }
}
