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
import org.jspecify.annotations.Nullable;

/**
 * A U-Net (Ronneberger et al. 2015) on any body, in the form and under the names of fastai 0.7's library: transposed convolutions
 * enlarge, and each block gives half of what it sees side by side. {@link DynamicUnet} is its successor. Channels and places are found
 * by showing the body a black picture.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, channels, H, W], what the body takes; any height and width</td></tr>
 * <tr><td>output</td><td>[N, classes, H, W] of logits, 1 class unless given</td></tr>
 * </table>
 *
 * <pre>{@code
 * TransposedUnet.on(ResNet.resnet34()).classes(12)
 * }</pre>
 */
public final class TransposedUnet extends Module implements OnBody, Rebuildable {
    private final Encoder encoder;
    private final int classes;
    private final List<Sequential> parts;
    private final Module relu = Layers.relu();
    private final Module middle;
    private final List<Module> blocks;
    private final @Nullable Module extra;
    private final Module last;

    private TransposedUnet(Encoder encoder, int classes) {
        this.encoder = encoder;
        this.classes = classes;
        parts = encoder.parts();
        child("encoder", encoder.body().net());
        int in = encoder.features();
        int wide = 2 * in;
        middle = child(
                "middle_conv",
                Layers.sequential(
                        Conv2d.of(in, wide, 3),
                        Layers.relu().inPlace(),
                        BatchNorm2d.of(wide),
                        Conv2d.of(wide, in, 3),
                        Layers.relu().inPlace(),
                        BatchNorm2d.of(in)));
        List<Module> up = new ArrayList<>();
        for (int i = encoder.skips().size() - 1; i >= 0; i--) {
            int both = in / 2 + encoder.skips().get(i).channels();
            up.add(new Block(in, both));
            in = both / 2;
        }
        blocks = child("upmodel", Layers.sequential(up)).steps();
        extra = encoder.shrinksAtOnce()
                ? child("extra_block", ConvTranspose2d.of(in, in, 2).stride(2))
                : null;
        last = child("final_conv", Conv2d.of(in, classes, 1));
    }

    /**
     * {@return a net on the body of a known one, which can be built again from a file}
     *
     * @param net such as {@code ResNet.resnet34()}; its body becomes part of this net
     * @throws IllegalArgumentException if its layers do not turn pictures into pictures
     */
    public static TransposedUnet on(Backbone net) {
        return on(Body.of((Module) net));
    }

    /**
     * {@return a net on a body}
     *
     * @param body of any net for pictures; it becomes part of this net
     * @throws IllegalArgumentException if its layers do not turn pictures into pictures
     */
    public static TransposedUnet on(Body body) {
        return new TransposedUnet(Encoder.of(body), 1);
    }

    /**
     * {@return a net on the same body with another number of outputs for each pixel}
     *
     * @param number of outputs
     */
    public TransposedUnet classes(int number) {
        return new TransposedUnet(encoder, number);
    }

    @Override
    public @Nullable Architecture architecture() {
        String name = body().name();
        return name == null
                ? null
                : Architecture.of("transposed_unet")
                        .with("body", name)
                        .with("channels", encoder.channels())
                        .with("classes", classes);
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
        Tensor x = Ascent.then(middle, Ascent.then(relu, seen.remove(seen.size() - 1)));
        x = Ascent.of(x, blocks, seen, input);
        x = extra == null ? x : Ascent.then(extra, x);
        return Ascent.fitted(Ascent.then(last, x), input);
    }

    /** Doubles what comes from below, puts the encoder's output beside it, two convolutions with ReLU, batch norm. Inputs: both of these. */
    private static final class Block extends Module {
        private final Module up;
        private final List<Module> layers;

        Block(int in, int both) {
            up = child("upconv", ConvTranspose2d.of(in, in / 2, 2).stride(2));
            layers = List.of(
                    child("conv1", Conv2d.of(both, both / 2, 3)),
                    Layers.relu().inPlace(),
                    child("conv2", Conv2d.of(both / 2, both / 2, 3)),
                    Layers.relu().inPlace(),
                    child("bn", BatchNorm2d.of(both / 2)));
        }

        @Override
        protected Tensor compute(Tensor x) {
            throw new IllegalArgumentException("this block takes two inputs: what to enlarge and the encoder's output");
        }

        @Override
        protected Tensor compute(List<Tensor> inputs) {
            Tensor wide = up.forward(inputs.get(0));
            Tensor both = NearestLike.beside(wide, inputs.get(1));
            wide.closeUnlessKept();
            Tensor y = chain(both, layers);
            both.closeUnlessKept();
            return y;
        }
    }
}
