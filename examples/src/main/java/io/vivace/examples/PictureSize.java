package io.vivace.examples;

import io.vivace.vision.image.Size;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a size: {@code 224}, or {@code 240x320} for height and width. */
final class PictureSize implements ITypeConverter<Size> {
    /** The longest side that makes sense, in pixels. */
    static final int LARGEST = 4096;

    @Override
    public Size convert(String text) {
        String[] sides = text.trim().toLowerCase(java.util.Locale.ROOT).split("x", -1);
        try {
            int height = Integer.parseInt(sides[0]);
            int width = Integer.parseInt(sides[sides.length - 1]);
            if (sides.length <= 2 && Math.min(height, width) >= 1 && Math.max(height, width) <= LARGEST) {
                return Size.of(height, width);
            }
        } catch (NumberFormatException e) {
            throw new TypeConversionException(problem(text));
        }
        throw new TypeConversionException(problem(text));
    }

    private static String problem(String text) {
        return "'" + text + "' is not a size; give pixels from 1 to " + LARGEST
                + ", such as 224, or 240x320 for height and width";
    }
}
