package io.vivace.examples;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Momentum over a cycle.
 *
 * @param high at the ends
 * @param low where the learning rate is highest
 */
record MomentumRange(double high, double low) {
    /** Reads {@code 0.9} or {@code 0.95:0.85}. */
    static final class Reader implements ITypeConverter<MomentumRange> {
        @Override
        public MomentumRange convert(String text) {
            String[] ends = text.trim().split(":", -1);
            try {
                var range = new MomentumRange(Double.parseDouble(ends[0]), Double.parseDouble(ends[ends.length - 1]));
                if (ends.length <= 2 && isMomentum(range.high) && isMomentum(range.low)) {
                    return range;
                }
            } catch (NumberFormatException e) {
                throw new TypeConversionException(problem(text));
            }
            throw new TypeConversionException(problem(text));
        }

        private static boolean isMomentum(double m) {
            return m >= 0 && m < 1;
        }

        private static String problem(String text) {
            return "'" + text + "' is not a momentum; give a number from 0 to below 1, or two as in 0.95:0.85";
        }
    }
}
