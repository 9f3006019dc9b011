package io.vivace.backend.cpu;

import io.vivace.memory.View;
import java.util.Arrays;

/** Identifies a primitive: operation, types, shapes, layouts, options. Grows while it is put together. */
final class Key {
    private long[] words;
    private int size;

    Key() {
        words = new long[64];
    }

    private Key(long[] words) {
        this.words = words;
        size = words.length;
    }

    Key start(Enum<?> operation) {
        size = 0;
        return add(operation.getDeclaringClass().hashCode()).add(operation.ordinal());
    }

    Key add(long word) {
        if (size == words.length) {
            words = Arrays.copyOf(words, size * 2);
        }
        words[size++] = word;
        return this;
    }

    Key add(double value) {
        return add(Double.doubleToRawLongBits(value));
    }

    Key add(View v) {
        int rank = v.shape().rank();
        add(rank * 16L + v.dtype().ordinal());
        for (int i = 0; i < rank; i++) {
            add(v.shape().size(i)).add(v.stride(i));
        }
        return this;
    }

    Key frozen() {
        return new Key(Arrays.copyOf(words, size));
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Key k && size == k.size && Arrays.equals(words, 0, size, k.words, 0, size);
    }

    @Override
    public int hashCode() {
        long h = size;
        for (int i = 0; i < size; i++) {
            h = (h ^ words[i]) * 0x9E3779B97F4A7C15L;
            h ^= h >>> 29;
        }
        return (int) (h ^ (h >>> 32));
    }
}
