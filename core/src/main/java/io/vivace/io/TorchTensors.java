package io.vivace.io;

import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes tensors of what a PyTorch pickle says about them and of the storages of the file. */
final class TorchTensors {
    private static final Logger LOG = LoggerFactory.getLogger(TorchTensors.class);

    private TorchTensors() {}

    /** Where the elements of storages come from. */
    @FunctionalInterface
    interface Source {
        /** {@return all elements of a storage, as a tensor with one axis} */
        Tensor read(TorchPickle.Storage storage) throws IOException;
    }

    /** {@return the tensors, each a view of its storage, so that the size of the file bounds their memory} */
    static Map<String, Tensor> build(Path file, Map<String, TorchPickle.TensorRef> refs, Source source)
            throws IOException {
        var tensors = new LinkedHashMap<String, Tensor>();
        var storages = new HashMap<String, Tensor>();
        try {
            for (var e : refs.entrySet()) {
                TorchPickle.TensorRef ref = e.getValue();
                Tensor whole = storages.get(ref.storage().key());
                if (whole == null) {
                    whole = source.read(ref.storage());
                    storages.put(ref.storage().key(), whole);
                }
                tensors.put(e.getKey(), whole.asStrided(Shape.of(ref.sizes()), ref.strides(), ref.offset()));
            }
            mentionRounding(file, refs);
            return tensors;
        } catch (Throwable t) {
            tensors.values().forEach(Tensor::close);
            throw t;
        } finally {
            storages.values().forEach(Tensor::close);
        }
    }

    private static void mentionRounding(Path file, Map<String, TorchPickle.TensorRef> refs) {
        long rounded = refs.values().stream()
                .filter(r -> r.storage().kind() == TorchStorage.DOUBLE)
                .count();
        if (rounded > 0) {
            LOG.info("{}: {} tensors of 64-bit floats were rounded to f32", file, rounded);
        }
    }
}
