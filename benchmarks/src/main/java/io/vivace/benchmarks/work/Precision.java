package io.vivace.benchmarks.work;

import java.util.Locale;

/** The number format of activations and products. */
public enum Precision {
    /** 32-bit floats throughout. */
    F32(1e-3),
    /** bfloat16 activations and products; f32 master weights, statistics and loss. */
    BF16(5e-2);

    private final double tolerance;

    Precision(double tolerance) {
        this.tolerance = tolerance;
    }

    /** {@return how far two right results may be apart, relative to them} */
    public double tolerance() {
        return tolerance;
    }

    /** {@return the name used on the command line and in reports, such as {@code bf16}} */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * {@return the precision of a name}
     *
     * @param label such as {@code bf16}
     * @throws IllegalArgumentException if there is none
     */
    public static Precision of(String label) {
        for (Precision p : values()) {
            if (p.label().equals(label)) {
                return p;
            }
        }
        throw new IllegalArgumentException("no precision is called \"" + label + "\"; choose f32 or bf16");
    }
}
