package io.vivace.vision.detection;

import io.vivace.data.Item;
import io.vivace.data.LabelledItems;
import io.vivace.data.Labelling;
import io.vivace.data.Problem;
import io.vivace.data.Unlabelled;
import io.vivace.vision.CategoryTarget;
import io.vivace.vision.ImageSource;
import io.vivace.vision.Prediction;
import io.vivace.vision.Target;
import io.vivace.vision.Target.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What files say about the things in pictures. As a labelling it gives pictures all of their things ({@link #things}).
 *
 * @param classes names by number
 * @param pictures what is in each picture, by its name: that of its file, or that without its ending
 * @param problems what was wrong with the files, and where; what could be read is there nevertheless
 */
public record Annotations(List<String> classes, Map<String, Boxes> pictures, List<Problem> problems)
        implements Labelling<ImageSource> {
    /** Takes the lists as they are. */
    public Annotations {
        classes = List.copyOf(classes);
        pictures = Map.copyOf(pictures);
        problems = List.copyOf(problems);
    }

    /**
     * {@return what is in a picture, or null if the files do not name it}
     *
     * @param file the picture's name, with folders before it or without
     */
    public @Nullable Boxes of(String file) {
        Boxes known = pictures.get(file);
        if (known == null) {
            String name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
            known = pictures.get(name);
            int dot = name.lastIndexOf('.');
            if (known == null && dot > 0) {
                known = pictures.get(name.substring(0, dot));
            }
        }
        return known;
    }

    // ---------------------------------------------------------------------------------------------- labelling

    @Override
    public LabelledItems<ImageSource> label(Unlabelled<ImageSource> items) {
        return things().label(items);
    }

    /** {@return a labelling by all things, which follow their pictures as the lessons' do} */
    public Labelling<ImageSource> things() {
        return by(ManyThings.painted(classes));
    }

    /**
     * {@return a labelling by all things}
     *
     * @param target such as {@code ManyThings.clipped(classes, 0.2)}
     */
    public Labelling<ImageSource> by(Target<Boxes> target) {
        return told(target, b -> b);
    }

    /** {@return a labelling by the class of the largest thing; a picture without one is a problem} */
    public Labelling<ImageSource> largestClass() {
        return told(
                new CategoryTarget(classes),
                b -> b.largest()
                        .map(t -> Prediction.known(List.of(classes.get(t.label()))))
                        .orElse(null));
    }

    /** {@return a labelling by the box of the largest thing; a picture without one is a problem} */
    public Labelling<ImageSource> largestBox() {
        return largest(OneBox.painted());
    }

    /** {@return a labelling by box and class of the largest thing; a picture without one is a problem} */
    public Labelling<ImageSource> largestThing() {
        return largest(OneThing.painted(classes));
    }

    /**
     * {@return a labelling by the largest thing; a picture without one is a problem}
     *
     * @param target such as {@code OneThing.clipped(classes)}
     */
    public Labelling<ImageSource> largest(Target<Boxes> target) {
        return told(target, b -> b.largest().isPresent() ? b.onlyLargest() : null);
    }

    private <V> Labelling<ImageSource> told(Target<V> target, Function<Boxes, ? extends @Nullable V> value) {
        Labelling<ImageSource> known = target.reading((Item<ImageSource> item) -> {
            Boxes boxes = of(item.name());
            if (boxes == null) {
                return Value.missing("the annotations do not tell what is in this picture");
            }
            V is = value.apply(boxes);
            return is == null ? Value.missing("no thing is in this picture that could be the largest") : () -> is;
        });
        return items -> {
            List<Problem> all = new ArrayList<>(items.problems());
            all.addAll(problems);
            return known.label(new Unlabelled<>(items.train(), items.valid(), all));
        };
    }
}
