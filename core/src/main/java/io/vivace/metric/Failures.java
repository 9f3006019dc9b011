package io.vivace.metric;

/** Puts the name of a metric in front of what is wrong with its arguments. */
final class Failures {
    private Failures() {}

    static void named(String name, Runnable work) {
        try {
            work.run();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }
}
