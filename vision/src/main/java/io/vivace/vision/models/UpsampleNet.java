package io.vivace.vision.models;

import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.ConvTranspose2d;
import io.vivace.nn.Layers;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The plainest net for pixels: a body, and transposed convolutions that double its output until it is as large as the picture (the
 * simple upsampling head of fastai's lesson on segmentation). It sees nothing of what the body saw before it made the picture small, so
 * edges come out coarse; {@link UNet} and {@link DynamicUnet} do.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, channels, H, W], what the body takes; any height and width</td></tr>
 * <tr><td>output</td><td>[N, classes, H, W] of logits, 1 class unless given</td></tr>
 * </table>
 *
 * <pre>{@code
 * UpsampleNet.resnet34()                                   // 22,599,489 parameters, 1,314,817 of them in the head
 * UpsampleNet.on(Body.of(SqueezeNet.squeezenet11())).classes(12)
 * }</pre>
 */
public final class UpsampleNet extends Module implements OnBody {
    private static final int WIDTH = 256;

    private final Encoder encoder;
    private final int classes;
    private final Sequential head;

    private UpsampleNet(Encoder encoder, int classes) {
        this.encoder = encoder;
        this.classes = classes;
        child("encoder", encoder.body().net());
        List<Module> layers = new ArrayList<>(List.of(Layers.relu()));
        int in = encoder.features();
        for (int i = 1; i < encoder.halvings(); i++) {
            layers.add(Layers.sequential(up(in, WIDTH), Layers.relu().inPlace(), BatchNorm2d.of(WIDTH)));
            in = WIDTH;
        }
        layers.add(encoder.halvings() > 0 ? up(in, classes) : ConvTranspose2d.of(in, classes, 1));
        head = child("head", Layers.sequential(layers));
    }

    private static Module up(int in, int out) {
        return ConvTranspose2d.of(in, out, 2).stride(2);
    }

    /** {@return a net on a ResNet-34 with one output for each pixel} */
    public static UpsampleNet resnet34() {
        return on(Body.of(ResNet.resnet34()));
    }

    /**
     * {@return a net on a body with one output for each pixel}
     *
     * @param body of any net for pictures; it becomes part of this net
     * @throws IllegalArgumentException if its layers do not turn pictures into pictures
     */
    public static UpsampleNet on(Body body) {
        return new UpsampleNet(Encoder.of(body), 1);
    }

    /**
     * {@return a net on the same body with another number of outputs for each pixel}
     *
     * @param number of outputs
     */
    public UpsampleNet classes(int number) {
        return new UpsampleNet(encoder, number);
    }

    @Override
    public Body body() {
        return encoder.body();
    }

    @Override
    public List<Module> head() {
        return List.of(head);
    }

    @Override
    protected Tensor compute(Tensor input) {
        return Ascent.fitted(chain(input, encoder.body().net(), head), input);
    }

    @Override
    public String describe() {
        return "UpsampleNet(" + classes + ")";
    }
}
