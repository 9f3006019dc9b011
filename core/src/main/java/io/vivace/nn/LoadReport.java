package io.vivace.nn;

import java.util.List;

/**
 * What did not fit when a state was loaded.
 *
 * @param missing paths that the net has and the state has not
 * @param unknown paths that the state has and the net has not
 * @param misshaped paths with both shapes
 */
public record LoadReport(List<String> missing, List<String> unknown, List<String> misshaped) {
    /** Copies the lists. */
    public LoadReport {
        missing = List.copyOf(missing);
        unknown = List.copyOf(unknown);
        misshaped = List.copyOf(misshaped);
    }

    /** {@return whether everything fitted} */
    public boolean isComplete() {
        return missing.isEmpty() && unknown.isEmpty() && misshaped.isEmpty();
    }

    /** {@return one line for each entry that did not fit} */
    @Override
    public String toString() {
        if (isComplete()) {
            return "everything fits";
        }
        StringBuilder text = new StringBuilder();
        missing.forEach(n -> text.append("\n  missing: ").append(n));
        unknown.forEach(n -> text.append("\n  not known to the net: ").append(n));
        misshaped.forEach(n -> text.append("\n  of another shape: ").append(n));
        return text.substring(1);
    }
}
