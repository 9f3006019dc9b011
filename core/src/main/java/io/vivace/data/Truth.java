package io.vivace.data;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What people write into a column that says yes or no. */
enum Truth {
    YES,
    NO,
    UNCLEAR;

    static Truth of(@Nullable String cell) {
        if (cell == null) {
            return UNCLEAR;
        }
        return switch (cell.trim().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "y", "t", "valid", "validation", "val" -> YES;
            case "false", "no", "n", "f", "train", "training", "" -> NO;
            default -> number(cell.trim());
        };
    }

    private static Truth number(String cell) {
        try {
            return Double.parseDouble(cell) == 0 ? NO : YES;
        } catch (NumberFormatException e) {
            return UNCLEAR;
        }
    }
}
