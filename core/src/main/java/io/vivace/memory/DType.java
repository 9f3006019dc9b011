package io.vivace.memory;

/** Element types of tensors. Sizes are in bytes; {@code BF16} is the upper half of an {@code F32}. */
public enum DType {
    /** 32-bit IEEE float, the default. */
    F32(4, "f32"),
    /** bfloat16: eight exponent bits, seven fraction bits. */
    BF16(2, "bf16"),
    /** 64-bit signed integer; class indexes and token ids. */
    I64(8, "i64"),
    /** 32-bit signed integer. */
    I32(4, "i32"),
    /** 8-bit unsigned integer; raw pixels. */
    U8(1, "u8"),
    /** One byte, 0 or 1; the result of comparisons. */
    BOOL(1, "bool");

    private final int bytes;
    private final String label;

    DType(int bytes, String label) {
        this.bytes = bytes;
        this.label = label;
    }

    /** {@return the size of one element in bytes} */
    public int bytes() {
        return bytes;
    }

    /** {@return whether this is {@link #F32} or {@link #BF16}: the types that gradients exist for} */
    public boolean isFloating() {
        return this == F32 || this == BF16;
    }

    /**
     * {@return the type that holds values of both} The order is bool, u8, i32, i64, bf16, f32.
     *
     * @param other the type of the other operand
     */
    public DType promote(DType other) {
        return rank() >= other.rank() ? this : other;
    }

    private int rank() {
        return switch (this) {
            case BOOL -> 0;
            case U8 -> 1;
            case I32 -> 2;
            case I64 -> 3;
            case BF16 -> 4;
            case F32 -> 5;
        };
    }

    /** {@return the short name used in messages and files, such as {@code f32}} */
    @Override
    public String toString() {
        return label;
    }
}
