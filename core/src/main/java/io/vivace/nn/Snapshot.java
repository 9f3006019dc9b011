package io.vivace.nn;

import io.vivace.tensor.Autograd;
import io.vivace.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A copy of a net's parameters and buffers in memory. */
public final class Snapshot implements AutoCloseable {
    private final Module net;
    private final Map<String, Tensor> values = new LinkedHashMap<>();

    Snapshot(Module net) {
        this.net = net;
        net.state()
                .forEach((name, t) ->
                        values.put(name, Autograd.noGrad(() -> t.copy().keep())));
    }

    /** {@return the copied values by path} */
    public Map<String, Tensor> values() {
        return Collections.unmodifiableMap(values);
    }

    /** Puts the values back into the net they were copied from, to the last bit. */
    public void restore() {
        net.load(values);
    }

    /** Gives the memory back. */
    @Override
    public void close() {
        values.values().forEach(Tensor::close);
    }
}
