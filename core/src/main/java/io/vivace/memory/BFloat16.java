package io.vivace.memory;

/** Conversions between float and bfloat16 bits. */
public final class BFloat16 {
    private BFloat16() {}

    /**
     * {@return the float with these bits}
     *
     * @param bits a bfloat16
     */
    public static float toFloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /**
     * {@return the nearest bfloat16, ties to even; NaN stays NaN}
     *
     * @param value a float
     */
    public static short fromFloat(float value) {
        int b = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((b >>> 16) | 0x40);
        }
        return (short) ((b + 0x7fff + ((b >>> 16) & 1)) >>> 16);
    }
}
