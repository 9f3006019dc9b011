package io.vivace.data;

import io.vivace.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is to be learnt about each item of a split. Those here need nothing but their numbers; applications have further ones, such
 * as masks, which change with their picture.
 */
public interface Labels {
    /** {@return the number of items} */
    int items();

    /** {@return class names by index; empty when the target is not a class} */
    List<String> classes();

    /** {@return how many numbers a model must produce for an item} */
    int outputs();

    /**
     * {@return the label of an item for people}
     *
     * @param item position in the split
     */
    String text(int item);

    /**
     * One class for each item; collated to i64 [items].
     *
     * @param classes names by index
     * @param index the class of each item
     */
    record Categories(List<String> classes, int[] index) implements Labels {
        @Override
        public int items() {
            return index.length;
        }

        @Override
        public int outputs() {
            return classes.size();
        }

        /**
         * {@return the targets of some items, i64 [items]}
         *
         * @param items positions in the split
         */
        public Tensor collate(int[] items) {
            return Tensor.of(Arrays.stream(items).mapToLong(i -> index[i]).toArray());
        }

        @Override
        public String text(int item) {
            return classes.get(index[item]);
        }
    }

    /**
     * Any number of classes for each item; collated to f32 [items, classes] of zeros and ones.
     *
     * @param classes names by index
     * @param index the classes of each item
     */
    record ManyCategories(List<String> classes, List<int[]> index) implements Labels {
        @Override
        public int items() {
            return index.size();
        }

        @Override
        public int outputs() {
            return classes.size();
        }

        /**
         * {@return the targets of some items, f32 [items, classes]}
         *
         * @param items positions in the split
         */
        public Tensor collate(int[] items) {
            float[] hot = new float[items.length * classes.size()];
            for (int i = 0; i < items.length; i++) {
                for (int c : index.get(items[i])) {
                    hot[i * classes.size() + c] = 1;
                }
            }
            return Tensor.of(hot, items.length, classes.size());
        }

        @Override
        public String text(int item) {
            return Arrays.stream(index.get(item)).mapToObj(classes::get).collect(Collectors.joining(" "));
        }
    }

    /**
     * Numbers for each item; collated to f32 [items, numbers].
     *
     * @param names of the numbers
     * @param values the numbers of each item
     */
    record Numbers(List<String> names, List<float[]> values) implements Labels {
        @Override
        public int items() {
            return values.size();
        }

        @Override
        public List<String> classes() {
            return List.of();
        }

        @Override
        public int outputs() {
            return names.size();
        }

        /**
         * {@return the targets of some items, f32 [items, numbers]}
         *
         * @param items positions in the split
         */
        public Tensor collate(int[] items) {
            float[] all = new float[items.length * names.size()];
            for (int i = 0; i < items.length; i++) {
                System.arraycopy(values.get(items[i]), 0, all, i * names.size(), names.size());
            }
            return Tensor.of(all, items.length, names.size());
        }

        @Override
        public String text(int item) {
            return Arrays.toString(values.get(item));
        }
    }

    /**
     * Nothing to be learnt about any item, for nets that learn from pictures alone; collated to no targets.
     *
     * @param items how many
     */
    record Nothing(int items) implements Labels {
        @Override
        public List<String> classes() {
            return List.of();
        }

        @Override
        public int outputs() {
            return 0;
        }

        @Override
        public String text(int item) {
            return "";
        }
    }
}
