package io.vivace.tensor;

import io.vivace.backend.Binary;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;

/** Comparison with broadcasting, as in {@link Arithmetic}. Results are bool and have no gradient. */
public sealed interface Comparison permits Tensor {
    /**
     * {@return whether equal, element by element, as bool}
     *
     * @param other broadcastable
     */
    default Tensor eq(Tensor other) {
        return compare("eq", Binary.EQ, other);
    }

    /**
     * {@return whether different, as bool}
     *
     * @param other broadcastable
     */
    default Tensor ne(Tensor other) {
        return compare("ne", Binary.NE, other);
    }

    /**
     * {@return whether smaller, as bool}
     *
     * @param other broadcastable
     */
    default Tensor lt(Tensor other) {
        return compare("lt", Binary.LT, other);
    }

    /**
     * {@return whether smaller or equal, as bool}
     *
     * @param other broadcastable
     */
    default Tensor le(Tensor other) {
        return compare("le", Binary.LE, other);
    }

    /**
     * {@return whether greater, as bool}
     *
     * @param other broadcastable
     */
    default Tensor gt(Tensor other) {
        return compare("gt", Binary.GT, other);
    }

    /**
     * {@return whether greater or equal, as bool}
     *
     * @param other broadcastable
     */
    default Tensor ge(Tensor other) {
        return compare("ge", Binary.GE, other);
    }

    /**
     * {@return whether equal to a number, as bool}
     *
     * @param value the number
     */
    default Tensor eq(double value) {
        return eq(constant(value));
    }

    /**
     * {@return whether different from a number, as bool}
     *
     * @param value the number
     */
    default Tensor ne(double value) {
        return ne(constant(value));
    }

    /**
     * {@return whether smaller than a number, as bool}
     *
     * @param value the number
     */
    default Tensor lt(double value) {
        return lt(constant(value));
    }

    /**
     * {@return whether smaller than or equal to a number, as bool}
     *
     * @param value the number
     */
    default Tensor le(double value) {
        return le(constant(value));
    }

    /**
     * {@return whether greater than a number, as bool}
     *
     * @param value the number
     */
    default Tensor gt(double value) {
        return gt(constant(value));
    }

    /**
     * {@return whether greater than or equal to a number, as bool}
     *
     * @param value the number
     */
    default Tensor ge(double value) {
        return ge(constant(value));
    }

    private Tensor compare(String name, Binary op, Tensor other) {
        Tensor out = Broadcast.binary(name, op, (Tensor) this, other);
        if (Trace.isOn()) {
            Trace.step(name, out, new Tensor[] {(Tensor) this, other});
        }
        return out;
    }

    private Tensor constant(double value) {
        DType t = ((Tensor) this).dtype();
        boolean fits = t.isFloating() || value == Math.rint(value);
        return Tensor.full(fits && t != DType.BOOL ? t : fits ? DType.I64 : DType.F32, Shape.of(), value);
    }
}
