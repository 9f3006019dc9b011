package io.vivace.vision;

import io.vivace.data.Item;
import io.vivace.data.Labelling;
import io.vivace.data.Labels;
import io.vivace.data.Problem;
import io.vivace.tensor.Tensor;
import io.vivace.vision.Target.Value;
import io.vivace.vision.transform.Sketch;
import java.io.IOException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is to be learnt about the pictures of a split: a kind of target, and a value for each picture.
 *
 * @param target the kind
 * @param values by position in the split
 * @param <V> what is known about one picture
 */
record ImageLabels<V>(Target<V> target, List<Value<V>> values) implements Labels {
    /** {@return the labels of a split as values of a target, whatever way they were given} */
    static ImageLabels<?> of(Labels labels) {
        if (labels instanceof ImageLabels<?> own) {
            return own;
        }
        if (labels instanceof Labels.Categories c) {
            return known(new CategoryTarget(c.classes()), c.items(), i -> Prediction.known(List.of(c.text(i))));
        }
        if (labels instanceof Labels.ManyCategories m) {
            return known(
                    ManyCategoriesTarget.of(m.classes()),
                    m.items(),
                    i -> Prediction.known(Arrays.stream(m.index().get(i))
                            .mapToObj(m.classes()::get)
                            .toList()));
        }
        if (labels instanceof Labels.Numbers n) {
            return known(
                    new NumbersTarget(n.names()), n.items(), i -> n.values().get(i));
        }
        if (labels instanceof Labels.Nothing n) {
            return known(new NothingTarget(), n.items(), i -> "");
        }
        throw new IllegalArgumentException(
                "labels of the kind " + labels.getClass().getSimpleName()
                        + " are not known to pictures; make a Target and label by it: label(target.by(...))");
    }

    private static <V> ImageLabels<V> known(Target<V> target, int items, Function<Integer, V> value) {
        return new ImageLabels<>(target, new AbstractList<>() {
            @Override
            public Value<V> get(int i) {
                return () -> value.apply(i);
            }

            @Override
            public int size() {
                return items;
            }
        });
    }

    static <V> Labelling<ImageSource> labelling(
            Target<V> target, Function<? super Item<ImageSource>, ? extends @Nullable Value<V>> value) {
        return split -> {
            var problems = new ArrayList<Problem>();
            return split.with(
                    new ImageLabels<>(target, ask(split.train(), value, problems)),
                    new ImageLabels<>(target, ask(split.valid(), value, problems)),
                    problems);
        };
    }

    private static <V> List<Value<V>> ask(
            List<Item<ImageSource>> items,
            Function<? super Item<ImageSource>, ? extends @Nullable Value<V>> value,
            List<Problem> problems) {
        var all = new ArrayList<Value<V>>(items.size());
        for (Item<ImageSource> i : items) {
            Value<V> known = value.apply(i);
            if (known == null) {
                problems.add(new Problem(i.origin(), "nothing is known about it to learn: the labelling gives null"));
            } else if (known instanceof Target.Missing<V> missing) {
                problems.add(new Problem(i.origin(), missing.why()));
            } else {
                all.add(known);
            }
        }
        return all;
    }

    /** {@return the same, where labels are said above another probability} */
    ImageLabels<V> threshold(double probability) {
        return new ImageLabels<>(target.threshold(probability), values);
    }

    @Override
    public int items() {
        return values.size();
    }

    @Override
    public List<String> classes() {
        return target.classes();
    }

    @Override
    public int outputs() {
        return target.outputs();
    }

    @Override
    public String text(int item) {
        try {
            return target.text(values.get(item).read());
        } catch (IOException e) {
            return "unreadable: " + e.getMessage();
        }
    }

    /** {@return the value of an item, as its sketch makes it} */
    V shown(int item, Sketch sketch) throws IOException {
        return target.transform(values.get(item).read(), sketch);
    }

    /** {@return the values of a batch in the making} */
    Column<V> column() {
        return new Column<>(this);
    }

    /** Values of a batch, in order. */
    static final class Column<V> {
        private final ImageLabels<V> labels;
        private final List<V> values = new ArrayList<>();

        private Column(ImageLabels<V> labels) {
            this.labels = labels;
        }

        void add(int item, Sketch sketch) throws IOException {
            values.add(labels.shown(item, sketch));
        }

        List<Tensor> collate() {
            return labels.target.collate(values);
        }
    }
}
