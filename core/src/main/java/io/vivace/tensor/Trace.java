package io.vivace.tensor;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a computation does with its inputs, step by step: the operations of the thread report themselves here while it runs. A file
 * format that describes a net as a graph is written from it.
 *
 * <pre>{@code
 * try (var trace = Trace.of(List.of(x), () -> net.forward(x), () -> "")) {
 *     trace.steps();       // conv2d, batchNorm, relu, ...
 *     trace.output();      // the value that the computation returned
 * }
 * }</pre>
 *
 * Only what depends on the inputs is a step; everything else, such as weights, is a {@link Constant} where a step uses it. A value that
 * comes from the inputs by other ways than operations (Java arrays, ND4J) looks like a constant; traces of two different inputs tell
 * them apart. Nothing is recorded for gradients meanwhile. Close it when done: it holds the constants.
 */
public final class Trace implements AutoCloseable {
    /** What a step reads. */
    public sealed interface Operand permits Value, Constant {
        /** {@return the element type} */
        DType dtype();

        /** {@return the sizes} */
        Shape shape();
    }

    /**
     * A value that depends on the inputs; each is itself only.
     *
     * @param number from 0, in the order in which values were made
     * @param dtype element type
     * @param shape sizes
     */
    public record Value(int number, DType dtype, Shape shape) implements Operand {}

    /**
     * A value that does not depend on the inputs. The same memory, read again, is the same constant.
     *
     * @param tensor its elements; they stay while the trace is open
     * @param version of the memory when it was read
     */
    public record Constant(Tensor tensor, int version) implements Operand {
        @Override
        public DType dtype() {
            return tensor.dtype();
        }

        @Override
        public Shape shape() {
            return tensor.shape();
        }
    }

    /**
     * One operation.
     *
     * @param operation its name, that of the method, such as {@code conv2d}
     * @param attributes what it was told besides its operands, by name
     * @param inputs its operands, null where there is none
     * @param outputs what it made
     * @param place where it was called, as the tracer told
     */
    public record Step(
            String operation,
            Map<String, Object> attributes,
            List<@Nullable Operand> inputs,
            List<Value> outputs,
            String place) {}

    private final Supplier<String> place;
    private final TracedMemory memory = new TracedMemory();
    private final List<Step> steps = new ArrayList<>();
    private final List<Value> inputs = new ArrayList<>();
    private @Nullable Tensor described;
    private @Nullable Operand output;
    private int made;

    private Trace(Supplier<String> place) {
        this.place = place;
    }

    // ---------------------------------------------------------------------------------------------- tracing

    /**
     * {@return what a computation does, all of it done by this thread}
     *
     * @param inputs what it computes from
     * @param work the computation
     * @param place asked at each step: where the computation is, for messages and names
     * @throws IllegalArgumentException if a value is used whose origin is not known: it was changed through another view of its
     *     memory, or the computation read its elements
     * @throws IllegalStateException if this thread is tracing already
     */
    public static Trace of(List<Tensor> inputs, Supplier<Tensor> work, Supplier<String> place) {
        ThreadState state = ThreadState.current();
        if (state.trace != null) {
            throw new IllegalStateException("this thread is tracing already: traces cannot stand inside one another");
        }
        Trace trace = new Trace(place);
        for (Tensor x : inputs) {
            trace.inputs.add(trace.define(x, x.view().storage().version()));
        }
        state.trace = trace;
        try (Scope scope = Scope.open()) {
            trace.output = trace.memory.operand(Autograd.noGrad(work));
            trace.memory.checkConstants();
            return trace;
        } catch (Throwable t) {
            trace.close();
            throw t;
        } finally {
            state.trace = null;
        }
    }

    /** {@return whether operations of this thread are being traced} */
    public static boolean isOn() {
        return ThreadState.current().trace != null;
    }

    /**
     * Tells what a tensor is that was just computed; ask {@link #isOn} before. It takes the place of what the operations inside told:
     * so a computation of several operations may appear as one.
     *
     * @param operation a name
     * @param out the result
     * @param inputs the operands, null where there is none
     * @param attributes names and values in turn
     */
    public static void step(String operation, Tensor out, @Nullable Tensor[] inputs, Object... attributes) {
        step(operation, new Tensor[] {out}, inputs, attributes);
    }

    /** Tells of an operation with several results. */
    static void step(String operation, Tensor[] outs, @Nullable Tensor[] inputs, Object... attributes) {
        Trace trace = ThreadState.current().trace;
        if (trace == null) {
            throw new IllegalStateException("nobody traces: ask isOn() first");
        }
        trace.add(operation, outs, inputs, pairs(attributes));
        trace.described = outs[0];
    }

    /** Told by {@link Autograd#record} of every operation: those that told more themselves just before have been heard. */
    void recorded(String operation, @Nullable Tensor[] outs, @Nullable Tensor[] from) {
        Tensor first = outs[0];
        if (first == null || first != described) {
            List<Tensor> present = Arrays.stream(outs).filter(t -> t != null).toList();
            if (operation.equals("copy") && from[0] != null && present.size() == 1) {
                same(present.get(0), from[0]);
            } else {
                add(operation, present.toArray(Tensor[]::new), from, Map.of());
            }
        }
        described = null;
    }

    /** The same value in other memory. */
    private void same(Tensor out, Tensor x) {
        if (memory.operand(x) instanceof Value v) {
            memory.put(out, out.view().storage().version(), v);
        }
    }

    /** Told before the version of the memory is counted up: the target holds a new value from here on. */
    void inPlace(String operation, Tensor target, @Nullable Tensor other, Object... attributes) {
        List<@Nullable Operand> in = operands(other == null ? new Tensor[] {target} : new Tensor[] {target, other});
        if (in.stream().anyMatch(Value.class::isInstance)) {
            Value v = define(target, target.view().storage().version() + 1);
            steps.add(new Step(operation, pairs(attributes), in, List.of(v), place.get()));
        }
        described = null;
    }

    /** Told when elements are read into Java's memory: what is decided by them, or computed from them, would not be seen. */
    void reading(Tensor t) {
        if (memory.holds(t)) {
            throw new IllegalArgumentException("the elements of a tensor " + t.shape()
                    + " that depends on the net's input are read here (item, toFloatArray, anyTrue ...): what follows from"
                    + " them is no operation and cannot be traced. Compute it with tensor operations, such as where, and"
                    + " take hooks off that read values");
        }
    }

    private void add(String operation, Tensor[] outs, @Nullable Tensor[] from, Map<String, Object> attributes) {
        List<@Nullable Operand> in = operands(from);
        if (in.stream().noneMatch(Value.class::isInstance)) {
            return; // computed from constants: a constant where it is used
        }
        List<Value> out = new ArrayList<>();
        for (Tensor t : outs) {
            out.add(define(t, t.view().storage().version()));
        }
        steps.add(new Step(operation, attributes, in, List.copyOf(out), place.get()));
    }

    private static Map<String, Object> pairs(Object... attributes) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < attributes.length; i += 2) {
            map.put((String) attributes[i], attributes[i + 1]);
        }
        return Collections.unmodifiableMap(map);
    }

    // ---------------------------------------------------------------------------------------------- values

    private Value define(Tensor t, int version) {
        Value v = new Value(made++, t.dtype(), t.shape());
        memory.put(t, version, v);
        return v;
    }

    private List<@Nullable Operand> operands(@Nullable Tensor[] tensors) {
        List<@Nullable Operand> all = new ArrayList<>();
        for (Tensor t : tensors) {
            all.add(t == null ? null : memory.operand(t));
        }
        return Collections.unmodifiableList(all);
    }

    // ---------------------------------------------------------------------------------------------- reading

    /** {@return what the inputs are called in the steps} */
    public List<Value> inputs() {
        return Collections.unmodifiableList(inputs);
    }

    /** {@return the steps that the output depends on, in order} */
    public List<Step> steps() {
        boolean[] wanted = new boolean[made];
        want(wanted, output());
        List<Step> live = new ArrayList<>();
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step s = steps.get(i);
            if (s.outputs.stream().anyMatch(v -> wanted[v.number])) {
                s.inputs.forEach(in -> want(wanted, in));
                live.add(s);
            }
        }
        Collections.reverse(live);
        return live;
    }

    private static void want(boolean[] wanted, @Nullable Operand operand) {
        if (operand instanceof Value v) {
            wanted[v.number] = true;
        }
    }

    /** {@return what the computation returned} */
    public Operand output() {
        Operand o = output;
        if (o == null) {
            throw new IllegalStateException("the computation has not ended");
        }
        return o;
    }

    /** Lets the constants go. */
    @Override
    public void close() {
        memory.close();
    }
}
