package io.vivace.tensor;

import io.vivace.memory.Storage;
import io.vivace.memory.View;
import io.vivace.tensor.Trace.Constant;
import io.vivace.tensor.Trace.Operand;
import io.vivace.tensor.Trace.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which value of a trace lies where. Handles on the same elements are the same value; memory that was written since holds another;
 * memory that holds no value of the trace holds a constant.
 */
final class TracedMemory {
    /** What a window on memory held when the memory had a version. */
    private record Found(View view, int version, Operand operand) {
        boolean lies(View v) {
            return view.dtype() == v.dtype()
                    && view.offset() == v.offset()
                    && view.shape().equals(v.shape())
                    && Arrays.equals(view.strides(), v.strides());
        }
    }

    private final Map<Storage, List<Found>> values = new HashMap<>();
    private final Map<Storage, List<Found>> constants = new HashMap<>();

    /** Says what a tensor holds from a version of its memory on. */
    void put(Tensor t, int version, Value value) {
        put(values, t.view(), version, value);
    }

    private static void put(Map<Storage, List<Found>> where, View view, int version, Operand operand) {
        List<Found> all = where.computeIfAbsent(view.storage(), s -> new ArrayList<>());
        all.removeIf(f -> f.lies(view));
        all.add(new Found(view, version, operand));
    }

    /** {@return whether anything in the memory of a tensor depends on the inputs} */
    boolean holds(Tensor t) {
        return values.containsKey(t.view().storage());
    }

    /**
     * {@return what a tensor holds}
     *
     * @throws IllegalArgumentException if its memory was changed through another view
     */
    Operand operand(Tensor t) {
        View view = t.view();
        int version = view.storage().version();
        List<Found> all = values.get(view.storage());
        if (all == null) {
            return constant(t);
        }
        for (Found f : all) {
            if (f.lies(view) && f.version == version) {
                return f.operand;
            }
        }
        throw new IllegalArgumentException("a tensor " + t.shape()
                + " is used here whose memory was changed through another view of it, or that is a window on memory made by"
                + " asStrided: its value cannot be traced. Use operations that make new tensors (add instead of add_, cat"
                + " instead of writing into parts)");
    }

    private Constant constant(Tensor t) {
        View view = t.view();
        int version = view.storage().version();
        for (Found f : constants.getOrDefault(view.storage(), List.of())) {
            if (f.lies(view) && f.version == version && f.operand instanceof Constant c) {
                return c;
            }
        }
        Constant c = new Constant(t.detach().keep(), version);
        put(constants, view, version, c);
        return c;
    }

    /** A constant that was written later would be given out with another value than the one that was used. */
    void checkConstants() {
        for (List<Found> all : constants.values()) {
            for (Found f : all) {
                if (f.view.storage().version() != f.version) {
                    throw new IllegalArgumentException("a tensor " + f.view.shape()
                            + " that does not depend on the input was changed in place after an operation had used it:"
                            + " its value cannot be traced. Use operations that make new tensors");
                }
            }
        }
    }

    /** Lets the constants go. */
    void close() {
        constants
                .values()
                .forEach(all -> all.forEach(f -> ((Constant) f.operand).tensor().close()));
        constants.clear();
    }
}
