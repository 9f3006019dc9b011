package io.vivace.examples;

import io.vivace.schedule.Lr;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads learning rates: {@code 1e-3} for all layer groups, {@code 1e-5:1e-3} from the first to the last. */
final class Rates implements ITypeConverter<Lr> {
    @Override
    public Lr convert(String text) {
        String[] ends = text.trim().split(":", -1);
        try {
            double first = Double.parseDouble(ends[0]);
            double last = Double.parseDouble(ends[ends.length - 1]);
            if (ends.length <= 2 && first > 0 && last > 0 && first < 1e6 && last < 1e6) {
                return ends.length == 1 ? Lr.of(first) : Lr.slice(first, last);
            }
        } catch (NumberFormatException e) {
            throw new TypeConversionException(problem(text));
        }
        throw new TypeConversionException(problem(text));
    }

    private static String problem(String text) {
        return "'" + text
                + "' is not a learning rate; give a number above 0 such as 1e-3, or 1e-5:1e-3 for rates that grow"
                + " from the first layer group to the last";
    }
}
