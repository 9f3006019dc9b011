package io.vivace.vision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.nn.Module;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Border;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Framing;
import io.vivace.vision.transform.Rendered;
import io.vivace.vision.transform.Resize;
import io.vivace.vision.transform.Sketch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model is asked, and how.
 *
 * @param target the kind of thing that is said about a picture
 * @param color what is kept of a pixel
 * @param framing how pictures come to size
 * @param stats by what they are normalised
 */
record Task(Target<?> target, Color color, Framing framing, Stats stats) {
    /** Bounds on what a file can ask for: a side, the pixels of a picture, the shorter side of one of any size. */
    private static final int LONGEST_SIDE = 1 << 16;

    private static final int MOST_PIXELS = 1 << 24;
    private static final int LONGEST_SHORT_SIDE = 1 << 12;

    static Task of(ImageDataBunch data) {
        return new Task(data.target(), data.color(), data.framing(), data.stats());
    }

    /**
     * {@return what a net's output means: the net's own meaning if it has one, else the target's} A net that has one was made for a kind of
     * target; which one only its author knows.
     */
    @SuppressWarnings("unchecked")
    static <V> Meaning<V> meaning(Module net, Target<V> target) {
        return net instanceof Meaning<?> own ? (Meaning<V>) own : target;
    }

    /** {@return how a picture becomes what the model sees} */
    Sketch sketch(Image picture) {
        return framing.sketch(picture.size());
    }

    /** {@return a picture as the model sees it} */
    Rendered render(Image picture) {
        return sketch(picture).render(picture);
    }

    /** {@return a rendered picture as a batch of one, [1, channels, H, W], in the scope that is open} */
    Tensor input(Rendered shown) {
        Size s = shown.image().size();
        float[] values = shown.toFloats(stats.mean(), stats.std(), null);
        Tensor rows = Tensor.zeros(
                DType.F32, Shape.of(1, s.height(), s.width(), shown.image().channels()));
        rows.view().storage().window(0, 4L * values.length).asFloatBuffer().put(values);
        return rows.permute(0, 3, 1, 2);
    }

    void write(ObjectNode root) {
        target.plan().write(root.putObject("target"));
        ObjectNode input = root.putObject("input");
        input.put("color", color.name());
        Size size = framing.size();
        if (size != null) {
            input.putArray("size").add(size.height()).add(size.width());
        }
        input.put("resize", framing.resize().name());
        input.put("shortSide", framing.shortSide());
        input.put("border", framing.border().name());
        var mean = input.putArray("mean");
        var std = input.putArray("std");
        for (int i = 0; i < stats.mean().length; i++) {
            mean.add(stats.mean()[i]);
            std.add(stats.std()[i]);
        }
    }

    static Task read(JsonNode root, int version) {
        JsonNode input = Json.object(root, "input");
        Color color = Json.choice(input, "color", Color.class);
        var stats = Stats.of(Json.numbers(input, "mean"), Json.numbers(input, "std"));
        if (stats.mean().length > color.channels()) {
            throw new IllegalArgumentException(
                    "\"mean\" has " + stats.mean().length + " channels, pictures have " + color.channels());
        }
        return new Task(
                version == 1
                        ? classes(root)
                        : TargetPlan.read(Json.object(root, "target")).build(),
                color,
                new Framing(
                        size(input),
                        Json.choice(input, "resize", Resize.class),
                        Json.whole(input, "shortSide", 0, LONGEST_SHORT_SIDE),
                        Json.choice(input, "border", Border.class)),
                stats);
    }

    /** The first version knew classes only. */
    private static Target<?> classes(JsonNode root) {
        List<String> classes = Json.texts(root, "classes");
        return Json.truth(root, "oneOf") ? new CategoryTarget(classes) : ManyCategoriesTarget.of(classes);
    }

    private static @Nullable Size size(JsonNode input) {
        if (!input.has("size")) {
            return null;
        }
        double[] s = Json.numbers(input, "size");
        if (s.length != 2
                || !(s[0] >= 1
                        && s[1] >= 1
                        && s[0] <= LONGEST_SIDE
                        && s[1] <= LONGEST_SIDE
                        && s[0] * s[1] <= MOST_PIXELS)) {
            throw new IllegalArgumentException("\"size\" must be two numbers from 1 to " + LONGEST_SIDE
                    + " with a product of at most " + MOST_PIXELS);
        }
        return Size.of((int) s[0], (int) s[1]);
    }
}
