package io.vivace.vision;

import io.vivace.data.LabelledItems;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Transforms;
import org.jspecify.annotations.Nullable;

/** The third stage of the data block: pictures with labels. Say how they come to size and change to go on. */
public final class LabelledImages {
    private final LabelledItems<ImageSource> items;
    private final Color color;

    LabelledImages(LabelledItems<ImageSource> items) {
        this(items, guess(items));
    }

    private LabelledImages(LabelledItems<ImageSource> items, Color color) {
        this.items = items;
        this.color = color;
    }

    private static Color guess(LabelledItems<ImageSource> items) {
        return !items.train().isEmpty() && items.train().get(0).content() instanceof ImageSource.Memory m
                ? m.image().color()
                : Color.RGB;
    }

    /** {@return the items, their labels and what was found wrong so far} */
    public LabelledItems<ImageSource> items() {
        return items;
    }

    /**
     * {@return the same, read as grey or as coloured pictures; files are read as coloured ones unless this is called}
     *
     * @param wanted what to keep of a pixel
     */
    public LabelledImages color(Color wanted) {
        return new LabelledImages(items, wanted);
    }

    /**
     * {@return the next stage; pictures keep their size}
     *
     * @param transforms what is changed at random in training
     */
    public TransformedImages transform(Transforms transforms) {
        return next(transforms, null);
    }

    /**
     * {@return the next stage}
     *
     * @param transforms how pictures come to size, and what is changed at random in training
     * @param size of what the model sees
     */
    public TransformedImages transform(Transforms transforms, Size size) {
        return next(transforms, size);
    }

    private TransformedImages next(Transforms transforms, @Nullable Size size) {
        return new TransformedImages(items, color, transforms.framing(size), transforms.pieces());
    }
}
