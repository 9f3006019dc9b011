package io.vivace.vision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vivace.data.Labels;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Border;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Framing;
import io.vivace.vision.transform.Rendered;
import io.vivace.vision.transform.Resize;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model is asked, and how.
 *
 * @param oneOf whether a picture has one of the classes, rather than any number of them
 * @param classes by output
 * @param color what is kept of a pixel
 * @param framing how pictures come to size
 * @param stats by what they are normalised
 */
record Task(boolean oneOf, List<String> classes, Color color, Framing framing, Stats stats) {
    /** Bounds on what a file can ask for: a side, the pixels of a picture, the shorter side of one of any size. */
    private static final int LONGEST_SIDE = 1 << 16;

    private static final int MOST_PIXELS = 1 << 24;
    private static final int LONGEST_SHORT_SIDE = 1 << 12;

    Task {
        classes = List.copyOf(classes);
    }

    static Task of(ImageDataBunch data) {
        boolean oneOf = data.trainLabels() instanceof Labels.Categories;
        return new Task(oneOf, data.classes(), data.color(), data.framing(), data.stats());
    }

    /** {@return a picture as the model sees it} */
    Rendered render(Image picture) {
        return framing.sketch(picture.size()).render(picture);
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
        root.put("oneOf", oneOf);
        classes.forEach(root.putArray("classes")::add);
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

    static Task read(JsonNode root) {
        JsonNode input = Json.object(root, "input");
        Color color = Json.choice(input, "color", Color.class);
        var stats = Stats.of(Json.numbers(input, "mean"), Json.numbers(input, "std"));
        if (stats.mean().length > color.channels()) {
            throw new IllegalArgumentException(
                    "\"mean\" has " + stats.mean().length + " channels, pictures have " + color.channels());
        }
        return new Task(
                Json.truth(root, "oneOf"),
                Json.texts(root, "classes"),
                color,
                new Framing(
                        size(input),
                        Json.choice(input, "resize", Resize.class),
                        Json.whole(input, "shortSide", 0, LONGEST_SHORT_SIDE),
                        Json.choice(input, "border", Border.class)),
                stats);
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
