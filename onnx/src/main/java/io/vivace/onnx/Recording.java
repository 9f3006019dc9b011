package io.vivace.onnx;

import io.vivace.memory.DType;
import io.vivace.nn.ForwardHook;
import io.vivace.nn.Module;
import io.vivace.tensor.Precision;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;
import io.vivace.tensor.Trace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Runs a net and traces it; hooks tell in which layer it is. The net is afterwards as it was. */
final class Recording {
    private final Module net;
    private final UnaryOperator<Tensor> finish;
    private final Thread thread = Thread.currentThread();
    private final Deque<String> path = new ArrayDeque<>();

    private Recording(Module net, UnaryOperator<Tensor> finish) {
        this.net = net;
        this.finish = finish;
    }

    /**
     * {@return what the net does}
     *
     * @param finish what follows the net
     * @param inputs what it reads
     */
    static Trace of(Module net, UnaryOperator<Tensor> finish, List<Tensor> inputs) {
        return new Recording(net, finish).run(inputs);
    }

    private Trace run(List<Tensor> inputs) {
        List<Runnable> removals = new ArrayList<>();
        path.push("");
        try {
            net.modules().forEach((name, m) -> removals.add(m.onForward(new Step(name))));
            return net.evaluating(() -> Trace.of(
                    inputs,
                    () -> Precision.F32.compute(
                            () -> finish.apply(inputs.size() == 1 ? net.forward(inputs.get(0)) : net.forward(inputs))),
                    path::element));
        } finally {
            removals.forEach(Runnable::run);
        }
    }

    /** Tells that a layer begins and ends. Other threads may use the net meanwhile. */
    private final class Step implements ForwardHook {
        private final String name;

        Step(String name) {
            this.name = name;
        }

        @Override
        public void before(Module module, Tensor input) {
            if (Thread.currentThread() == thread) {
                path.push(name);
            }
        }

        @Override
        public @Nullable Tensor after(Module module, Tensor input, Tensor output) {
            if (Thread.currentThread() == thread) {
                path.pop();
            }
            return null;
        }
    }

    /**
     * {@return an input with values of no meaning}
     *
     * @param seed other values for other seeds
     */
    static Tensor input(DType type, long[] shape, int seed) {
        if (type.isFloating()) {
            return Tensor.randn(new Rng(seed), shape);
        }
        long[] values = new long[(int) java.util.Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        java.util.Arrays.setAll(values, i -> (i + seed) % 2);
        try (Tensor t = Tensor.of(values, shape)) {
            return type == DType.I64 ? t.alias() : t.to(type);
        }
    }
}
