package io.vivace.vision.segmentation;

import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import java.util.Arrays;

/**
 * A class for each pixel of a picture.
 *
 * @param picture size of the picture
 * @param classes [height, width], row-major, 0 to 255 as unsigned bytes; not to be changed any more
 */
public record Mask(Size picture, byte[] classes) {
    /** How many classes a mask can tell apart. */
    public static final int MOST_CLASSES = 256;

    /** Checks that there is a class for each pixel. */
    public Mask {
        if (classes.length != picture.height() * picture.width()) {
            throw new IllegalArgumentException("a mask of a picture of " + picture + " has "
                    + picture.height() * picture.width() + " classes, got " + classes.length);
        }
    }

    /**
     * {@return the mask that a picture of class numbers is}
     *
     * @param numbers grey
     */
    public static Mask of(Image numbers) {
        if (numbers.channels() != 1) {
            throw new IllegalArgumentException("class numbers are a grey picture, got " + numbers);
        }
        return new Mask(numbers.size(), numbers.pixels());
    }

    /**
     * {@return the class of a pixel}
     *
     * @param row from 0
     * @param column from 0
     */
    public int at(int row, int column) {
        return classes[row * picture.width() + column] & 0xff;
    }

    /** {@return how many pixels each class has, by its number; as long as the largest number asks for} */
    public int[] counts() {
        int[] n = new int[MOST_CLASSES];
        int most = 0;
        for (byte c : classes) {
            n[c & 0xff]++;
            most = Math.max(most, c & 0xff);
        }
        return Arrays.copyOf(n, most + 1);
    }

    /** {@return the class numbers as a grey picture, which {@code writePng} makes a mask file of} */
    public Image toImage() {
        return Image.of(picture, Color.GREY, classes);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Mask m && picture.equals(m.picture) && Arrays.equals(classes, m.classes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(classes);
    }

    @Override
    public String toString() {
        return "Mask " + picture;
    }
}
