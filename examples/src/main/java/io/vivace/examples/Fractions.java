package io.vivace.examples;

/** Reads parts of a whole. */
final class Fractions {
    private Fractions() {}

    /** {@return whether a text is a number rather than a name} */
    static boolean is(String text) {
        return text.matches("[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)?");
    }

    /**
     * {@return the fraction}
     *
     * @param option that it was given to
     * @param text a number
     * @throws UsageException if it is not between 0 and 1
     */
    static double of(String option, String text) {
        double fraction = Double.parseDouble(text);
        if (!(fraction > 0 && fraction < 1)) {
            throw new UsageException(option + ": a fraction lies between 0 and 1, got " + text);
        }
        return fraction;
    }
}
