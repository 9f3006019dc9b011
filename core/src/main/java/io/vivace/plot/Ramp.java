package io.vivace.plot;

import java.awt.Color;

/** Colours from dark violet over blue and green to yellow, evenly bright steps (matplotlib's viridis at ten places). */
final class Ramp {
    private static final int[] STOPS = {
        0x440154, 0x482878, 0x3e4a89, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6dcd59, 0xb4de2c, 0xfde725
    };

    private Ramp() {}

    /** {@return the colour of a part from 0 to 1; what is beyond counts as the end} */
    static Color color(double part) {
        double at = Math.min(1, Math.max(0, part)) * (STOPS.length - 1);
        int low = (int) Math.min(STOPS.length - 2, at);
        double f = at - low;
        return new Color(mix(low, f, 16), mix(low, f, 8), mix(low, f, 0));
    }

    private static int mix(int low, double f, int shift) {
        int a = STOPS[low] >> shift & 0xff;
        int b = STOPS[low + 1] >> shift & 0xff;
        return (int) Math.round(a + f * (b - a));
    }
}
