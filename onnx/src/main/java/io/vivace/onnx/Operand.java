package io.vivace.onnx;

import io.vivace.memory.DType;
import io.vivace.tensor.Tensor;
import java.util.List;

/** What an operation reads. bf16 counts as f32: files compute in f32. */
sealed interface Operand {
    /** {@return the element type} */
    DType dtype();

    /** {@return the sizes} */
    List<Sizes> shape();

    /** {@return the number of axes} */
    default int rank() {
        return shape().size();
    }

    /** {@return the size of an axis} */
    default Sizes size(int axis) {
        return shape().get(axis < 0 ? axis + rank() : axis);
    }

    /** {@return whether no size depends on the input} */
    default boolean isFixed() {
        return shape().stream().allMatch(Sizes::isFixed);
    }

    /** A value computed from the input; each is itself only. */
    record Value(int number, DType dtype, List<Sizes> shape) implements Operand {}

    /** The same elements in both traces, such as a parameter. */
    record Weight(Tensor tensor, DType dtype, List<Sizes> shape) implements Operand {}

    /** One value everywhere, in a shape that depends on the input. */
    record Filled(double value, DType dtype, List<Sizes> shape) implements Operand {}
}
