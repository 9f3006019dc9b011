package io.vivace.onnx;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;
import io.vivace.tensor.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** What tensors that no step made are: the same in all traces, or one value in other shapes. */
final class Constants {
    private Constants() {}

    /** {@return the type in the file} */
    static DType type(DType t) {
        return t == DType.BF16 ? DType.F32 : t;
    }

    /**
     * {@return sizes of all axes}
     *
     * @throws IllegalArgumentException if the number of axes differs
     */
    static List<Sizes> sizes(List<Shape> shapes) {
        Shape first = shapes.get(0);
        if (shapes.stream().anyMatch(s -> s.rank() != first.rank())) {
            throw new IllegalArgumentException("a tensor has one of the shapes " + shapes
                    + ", depending on the size of the input; leave fewer axes open (OnnxOptions.fixed())");
        }
        List<Sizes> sizes = new ArrayList<>();
        for (int i = 0; i < first.rank(); i++) {
            int axis = i;
            sizes.add(new Sizes(shapes.stream().map(s -> s.size(axis)).toList()));
        }
        return sizes;
    }

    /**
     * {@return the operand that stands for a tensor}
     *
     * @param each the tensor in each trace
     * @param at the step that reads it
     * @throws IllegalArgumentException if it differs otherwise
     */
    static Operand of(List<Trace.Constant> each, Trace.Step at) {
        Trace.Constant first = each.get(0);
        boolean alike = each.stream()
                .allMatch(c -> c.dtype() == first.dtype()
                        && c.shape().rank() == first.shape().rank());
        if (alike && each.stream().allMatch(c -> same(first, c))) {
            return new Operand.Weight(first.tensor(), type(first.dtype()), shape(each));
        }
        if (alike && each.stream().allMatch(c -> c.shape().elements() > 0)) {
            double value = first.tensor().reshape(-1).narrow(0, 0, 1).item();
            if (each.stream().allMatch(c -> isFilled(c.tensor(), value))) {
                return new Operand.Filled(value, type(first.dtype()), shape(each));
            }
        }
        throw new IllegalArgumentException(Program.text(at) + " uses a tensor " + first.shape()
                + " that differs from input to input, but is the result of no operation that was seen: it was computed"
                + " outside of tensor operations (Java arrays, ND4J), at random, or by an operation without an ONNX form."
                + " Use tensor operations, or a parameter or buffer for a fixed value");
    }

    private static List<Sizes> shape(List<Trace.Constant> each) {
        return sizes(each.stream().map(Trace.Constant::shape).toList());
    }

    private static boolean same(Trace.Constant x, Trace.Constant y) {
        Tensor a = x.tensor();
        Tensor b = y.tensor();
        if (!a.shape().equals(b.shape())) {
            return false;
        }
        boolean sameMemory = a.view().storage() == b.view().storage()
                && x.version() == y.version()
                && a.view().offset() == b.view().offset()
                && Arrays.equals(a.strides(), b.strides());
        return sameMemory
                || (a.dtype().isFloating()
                        ? Arrays.equals(a.toFloatArray(), b.toFloatArray())
                        : Arrays.equals(a.toLongArray(), b.toLongArray()));
    }

    private static boolean isFilled(Tensor t, double value) {
        if (t.dtype().isFloating()) {
            float[] all = t.toFloatArray();
            return IntStream.range(0, all.length).allMatch(i -> all[i] == value);
        }
        return LongStream.of(t.toLongArray()).allMatch(v -> v == (long) value);
    }
}
