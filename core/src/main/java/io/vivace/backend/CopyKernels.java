package io.vivace.backend;

import io.vivace.memory.View;

/** Moving values. */
public interface CopyKernels {
    /**
     * Copies, converting layout and element type. Floats become integers by truncation, anything becomes bool by
     * {@code != 0}.
     *
     * @param from source of any strides, 0 included
     * @param to target of the same shape
     */
    void copy(View from, View to);

    /**
     * Sets every element.
     *
     * @param to target
     * @param value the value, converted to its type
     */
    void fill(View to, double value);
}
