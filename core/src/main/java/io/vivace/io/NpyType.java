package io.vivace.io;

import io.vivace.memory.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An element type of NumPy.
 *
 * @param kind f float, i signed integer, u unsigned integer, b bool
 * @param bytes size of an element
 * @param order which byte comes first
 */
record NpyType(char kind, int bytes, ByteOrder order) {
    /** {@return the type of NumPy's name for it, such as {@code <f4}} */
    static NpyType parse(Path file, String name) {
        if (!name.matches("[<>|=](f[248]|[iu][1248]|b1)|b1")) {
            throw new FileException(
                    file,
                    "holds elements of type '" + name + "'; read are floats f2, f4, f8, integers i1 to i8 and u1 to u8,"
                            + " and bools b1. Convert it in NumPy with a.astype('float32')"
                            + (name.contains("O") ? "; Python objects could run code and are never read" : ""));
        }
        char kind = name.charAt(name.length() - 2);
        ByteOrder order = name.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return new NpyType(kind, name.charAt(name.length() - 1) - '0', order);
    }

    /** {@return NumPy's name of the type that a tensor is written as; bf16, which it has not, as f4} */
    static String nameOf(DType t) {
        return switch (t) {
            case F32, BF16 -> "<f4";
            case I64 -> "<i8";
            case I32 -> "<i4";
            case U8 -> "|u1";
            case BOOL -> "|b1";
        };
    }

    /** {@return the type of the tensor: the smallest that holds all values, f32 for all floats} */
    DType dtype() {
        return switch (kind) {
            case 'f' -> DType.F32;
            case 'b' -> DType.BOOL;
            case 'u' -> bytes == 1 ? DType.U8 : bytes == 2 ? DType.I32 : DType.I64;
            default -> bytes == 8 ? DType.I64 : DType.I32;
        };
    }

    /** {@return the same type among those of other files, or null if there is none} */
    @Nullable
    StoredType stored() {
        if (order == ByteOrder.BIG_ENDIAN && bytes > 1) {
            return null;
        }
        return switch (kind) {
            case 'f' -> bytes == 2 ? StoredType.F16 : bytes == 4 ? StoredType.F32 : StoredType.F64;
            case 'b' -> StoredType.BOOL;
            case 'u' -> bytes == 1 ? StoredType.U8 : null;
            default -> bytes == 4 ? StoredType.I32 : bytes == 8 ? StoredType.I64 : null;
        };
    }

    /** Converts all elements that remain. */
    void convert(Path file, ByteBuffer from, ByteBuffer to) {
        while (from.hasRemaining()) {
            switch (dtype()) {
                case F32 -> to.putFloat(real(from));
                case I64 -> to.putLong(whole(file, from));
                case I32 -> to.putInt((int) whole(file, from));
                case BOOL -> to.put((byte) (from.get() == 0 ? 0 : 1));
                default -> to.put(from.get());
            }
        }
    }

    private float real(ByteBuffer from) {
        return switch (bytes) {
            case 2 -> StoredType.half(from.getShort());
            case 4 -> from.getFloat();
            default -> (float) from.getDouble();
        };
    }

    private long whole(Path file, ByteBuffer from) {
        boolean signed = kind == 'i';
        return switch (bytes) {
            case 1 -> from.get();
            case 2 -> signed ? from.getShort() : from.getShort() & 0xffffL;
            case 4 -> signed ? from.getInt() : from.getInt() & 0xffffffffL;
            default -> {
                long v = from.getLong();
                if (!signed && v < 0) {
                    throw new FileException(
                            file,
                            "holds the number " + Long.toUnsignedString(v)
                                    + ", which is too large for i64; convert it in NumPy with a.astype('int64') or 'float32'");
                }
                yield v;
            }
        };
    }
}
