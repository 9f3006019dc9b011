package io.vivace.io;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the names in a PyTorch checkpoint stand for. The few that rebuild tensors and containers are admitted, and every
 * other one ends the reading; none is ever looked up or run.
 */
final class TorchPickle implements Pickle.Host {
    private static final int MOST_AXES = 64;
    private static final int MOST_PAIRS = 1_000_000;
    private static final Pickle.Global ORDERED_DICT = new Pickle.Global("collections", "OrderedDict");
    private static final Pickle.Global SIZE = new Pickle.Global("torch", "Size");
    private static final Pickle.Global DEVICE = new Pickle.Global("torch", "device");
    private static final Pickle.Global TENSOR = new Pickle.Global("torch._utils", "_rebuild_tensor");
    private static final Pickle.Global TENSOR_V2 = new Pickle.Global("torch._utils", "_rebuild_tensor_v2");
    private static final Pickle.Global PARAMETER = new Pickle.Global("torch._utils", "_rebuild_parameter");
    private static final Set<Pickle.Global> CALLABLE = Set.of(ORDERED_DICT, SIZE, DEVICE, TENSOR, TENSOR_V2, PARAMETER);

    /** Element types appear as plain values beside tensors. */
    private static final Set<String> DTYPES = Set.of(
            "float32",
            "float64",
            "float16",
            "bfloat16",
            "int64",
            "int32",
            "int16",
            "int8",
            "uint8",
            "bool",
            "complex64",
            "complex128");

    /**
     * A run of elements that tensors look into; storages of one key are the same.
     *
     * @param kind class of the storage
     * @param key its name in the file
     * @param elements how many it has
     */
    record Storage(TorchStorage kind, String key, long elements) {
        /** {@return its size in the file} */
        long bytes() {
            return elements * kind.bytes();
        }
    }

    /** A part of a storage that had a storage object of its own; only in files from before PyTorch 0.4. */
    private record Part(Storage whole, long offset) {}

    /**
     * A tensor, its elements not read yet.
     *
     * @param storage where its elements are
     * @param offset of the first, in elements
     * @param sizes of its axes
     * @param strides of its axes, in elements
     */
    record TensorRef(Storage storage, long offset, long[] sizes, long[] strides) {}

    private final Map<String, Storage> storages = new LinkedHashMap<>();
    private int pairs;

    /** {@return the storages that were referred to, by key} */
    Map<String, Storage> storages() {
        return storages;
    }

    @Override
    public void admit(Pickle.Global g) throws IOException {
        boolean dtype = g.module().equals("torch") && DTYPES.contains(g.name());
        if (!CALLABLE.contains(g) && !dtype && TorchStorage.of(g) == null) {
            throw new IOException(
                    "it refers to " + g + ", which is refused: only tensors and containers are read, and no code"
                            + " of a file is ever run. If you trust the file, load it in PyTorch and save only its tensors:"
                            + " torch.save(model.state_dict(), path)");
        }
    }

    @Override
    public Object call(Pickle.Global g, List<Object> args) throws IOException {
        if (g.equals(TENSOR) || g.equals(TENSOR_V2)) {
            return tensor(args);
        }
        if (g.equals(PARAMETER) && !args.isEmpty()) {
            return args.get(0);
        }
        if (g.equals(ORDERED_DICT)) {
            return dictionary(args);
        }
        if (g.equals(SIZE) && args.size() == 1) {
            return args.get(0);
        }
        if (g.equals(DEVICE)) {
            return "device";
        }
        throw new IOException("it calls " + g + " with " + args.size() + " arguments, which PyTorch does not do");
    }

    /** Python 2 gave an OrderedDict its items as a list of pairs. */
    private Object dictionary(List<Object> args) throws IOException {
        var map = new LinkedHashMap<Object, Object>();
        if (args.isEmpty()) {
            return map;
        }
        if (!(args.get(0) instanceof List<?> items)) {
            throw new IOException("it makes an OrderedDict of something that is not a list of pairs");
        }
        pairs += items.size();
        if (pairs > MOST_PAIRS) {
            throw new IOException("its dictionaries hold more than " + MOST_PAIRS + " pairs");
        }
        for (Object item : items) {
            List<?> pair = item instanceof Pickle.Tuple t ? t.items : item instanceof List<?> l ? l : List.of();
            if (pair.size() != 2) {
                throw new IOException("it makes an OrderedDict of something that is not a list of pairs");
            }
            Pickle.put(map, pair.get(0), pair.get(1));
        }
        return map;
    }

    /** Arguments: storage, offset, sizes, strides, then gradient, hooks and metadata, which do not matter here. */
    private static TensorRef tensor(List<Object> args) throws IOException {
        if (args.size() < 4 || !(args.get(1) instanceof Long offset)) {
            throw new IOException(
                    "it rebuilds a tensor from other values than a storage, an offset, sizes and strides");
        }
        Storage storage;
        long first = offset;
        if (args.get(0) instanceof Storage s) {
            storage = s;
        } else if (args.get(0) instanceof Part p
                && first >= 0
                && first <= p.whole().elements()) {
            storage = p.whole();
            first += p.offset();
        } else {
            throw new IOException("it rebuilds a tensor from something that is not a storage");
        }
        var ref = new TensorRef(storage, first, numbers(args.get(2)), numbers(args.get(3)));
        checkInside(ref);
        return ref;
    }

    private static long[] numbers(Object value) throws IOException {
        if (!(value instanceof Pickle.Tuple t) || t.items.size() > MOST_AXES) {
            throw new IOException(
                    "it has a tensor whose sizes and strides are not tuples of at most " + MOST_AXES + " numbers");
        }
        long[] n = new long[t.items.size()];
        for (int i = 0; i < n.length; i++) {
            if (!(t.items.get(i) instanceof Long x) || x < 0) {
                throw new IOException("it has a tensor whose sizes and strides are not numbers from 0 on");
            }
            n[i] = x;
        }
        return n;
    }

    private static void checkInside(TensorRef t) throws IOException {
        if (t.sizes().length != t.strides().length) {
            throw new IOException(
                    "it has a tensor with " + t.sizes().length + " sizes and " + t.strides().length + " strides");
        }
        try {
            long elements = 1;
            long last = t.offset();
            for (int i = 0; i < t.sizes().length; i++) {
                elements = Math.multiplyExact(elements, t.sizes()[i]);
                last = Math.addExact(last, Math.multiplyExact(Math.max(0, t.sizes()[i] - 1), t.strides()[i]));
            }
            if (t.offset() >= 0
                    && (elements == 0
                            ? t.offset() <= t.storage().elements()
                            : last < t.storage().elements())) {
                return;
            }
        } catch (ArithmeticException e) {
            throw new IOException("it has a tensor with more elements than any file can hold", e);
        }
        throw new IOException("it has a tensor of shape " + java.util.Arrays.toString(t.sizes())
                + " that reaches outside of its" + " storage \"" + t.storage().key() + "\" of "
                + t.storage().elements() + " elements");
    }

    /** References are ("storage", class, key, device, elements) and, long ago, (key, offset, size) of a part. */
    @Override
    public Object persistent(Object id) throws IOException {
        if (!(id instanceof Pickle.Tuple t)
                || t.items.size() < 5
                || !"storage".equals(t.items.get(0))
                || !(t.items.get(1) instanceof Pickle.Global g)
                || !(t.items.get(2) instanceof String key)
                || !(t.items.get(4) instanceof Long elements)) {
            throw new IOException("it refers to something that is not a storage");
        }
        TorchStorage kind = TorchStorage.of(g);
        if (kind == null || elements < 0 || elements > Long.MAX_VALUE / 16) {
            throw new IOException("its storage \"" + key + "\" is a " + g + " of " + elements + " elements");
        }
        Storage storage = new Storage(kind, key, elements);
        Storage known = storages.putIfAbsent(key, storage);
        if (known != null && !known.equals(storage)) {
            throw new IOException("its storage \"" + key + "\" is described twice, as " + known + " and as " + storage);
        }
        return t.items.size() > 5 && t.items.get(5) != Pickle.NONE ? part(storage, t.items.get(5)) : storage;
    }

    private static Part part(Storage whole, Object description) throws IOException {
        if (!(description instanceof Pickle.Tuple t)
                || t.items.size() != 3
                || !(t.items.get(1) instanceof Long offset)
                || offset < 0
                || offset > whole.elements()) {
            throw new IOException("its storage \"" + whole.key() + "\" has a part that lies outside of it");
        }
        return new Part(whole, offset);
    }
}
