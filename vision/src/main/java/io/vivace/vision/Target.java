package io.vivace.vision;

import io.vivace.data.Item;
import io.vivace.data.Labelling;
import io.vivace.metric.ConfusionMatrix;
import io.vivace.tensor.Tensor;
import io.vivace.vision.transform.Sketch;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A kind of thing to be learnt about pictures: how it follows the changes of its picture, becomes part of a batch, is read off a net's
 * output, drawn and judged. A kind of your own is one small class:
 *
 * <pre>{@code
 * record Angle() implements Target<Double> {          // radians
 *     public int outputs() { return 2; }
 *     public List<Tensor> collate(List<Double> angles) { ... }      // [N, 2]: sine and cosine
 *     public Double decode(Tensor said, Size shown) { ... }         // atan2 of the two
 *     public LossFunction loss() { return LossFunction.mse(); }
 * }
 * var data = ImageList.fromFolder(folder).splitRandom(0.2, 42).label(new Angle().by(item -> angleOf(item.name()))) ...
 * }</pre>
 *
 * Several threads call the methods of one target at once.
 *
 * @param <V> what is known, or said by a net, about one picture; not changed once it is made
 */
public interface Target<V> extends Meaning<V> {
    /** {@return how many numbers a net must give for a picture, or for each of its pixels} */
    int outputs();

    /** {@return class names by index; empty where there are no classes} */
    default List<String> classes() {
        return List.of();
    }

    /**
     * {@return what is to be learnt about the picture that a sketch makes} The same sketch, with its random numbers, makes the picture.
     * What does not depend on geometry, such as a class, stays as it is.
     *
     * @param value about the picture as it is in its file
     * @param sketch tells where each place of the picture goes
     */
    default V transform(V value, Sketch sketch) {
        return value;
    }

    /**
     * {@return the targets of a batch, as the loss takes them, each with the pictures along its first axis}
     *
     * @param values about the pictures of the batch, after {@link #transform}
     */
    List<Tensor> collate(List<V> values);

    /**
     * {@return a value for people}
     *
     * @param value what is known or said
     */
    default String text(V value) {
        return String.valueOf(value);
    }

    /**
     * Draws a value over its picture. What can only be told in words draws nothing.
     *
     * @param canvas shows the picture that the value is about
     * @param value what is known or said
     */
    default void draw(Canvas canvas, V value) {}

    /**
     * {@return what is said, about the picture as it is in its file} The opposite of {@link #transform}, for pictures that were framed
     * without random changes.
     *
     * @param value about the picture as the net sees it
     * @param sketch made the net's picture
     */
    default V placed(V value, Sketch sketch) {
        return value;
    }

    /**
     * {@return the same kind, where classes are said above another probability; itself where classes are not said so}
     *
     * @param probability from 0 to 1
     */
    default Target<V> threshold(double probability) {
        return this;
    }

    /**
     * {@return whether what a net says is right; null where that is no question of yes or no}
     *
     * @param said by the net
     * @param is the truth
     */
    default @Nullable Boolean agrees(V said, V is) {
        return null;
    }

    /**
     * Counts which classes a batch has, and for which of them the net takes it. Kinds without classes for pixels count nothing.
     *
     * @param into where to
     * @param said by the net, after the loss's activation, the pictures along the first axis
     * @param targets of the batch, from {@link #collate}
     */
    default void count(ConfusionMatrix into, Tensor said, List<Tensor> targets) {}

    /**
     * {@return how this target is made again from a file, for exported models}
     *
     * @throws UnsupportedOperationException if this kind cannot be written to files
     */
    default TargetPlan plan() {
        throw new UnsupportedOperationException(
                "targets of the kind " + getClass().getSimpleName()
                        + " do not say how they are made again: write plan(), and TargetPlan.register(...) the kind");
    }

    // ---------------------------------------------------------------------------------------------- labelling

    /**
     * {@return a way to label items: by a function that knows the value of each}
     *
     * @param value gives what is known about the picture as it is in its file; null counts as a problem
     */
    default Labelling<ImageSource> by(Function<? super Item<ImageSource>, ? extends @Nullable V> value) {
        return ImageLabels.labelling(this, item -> {
            V known = value.apply(item);
            return known == null ? null : () -> known;
        });
    }

    /**
     * {@return a way to label items whose values are files, which are read each time they are needed}
     *
     * @param file gives for each item what reads its value; null and {@link Value#missing} count as problems
     */
    default Labelling<ImageSource> reading(Function<? super Item<ImageSource>, ? extends @Nullable Value<V>> file) {
        return ImageLabels.labelling(this, file);
    }

    /**
     * A value that is read when it is needed.
     *
     * @param <V> what it is
     */
    @FunctionalInterface
    interface Value<V> {
        /**
         * {@return the value}
         *
         * @throws IOException if it cannot be read; the message names the file
         */
        V read() throws IOException;

        /**
         * {@return what stands for a value that is not there: a problem of its item, reported with all others before training}
         *
         * @param why what is wrong and, if it helps, what would be right
         * @param <V> what it would be
         */
        static <V> Value<V> missing(String why) {
            return new Missing<>(why);
        }
    }

    /**
     * A value that is not there.
     *
     * @param why what is wrong
     * @param <V> what it would be
     */
    record Missing<V>(String why) implements Value<V> {
        @Override
        public V read() throws IOException {
            throw new IOException(why);
        }
    }
}
