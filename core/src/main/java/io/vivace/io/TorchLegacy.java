package io.vivace.io;

import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The format of {@code torch.save} before PyTorch 1.6: five pickles (magic number, version, facts about the machine, the
 * data, the order of the storages), then each storage as its number of elements and the elements.
 */
final class TorchLegacy implements TorchTensors.Source {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long VERSION = 1001;

    private final FileChannel channel;
    private final Map<String, Long> places = new HashMap<>();

    private TorchLegacy(FileChannel channel) {
        this.channel = channel;
    }

    /** {@return the tensors of a file} */
    static Map<String, Tensor> read(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var stream = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
            var in = new PickleInput(stream, Math.min(channel.size(), TorchFile.MOST_PICKLE_BYTES));
            var host = new TorchPickle();
            checkPreamble(in, host);
            Object data = Pickle.read(in, host);
            if (!(Pickle.read(in, host) instanceof List<?> order)) {
                throw new IOException("it does not list its storages");
            }
            var storages = new TorchLegacy(channel);
            storages.locate(in.position(), order, host.storages());
            return TorchTensors.build(file, StateDict.tensors(data), storages);
        }
    }

    private static void checkPreamble(PickleInput in, TorchPickle host) throws IOException {
        if (!MAGIC.equals(Pickle.read(in, host))) {
            throw new IOException("it is a pickle, but not one of PyTorch");
        }
        if (!Long.valueOf(VERSION).equals(Pickle.read(in, host))) {
            throw new IOException("its format version is not " + VERSION);
        }
        if (Pickle.read(in, host) instanceof Map<?, ?> machine && Boolean.FALSE.equals(machine.get("little_endian"))) {
            throw new IOException("it was written on a big-endian machine; load and save it on another one");
        }
    }

    /** Finds out where each storage begins; the file says of each how long it is, which must be what the tensors need. */
    private void locate(long at, List<?> order, Map<String, TorchPickle.Storage> known) throws IOException {
        ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Object key : order) {
            TorchPickle.Storage s = key instanceof String k ? known.get(k) : null;
            if (s == null || places.containsKey(s.key())) {
                throw new IOException("its list of storages names one that no tensor uses, or the same twice");
            }
            Elements.fill(channel.position(at), count.clear());
            long elements = count.flip().getLong();
            if (elements != s.elements() || s.bytes() > channel.size() - at - Long.BYTES) {
                throw new IOException("its storage \"" + s.key() + "\" should have " + s.elements()
                        + " elements, the file says " + elements + " and has " + (channel.size() - at - Long.BYTES)
                        + " bytes left: it is damaged or cut off");
            }
            places.put(s.key(), at + Long.BYTES);
            at += Long.BYTES + s.bytes();
        }
    }

    @Override
    public Tensor read(TorchPickle.Storage storage) throws IOException {
        Long at = places.get(storage.key());
        if (at == null) {
            throw new IOException("its storage \"" + storage.key() + "\" is not in the file");
        }
        return Elements.read(channel.position(at), storage.kind().type(), Shape.of(storage.elements()));
    }
}
