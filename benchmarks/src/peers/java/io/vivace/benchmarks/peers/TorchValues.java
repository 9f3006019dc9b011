package io.vivace.benchmarks.peers;

import io.vivace.benchmarks.work.Formula;
import io.vivace.memory.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Tensors of PyTorch with the values that all libraries get.
 *
 * @param channelsLast whether 4-D tensors lie so in memory
 */
record TorchValues(boolean channelsLast) {
    /** {@return noise of a shape} */
    Tensor noise(int seed, long... dims) {
        return tensor(Formula.noise(Shape.of(dims).elements(), seed), dims);
    }

    /** {@return a tensor of the values, which no scope closes} */
    Tensor tensor(float[] values, long... dims) {
        try (var memory = new FloatPointer(values);
                Tensor over = torch.from_blob(memory, dims)) {
            Tensor own = channelsLast && dims.length == 4 ? copy(over, MemoryFormat.ChannelsLast) : over.clone();
            own.retainReference();
            return own;
        }
    }

    private static Tensor copy(Tensor t, MemoryFormat format) {
        return t.clone(new MemoryFormatOptional(format));
    }

    /** {@return the same tensor, which no scope closes from now on} */
    static Tensor kept(Tensor t) {
        t.retainReference();
        return t;
    }

    /** {@return class indexes or positions} */
    static Tensor indexes(long... values) {
        try (var memory = new LongPointer(values);
                Tensor over = torch.from_blob(memory, new long[] {values.length}, new TensorOptions(ScalarType.Long))) {
            Tensor own = over.clone();
            own.retainReference();
            return own;
        }
    }

    /**
     * {@return the same tensor, which now asks for a gradient} What set_requires_grad returns does not own the tensor, and
     * would point nowhere once the collector had taken the one that does.
     */
    static Tensor wanted(Tensor t) {
        t.set_requires_grad(true);
        return t;
    }

    /** {@return the state of a net by name; parameters ask for gradients} */
    Map<String, Tensor> state(Map<String, Shape> shapes) {
        Map<String, Tensor> state = new LinkedHashMap<>();
        Formula.state(shapes).forEach((name, v) -> {
            Tensor t = tensor(v, named(shapes, name).toArray());
            state.put(name, name.contains("running_") ? t : wanted(t));
        });
        return state;
    }

    /** {@return what has a name} */
    static <T> T named(Map<String, T> all, String name) {
        T t = all.get(name);
        if (t == null) {
            throw new IllegalStateException("no " + name + " in " + all.keySet());
        }
        return t;
    }
}
