package io.vivace.io;

import io.vivace.memory.DType;
import java.nio.ByteBuffer;

/** Element types as they lie in files, little-endian, and the type of the tensor that each becomes. */
enum StoredType {
    F32(4, DType.F32),
    BF16(2, DType.BF16),
    /** IEEE half precision; every value is an f32 exactly. */
    F16(2, DType.F32),
    /** Rounded to the nearest f32. */
    F64(8, DType.F32),
    I64(8, DType.I64),
    I32(4, DType.I32),
    U8(1, DType.U8),
    BOOL(1, DType.BOOL);

    private final int bytes;
    private final DType dtype;

    StoredType(int bytes, DType dtype) {
        this.bytes = bytes;
        this.dtype = dtype;
    }

    /** {@return the type written for tensors of a type} */
    static StoredType of(DType dtype) {
        return switch (dtype) {
            case F32 -> F32;
            case BF16 -> BF16;
            case I64 -> I64;
            case I32 -> I32;
            case U8 -> U8;
            case BOOL -> BOOL;
        };
    }

    /** {@return the size of an element in the file} */
    int bytes() {
        return bytes;
    }

    /** {@return the type of the tensor} */
    DType dtype() {
        return dtype;
    }

    /** {@return whether the tensor's memory is the file's bytes, unchanged} */
    boolean isVerbatim() {
        return this != F16 && this != F64 && this != BOOL;
    }

    /** Converts all elements that remain in a little-endian buffer. */
    void convert(ByteBuffer from, ByteBuffer to) {
        switch (this) {
            case F16 -> {
                while (from.hasRemaining()) {
                    to.putFloat(half(from.getShort()));
                }
            }
            case F64 -> {
                while (from.hasRemaining()) {
                    to.putFloat((float) from.getDouble());
                }
            }
            case BOOL -> {
                while (from.hasRemaining()) {
                    to.put((byte) (from.get() == 0 ? 0 : 1)); // any other byte would be undefined further on
                }
            }
            case F32, BF16, I64, I32, U8 -> to.put(from);
        }
    }

    /** {@return the value of IEEE 754 binary16 bits} */
    static float half(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >>> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        if (exponent == 0) {
            float tiny = fraction * 0x1p-24f;
            return sign == 0 ? tiny : -tiny;
        }
        int wide = exponent == 31 ? 0xff : exponent + 112;
        return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
    }
}
