package io.vivace.backend.cpu;

import io.vivace.memory.BFloat16;
import io.vivace.memory.DType;
import io.vivace.memory.View;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;

/**
 * Reads and writes the elements of one view as Java numbers. Loops over arrays vectorise and loops over off-heap buffers
 * do not, so rows travel through small arrays. Offsets are the view's own, as {@link Rows} hands them out.
 */
final class Elements {
    private final DType dtype;
    private final long low;
    private final ByteBuffer bytes;
    private final FloatBuffer floats;
    private final IntBuffer ints;
    private final ShortBuffer shorts;

    private Elements(View v) {
        dtype = v.dtype();
        low = v.offset();
        long last = 0;
        for (int i = 0; i < v.shape().rank(); i++) {
            last += (v.shape().size(i) - 1) * v.stride(i);
        }
        long n = v.elements() == 0 ? 0 : last + 1;
        bytes = v.storage().window(low * dtype.bytes(), n * dtype.bytes());
        floats = bytes.asFloatBuffer();
        ints = bytes.asIntBuffer();
        shorts = bytes.asShortBuffer();
    }

    static Elements of(View v) {
        return new Elements(v);
    }

    boolean isHalf() {
        return dtype == DType.BF16;
    }

    /** {@return the offset of the view's first element} */
    long start() {
        return low;
    }

    /** Reads n values {@code step} apart as floats. */
    void read(long offset, int step, float[] to, int n) {
        int at = (int) (offset - low);
        if (dtype == DType.F32) {
            if (step == 1) {
                floats.get(at, to, 0, n);
            } else if (step == 0) {
                java.util.Arrays.fill(to, 0, n, floats.get(at));
            } else {
                for (int i = 0; i < n; i++) {
                    to[i] = floats.get(at + i * step);
                }
            }
        } else if (dtype == DType.BF16) {
            for (int i = 0; i < n; i++) {
                to[i] = BFloat16.toFloat(shorts.get(at + i * step));
            }
        } else {
            for (int i = 0; i < n; i++) {
                to[i] = (float) getLong(at + i * step);
            }
        }
    }

    /** Writes n values {@code step} apart. */
    void write(long offset, int step, float[] from, int n) {
        int at = (int) (offset - low);
        if (dtype == DType.F32) {
            if (step == 1) {
                floats.put(at, from, 0, n);
            } else {
                for (int i = 0; i < n; i++) {
                    floats.put(at + i * step, from[i]);
                }
            }
        } else if (dtype == DType.BF16) {
            for (int i = 0; i < n; i++) {
                shorts.put(at + i * step, BFloat16.fromFloat(from[i]));
            }
        } else {
            for (int i = 0; i < n; i++) {
                putLong(at + i * step, dtype == DType.BOOL && from[i] != 0 ? 1 : (long) from[i]);
            }
        }
    }

    /** Reads n neighbouring floats as the bits of f32, or n neighbouring i32 values as they are. */
    void readBits(long offset, int[] to, int n) {
        int at = (int) (offset - low);
        if (dtype == DType.BF16) {
            for (int i = 0; i < n; i++) {
                to[i] = shorts.get(at + i) << 16;
            }
        } else {
            ints.get(at, to, 0, n);
        }
    }

    /** Writes what {@link #readBits} read; of bf16 the lower half is cut off. */
    void writeBits(long offset, int[] from, int n) {
        int at = (int) (offset - low);
        if (dtype == DType.BF16) {
            for (int i = 0; i < n; i++) {
                shorts.put(at + i, (short) (from[i] >>> 16));
            }
        } else {
            ints.put(at, from, 0, n);
        }
    }

    /** Reads n pairs of neighbouring bf16 values, the first in the lower half of an int where memory is little-endian. */
    void readPairs(long offset, int[] to, int n) {
        pairs(offset, n).get(0, to, 0, n);
    }

    /** Writes what {@link #readPairs} read. */
    void writePairs(long offset, int[] from, int n) {
        pairs(offset, n).put(0, from, 0, n);
    }

    private IntBuffer pairs(long offset, int n) {
        return bytes.slice((int) (offset - low) * Short.BYTES, n * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer();
    }

    /** Reads n values as longs. */
    void read(long offset, int step, long[] to, int n) {
        int at = (int) (offset - low);
        for (int i = 0; i < n; i++) {
            to[i] = dtype.isFloating() ? (long) getFloat(at + i * step) : getLong(at + i * step);
        }
    }

    /** Writes n longs. */
    void write(long offset, int step, long[] from, int n) {
        int at = (int) (offset - low);
        for (int i = 0; i < n; i++) {
            if (dtype.isFloating()) {
                putFloat(at + i * step, (float) from[i]);
            } else {
                putLong(at + i * step, from[i]);
            }
        }
    }

    /** {@return one value as a float} */
    float floatAt(long offset) {
        int at = (int) (offset - low);
        return dtype.isFloating() ? getFloat(at) : (float) getLong(at);
    }

    /** {@return one value as a long} */
    long longAt(long offset) {
        int at = (int) (offset - low);
        return dtype.isFloating() ? (long) getFloat(at) : getLong(at);
    }

    /** Writes one float. */
    void put(long offset, float value) {
        int at = (int) (offset - low);
        if (dtype.isFloating()) {
            putFloat(at, value);
        } else {
            putLong(at, dtype == DType.BOOL && value != 0 ? 1 : (long) value);
        }
    }

    /** Writes one long. */
    void put(long offset, long value) {
        int at = (int) (offset - low);
        if (dtype.isFloating()) {
            putFloat(at, (float) value);
        } else {
            putLong(at, value);
        }
    }

    private float getFloat(int at) {
        return dtype == DType.F32 ? floats.get(at) : BFloat16.toFloat(shorts.get(at));
    }

    private void putFloat(int at, float value) {
        if (dtype == DType.F32) {
            floats.put(at, value);
        } else {
            shorts.put(at, BFloat16.fromFloat(value));
        }
    }

    private long getLong(int at) {
        return switch (dtype) {
            case I64 -> bytes.getLong(at * 8);
            case I32 -> bytes.getInt(at * 4);
            default -> bytes.get(at) & 0xff;
        };
    }

    private void putLong(int at, long value) {
        switch (dtype) {
            case I64 -> bytes.putLong(at * 8, value);
            case I32 -> bytes.putInt(at * 4, (int) value);
            case BOOL -> bytes.put(at, (byte) (value != 0 ? 1 : 0));
            default -> bytes.put(at, (byte) value);
        }
    }
}
