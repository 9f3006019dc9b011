package io.vivace.onnx;

import io.vivace.memory.Shape;
import io.vivace.tensor.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Traces of one net on other inputs, put side by side: the same steps, whose numbers are fixed where they agree. A tensor that is
 * neither a parameter nor the same in all of them came from the input unseen.
 */
final class Program {
    private final List<Trace> traces;
    private final List<Map<Trace.Value, Operand.Value>> values = new ArrayList<>();
    private final Map<Trace.Constant, Operand> constants = new HashMap<>();
    private final List<Operand.Value> inputs = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();
    private final Operand.Value output;

    Program(List<Trace> traces) {
        this.traces = traces;
        traces.forEach(t -> values.add(new HashMap<>()));
        for (int i = 0; i < traces.get(0).inputs().size(); i++) {
            int at = i;
            inputs.add(value(each(traces, t -> t.inputs().get(at))));
        }
        List<List<Trace.Step>> steps = each(traces, Trace::steps);
        long most = steps.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < most; i++) {
            int at = i;
            operations.add(merged(each(steps, s -> at < s.size() ? s.get(at) : null)));
        }
        if (!(traces.get(0).output() instanceof Trace.Value)) {
            throw new IllegalArgumentException(
                    "the output of the net does not depend on its input by any operation that"
                            + " can be traced; compute it with tensor operations");
        }
        output = agreed(each(traces, Trace::output), null);
    }

    private static <T, R extends @Nullable Object> List<R> each(List<T> all, Function<? super T, ? extends R> of) {
        List<R> list = new ArrayList<>();
        all.forEach(t -> list.add(of.apply(t)));
        return list;
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

    // ---------------------------------------------------------------------------------------------- steps

    private Operation merged(List<Trace.@Nullable Step> perhaps) {
        Trace.Step first = perhaps.get(0);
        List<Trace.Step> steps = new ArrayList<>();
        for (int i = 0; i < perhaps.size(); i++) {
            Trace.Step s = perhaps.get(i);
            if (first == null || s == null || !same(first, s)) {
                throw differs(i, first, s);
            }
            steps.add(s);
        }
        Trace.Step a = steps.get(0);
        List<@Nullable Operand> in = new ArrayList<>();
        for (int i = 0; i < a.inputs().size(); i++) {
            int at = i;
            in.add(operand(each(steps, s -> s.inputs().get(at)), a));
        }
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (String name : a.attributes().keySet()) {
            attributes.put(
                    name, attribute(a, name, each(steps, s -> s.attributes().get(name))));
        }
        List<Operand.Value> out = new ArrayList<>();
        for (int i = 0; i < a.outputs().size(); i++) {
            int at = i;
            out.add(value(each(steps, s -> s.outputs().get(at))));
        }
        return new Operation(a.operation(), attributes, in, out, a.place());
    }

    private static boolean same(Trace.Step a, Trace.Step b) {
        return a.operation().equals(b.operation())
                && a.place().equals(b.place())
                && a.inputs().size() == b.inputs().size()
                && a.outputs().size() == b.outputs().size()
                && a.attributes().keySet().equals(b.attributes().keySet());
    }

    private IllegalArgumentException differs(int other, Trace.@Nullable Step a, Trace.@Nullable Step b) {
        return new IllegalArgumentException("the net does not take the same steps for each input: for "
                + shapes(traces.get(0)) + " comes " + text(a) + ", where for " + shapes(traces.get(other)) + " comes "
                + text(b)
                + ". It decides by the size of its input, or by chance; a file holds one way only. Leave fewer"
                + " axes open (OnnxOptions.fixed()), or compute it without such a decision");
    }

    private static String shapes(Trace trace) {
        return trace.inputs().stream().map(v -> v.shape().toString()).toList().toString();
    }

    /** {@return what a step is called in messages} */
    static String text(Trace.@Nullable Step s) {
        return s == null
                ? "nothing more"
                : "'" + s.operation() + "'" + (s.place().isEmpty() ? "" : " in " + s.place());
    }

    // ---------------------------------------------------------------------------------------------- attributes

    private static Object attribute(Trace.Step step, String name, List<@Nullable Object> each) {
        Object first = Objects.requireNonNull(each.get(0));
        List<long @Nullable []> rows = each(each, Program::wholes);
        long[] row = rows.get(0);
        if (row != null && rows.stream().allMatch(r -> r != null && r.length == row.length)) {
            List<Sizes> all = IntStream.range(0, row.length)
                    .mapToObj(i -> new Sizes(each(rows, r -> Objects.requireNonNull(r)[i])))
                    .toList();
            return first instanceof Number ? all.get(0) : all;
        }
        if (each.stream().allMatch(first::equals)) {
            return first;
        }
        throw new IllegalArgumentException("the " + name + " of " + text(step) + " is "
                + String.join(" or ", each(each, String::valueOf))
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

    private Operand.Value value(List<Trace.Value> each) {
        Trace.Value first = each.get(0);
        var v = new Operand.Value(
                first.number(), Constants.type(first.dtype()), Constants.sizes(each(each, Trace.Value::shape)));
        for (int i = 0; i < each.size(); i++) {
            values.get(i).put(each.get(i), v);
        }
        return v;
    }

    private @Nullable Operand operand(List<Trace.@Nullable Operand> each, Trace.Step at) {
        if (each.stream().allMatch(Objects::isNull)) {
            return null;
        }
        if (each.stream().allMatch(Trace.Value.class::isInstance)) {
            return agreed(each, at);
        }
        if (each.stream().allMatch(Trace.Constant.class::isInstance)) {
            List<Trace.Constant> all = each(each, o -> (Trace.Constant) Objects.requireNonNull(o));
            return constants.computeIfAbsent(all.get(0), first -> Constants.of(all, at));
        }
        throw differs(1, at, at);
    }

    /** {@return the value that all traces mean} */
    private Operand.Value agreed(List<? extends Trace.@Nullable Operand> each, Trace.@Nullable Step at) {
        Operand.Value first = null;
        for (int i = 0; i < each.size(); i++) {
            Operand.Value v =
                    each.get(i) instanceof Trace.Value t ? values.get(i).get(t) : null;
            if (v == null || (first != null && !v.equals(first))) {
                throw differs(i, at, at);
            }
            first = v;
        }
        return Objects.requireNonNull(first);
    }
}
