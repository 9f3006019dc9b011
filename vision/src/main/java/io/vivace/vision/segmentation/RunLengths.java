package io.vivace.vision.segmentation;

import io.vivace.vision.image.Size;
import java.util.StringTokenizer;

/**
 * Binary masks as text, as Kaggle's tables have them: pairs of a start and a length, separated by blanks, pixels being counted from 1.
 * {@code "2 3 9 1"} marks the pixels 2, 3, 4 and 9.
 */
public final class RunLengths {
    /** In which order pixels are counted. */
    public enum Order {
        /** Row by row, as in Carvana and fastai. */
        ROWS,
        /** Column by column. */
        COLUMNS
    }

    private RunLengths() {}

    /**
     * {@return the mask that a text describes: 1 where it is marked, else 0; blank text marks nothing}
     *
     * @param text starts and lengths, the starts growing, counted from 1
     * @param size of the picture
     * @param order in which pixels are counted
     * @throws IllegalArgumentException if the text is something else, or runs overlap or leave the picture
     */
    public static Mask decode(String text, Size size, Order order) {
        byte[] out = new byte[size.height() * size.width()];
        var words = new StringTokenizer(text);
        long end = 0;
        while (words.hasMoreTokens()) {
            String word = words.nextToken();
            long start = number(word);
            if (!words.hasMoreTokens()) {
                throw new IllegalArgumentException("the start " + word + " at the end has no length");
            }
            long length = number(words.nextToken());
            if (start <= end || length < 1 || start - 1 + length > out.length) {
                throw new IllegalArgumentException("the run of " + length + " pixels from pixel " + start
                        + " cannot be: runs begin behind those before, this one behind " + end
                        + ", and the picture of " + size + " has pixels 1 to " + out.length);
            }
            end = start - 1 + length;
            for (int i = (int) start - 1; i < end; i++) {
                out[place(i, size, order)] = 1;
            }
        }
        return new Mask(size, out);
    }

    private static int place(int i, Size size, Order order) {
        return order == Order.ROWS ? i : i % size.height() * size.width() + i / size.height();
    }

    private static long number(String word) {
        if (word.length() > 10 || !word.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("\"" + (word.length() > 40 ? word.substring(0, 40) + "…" : word)
                    + "\" is no whole number; runs are pairs of a start and a length");
        }
        return Long.parseLong(word);
    }

    /**
     * {@return the text that describes the pixels that are not of class 0}
     *
     * @param mask any
     * @param order in which pixels are counted
     */
    public static String encode(Mask mask, Order order) {
        var text = new StringBuilder();
        int n = mask.classes().length;
        for (int i = 0; i < n; i++) {
            int from = i;
            while (i < n && mask.classes()[place(i, mask.picture(), order)] != 0) {
                i++;
            }
            if (i > from) {
                text.append(text.isEmpty() ? "" : " ")
                        .append(from + 1)
                        .append(' ')
                        .append(i - from);
            }
        }
        return text.toString();
    }
}
