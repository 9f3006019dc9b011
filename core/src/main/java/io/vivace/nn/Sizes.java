package io.vivace.nn;

/** Checks of the sizes that layers are made with. */
final class Sizes {
    private Sizes() {}

    static void atLeastOne(String layer, String first, long a, String second, long b) {
        if (a < 1 || b < 1) {
            throw new IllegalArgumentException(
                    layer + " needs " + first + " and " + second + " of at least 1, got " + a + " and " + b);
        }
    }

    static void atLeastOne(String layer, String name, long a) {
        if (a < 1) {
            throw new IllegalArgumentException(layer + " needs " + name + " of at least 1, got " + a);
        }
    }

    /** {@return "3×3", or "3" for one axis} */
    static String times(int... sizes) {
        StringBuilder text = new StringBuilder();
        for (int s : sizes) {
            text.append(text.length() == 0 ? "" : "×").append(s);
        }
        return text.toString();
    }
}
