package io.vivace.examples;

import picocli.CommandLine.TypeConversionException;

/** Reads numbers, and says in words what is none. */
final class Numbers {
    private Numbers() {}

    static int whole(String text) {
        try {
            return Integer.parseInt(text.trim());
        } catch (NumberFormatException e) {
            throw notWhole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
    }

    static long big(String text) {
        try {
            return Long.parseLong(text.trim());
        } catch (NumberFormatException e) {
            throw notWhole(text, Long.MIN_VALUE, Long.MAX_VALUE);
        }
    }

    static double number(String text) {
        try {
            return Double.parseDouble(text.trim());
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not a number");
        }
    }

    private static TypeConversionException notWhole(String text, long least, long most) {
        return new TypeConversionException("'" + text + "' is not a whole number from " + least + " to " + most);
    }
}
