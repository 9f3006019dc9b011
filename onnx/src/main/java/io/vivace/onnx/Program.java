package io.vivace.onnx;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;
import io.vivace.tensor.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Two traces of one net on other inputs, put side by side: the same steps, whose numbers are fixed where they agree. A tensor that is
 * neither a parameter nor the same in both came from the input unseen.
 */
final class Program {
    private final Trace first;
    private final Trace second;
    private final Map<Trace.Value, Operand.Value> values = new HashMap<>();
    private final Map<Trace.Value, Operand.Value> others = new HashMap<>();
    private final Map<Trace.Constant, Operand> constants = new HashMap<>();
    private final List<Operand.Value> inputs = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();
    private final Operand.Value output;

    Program(Trace first, Trace second) {
        this.first = first;
        this.second = second;
        for (int i = 0; i < first.inputs().size(); i++) {
            inputs.add(value(first.inputs().get(i), second.inputs().get(i)));
        }
        List<Trace.Step> a = first.steps();
        List<Trace.Step> b = second.steps();
        for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
            if (i >= a.size() || i >= b.size() || !same(a.get(i), b.get(i))) {
                throw differs(i < a.size() ? a.get(i) : null, i < b.size() ? b.get(i) : null);
            }
            operations.add(merged(a.get(i), b.get(i)));
        }
        if (!(first.output() instanceof Trace.Value v) || !(second.output() instanceof Trace.Value w)) {
            throw new IllegalArgumentException(
                    "the output of the net does not depend on its input by any operation that"
                            + " can be traced; compute it with tensor operations");
        }
        output = agreed(v, w, null);
    }

    List<Operand.Value> inputs() {
        return inputs;
    }

    List<Operation> operations() {
        return operations;
    }

    Operand.Value output() {
        return output;
    }

    private static boolean same(Trace.Step a, Trace.Step b) {
        return a.operation().equals(b.operation())
                && a.place().equals(b.place())
                && a.inputs().size() == b.inputs().size()
                && a.outputs().size() == b.outputs().size()
                && a.attributes().keySet().equals(b.attributes().keySet());
    }

    private IllegalArgumentException differs(Trace.@Nullable Step a, Trace.@Nullable Step b) {
        return new IllegalArgumentException("the net does not take the same steps for each input: for "
                + shapes(first) + " comes " + text(a) + ", where for " + shapes(second) + " comes " + text(b)
                + ". It decides by the size of its input, or by chance; a file holds one way only. Leave fewer axes open"
                + " (OnnxOptions.fixed()), or compute it without such a decision");
    }

    private static String shapes(Trace trace) {
        return trace.inputs().stream().map(v -> v.shape().toString()).toList().toString();
    }

    private static String text(Trace.@Nullable Step s) {
        return s == null
                ? "nothing more"
                : "'" + s.operation() + "'" + (s.place().isEmpty() ? "" : " in " + s.place());
    }

    // ---------------------------------------------------------------------------------------------- steps

    private Operation merged(Trace.Step a, Trace.Step b) {
        List<@Nullable Operand> in = new ArrayList<>();
        for (int i = 0; i < a.inputs().size(); i++) {
            in.add(operand(a.inputs().get(i), b.inputs().get(i), a));
        }
        Map<String, Object> attributes = new LinkedHashMap<>();
        a.attributes()
                .forEach((name, v) -> attributes.put(
                        name, attribute(a, name, v, b.attributes().get(name))));
        List<Operand.Value> out = new ArrayList<>();
        for (int i = 0; i < a.outputs().size(); i++) {
            out.add(value(a.outputs().get(i), b.outputs().get(i)));
        }
        return new Operation(a.operation(), attributes, in, out, a.place());
    }

    private static Object attribute(Trace.Step step, String name, Object a, @Nullable Object b) {
        long[] x = wholes(a);
        long[] y = wholes(b);
        if (x != null && y != null && x.length == y.length) {
            List<Sizes> all = IntStream.range(0, x.length)
                    .mapToObj(i -> new Sizes(x[i], y[i]))
                    .toList();
            return a instanceof Number ? all.get(0) : all;
        }
        if (a.equals(b)) {
            return a;
        }
        throw new IllegalArgumentException("the " + name + " of " + text(step) + " is " + a + " or " + b
                + ", depending on the size of the input; a file holds one number only. Leave fewer axes open"
                + " (OnnxOptions.fixed())");
    }

    /** {@return whole numbers as a row, or null if it is something else} */
    private static long @Nullable [] wholes(@Nullable Object v) {
        if (v instanceof Integer || v instanceof Long) {
            return new long[] {((Number) v).longValue()};
        }
        if (v instanceof int[] all) {
            return Arrays.stream(all).asLongStream().toArray();
        }
        return v instanceof long[] all ? all : v instanceof Shape s ? s.toArray() : null;
    }

    // ---------------------------------------------------------------------------------------------- operands

    private Operand.Value value(Trace.Value a, Trace.Value b) {
        var v = new Operand.Value(a.number(), type(a.dtype()), sizes(a.shape(), b.shape()));
        values.put(a, v);
        others.put(b, v);
        return v;
    }

    private static DType type(DType t) {
        return t == DType.BF16 ? DType.F32 : t;
    }

    private static List<Sizes> sizes(Shape a, Shape b) {
        if (a.rank() != b.rank()) {
            throw new IllegalArgumentException("a tensor has shape " + a + " or " + b
                    + ", depending on the size of the input; leave fewer axes open (OnnxOptions.fixed())");
        }
        return IntStream.range(0, a.rank())
                .mapToObj(i -> new Sizes(a.size(i), b.size(i)))
                .toList();
    }

    private @Nullable Operand operand(Trace.@Nullable Operand a, Trace.@Nullable Operand b, Trace.Step at) {
        if (a == null && b == null) {
            return null;
        }
        if (a instanceof Trace.Value x && b instanceof Trace.Value y) {
            return agreed(x, y, at);
        }
        if (a instanceof Trace.Constant x && b instanceof Trace.Constant y) {
            Operand known = constants.get(x);
            if (known == null) {
                known = constant(x, y, at);
                constants.put(x, known);
            }
            return known;
        }
        throw differs(at, at);
    }

    private Operand.Value agreed(Trace.Value a, Trace.Value b, Trace.@Nullable Step at) {
        Operand.Value x = values.get(a);
        Operand.Value y = others.get(b);
        if (x == null || !x.equals(y)) {
            throw differs(at, at);
        }
        return x;
    }

    private static Operand constant(Trace.Constant x, Trace.Constant y, Trace.Step at) {
        Tensor a = x.tensor();
        Tensor b = y.tensor();
        List<Sizes> shape = a.rank() == b.rank() ? sizes(a.shape(), b.shape()) : List.of();
        boolean sameMemory = a.view().storage() == b.view().storage()
                && x.version() == y.version()
                && a.view().offset() == b.view().offset()
                && Arrays.equals(a.strides(), b.strides());
        if (a.dtype() == b.dtype() && a.shape().equals(b.shape()) && (sameMemory || equal(a, b))) {
            return new Operand.Weight(a, type(a.dtype()), shape);
        }
        if (a.dtype() == b.dtype() && a.rank() == b.rank() && !a.shape().equals(b.shape())) {
            double value = a.reshape(-1).narrow(0, 0, 1).item();
            if (isFilled(a, value) && isFilled(b, value)) {
                return new Operand.Filled(value, type(a.dtype()), shape);
            }
        }
        throw new IllegalArgumentException(
                text(at) + " uses a tensor " + a.shape() + " that differs from input to input,"
                        + " but is the result of no operation that was seen: it was computed outside of tensor operations (Java"
                        + " arrays, ND4J), at random, or by an operation without an ONNX form. Use tensor operations, or a"
                        + " parameter or buffer for a fixed value");
    }

    private static boolean equal(Tensor a, Tensor b) {
        return a.dtype().isFloating()
                ? Arrays.equals(a.toFloatArray(), b.toFloatArray())
                : Arrays.equals(a.toLongArray(), b.toLongArray());
    }

    private static boolean isFilled(Tensor t, double value) {
        if (t.dtype().isFloating()) {
            float[] all = t.toFloatArray();
            return IntStream.range(0, all.length).allMatch(i -> all[i] == value);
        }
        return LongStream.of(t.toLongArray()).allMatch(v -> v == (long) value);
    }
}
