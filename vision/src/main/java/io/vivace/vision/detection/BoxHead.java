package io.vivace.vision.detection;

import io.vivace.nn.BatchNorm1d;
import io.vivace.nn.Dropout;
import io.vivace.nn.Layers;
import io.vivace.nn.Linear;
import io.vivace.nn.Module;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.models.Body;
import io.vivace.vision.models.OnBody;
import io.vivace.vision.models.Rebuildable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lessons' nets that find the one thing of a picture: a body, and layers that see all of its features with their places, so that they
 * fit pictures of one size only. On a ResNet-34 and pictures of 224×224 the heads have 100,356 parameters ({@link #box}) and, for 20
 * classes, 6,429,464 ({@link #boxAndClass}).
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, channels, H, W] of the size given</td></tr>
 * <tr><td>output</td><td>[N, 4], or [N, 4 + classes]</td></tr>
 * </table>
 */
public final class BoxHead extends Module implements OnBody, Rebuildable {
    private static final int WIDTH = 256;

    private final Body body;
    private final int classes;
    private final Size shown;
    private final Module head;

    private BoxHead(Body body, int classes, Size shown, Module head) {
        this.body = body;
        this.classes = classes;
        this.shown = shown;
        child("body", body.net());
        this.head = child("head", head);
    }

    /**
     * {@return a net for {@link OneBox}: one linear layer on all features}
     *
     * @param body from pictures to features
     * @param shown size of the pictures as the net will see them
     */
    public static BoxHead box(Body body, Size shown) {
        return new BoxHead(body, 0, shown, Layers.sequential(Layers.flatten(), Linear.of(features(body, shown), 4)));
    }

    /**
     * {@return a net for {@link OneThing}: two linear layers, with dropout and batch norm}
     *
     * @param body from pictures to features
     * @param classes how many
     * @param shown size of the pictures as the net will see them
     */
    public static BoxHead boxAndClass(Body body, int classes, Size shown) {
        Bounds.require("classes", classes, Bounds.MOST_OUTPUTS - 4);
        return new BoxHead(
                body,
                classes,
                shown,
                Layers.sequential(
                        Layers.flatten(),
                        Layers.relu(),
                        Dropout.of(0.5),
                        Linear.of(features(body, shown), WIDTH),
                        Layers.relu(),
                        BatchNorm1d.of(WIDTH),
                        Dropout.of(0.5),
                        Linear.of(WIDTH, 4 + classes)));
    }

    private static int features(Body body, Size shown) {
        Features f = Features.of(body, shown);
        return f.channels() * f.grid().height() * f.grid().width();
    }

    @Override
    public @Nullable Architecture architecture() {
        Architecture a = DetectionNets.of(DetectionNets.BOX, body, shown, 4 + classes);
        return a == null ? null : a.with("classified", classes > 0);
    }

    @Override
    public Body body() {
        return body;
    }

    @Override
    public List<Module> head() {
        return List.of(head);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return chain(x, body.net(), head);
    }
}
