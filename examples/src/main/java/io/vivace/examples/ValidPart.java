package io.vivace.examples;

import io.vivace.data.ItemList;
import io.vivace.data.SplitItems;
import io.vivace.vision.ImageSource;
import io.vivace.vision.LabelledImages;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What to judge by: a fraction of the pictures, chosen at random by the seed, or what a name tells, such as that of a folder, a list or a
 * column.
 *
 * @param text a number between 0 and 1, or a name
 */
record ValidPart(String text) {
    /** A fifth. */
    static final ValidPart FIFTH = new ValidPart("0.2");

    /** Reads what a user gives. */
    static final class Reader implements ITypeConverter<ValidPart> {
        @Override
        public ValidPart convert(String text) {
            var part = new ValidPart(text);
            if (part.isFraction() && !(part.fraction() > 0 && part.fraction() < 1)) {
                throw new TypeConversionException("a fraction lies between 0 and 1, got " + text);
            }
            return part;
        }
    }

    /**
     * {@return the first name of which there is something, or a fifth}
     *
     * @param names usual ones
     * @param isThere whether there is something
     */
    static ValidPart firstOf(List<String> names, Predicate<String> isThere) {
        return names.stream().filter(isThere).findFirst().map(ValidPart::new).orElse(FIFTH);
    }

    private boolean isFraction() {
        return text.matches("[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)?");
    }

    private double fraction() {
        return Double.parseDouble(text);
    }

    /**
     * {@return the pictures, split}
     *
     * @param pictures all
     * @param seed of a random split
     * @param named splits by a name
     */
    SplitItems<ImageSource, LabelledImages> of(
            ItemList<ImageSource, LabelledImages> pictures,
            long seed,
            Function<String, SplitItems<ImageSource, LabelledImages>> named) {
        return isFraction() ? pictures.splitRandom(fraction(), seed) : named.apply(text);
    }
}
