package io.vivace.io;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The stack machine of Python's pickle format, reduced to what PyTorch writes (protocols 2 to 4). It makes values of its
 * own kinds only: {@code Long}, {@code BigInteger}, {@code Double}, {@code Boolean}, {@code String}, {@code byte[]},
 * {@link #NONE}, {@code List}, {@code Map}, {@link Tuple}, and what its {@link Host} returns. A name of a Python
 * class or function is nothing but a {@link Global} that the host admits or refuses; there is nothing it could run.
 */
final class Pickle {
    /** Python's None. */
    static final Object NONE = new Object() {
        @Override
        public String toString() {
            return "None";
        }
    };

    /** Bounds time and memory; a checkpoint of a thousand tensors takes some ten thousand steps. */
    private static final int MOST_STEPS = 10_000_000;

    /** A tuple; compared by identity, so that nesting costs nothing. */
    static final class Tuple {
        final List<Object> items;

        Tuple(List<Object> items) {
            this.items = List.copyOf(items);
        }
    }

    /** The name of a Python class or function. */
    record Global(String module, String name) {
        @Override
        public String toString() {
            return module + "." + name;
        }
    }

    /** Decides what names and references mean. */
    interface Host {
        /** Throws if this name is not one of the few that are admitted. */
        void admit(Global global) throws IOException;

        /** {@return what calling an admitted name makes} */
        Object call(Global global, List<Object> arguments) throws IOException;

        /** {@return what a reference to something outside the pickle stands for} */
        Object persistent(Object id) throws IOException;
    }

    private final PickleInput in;
    private final Host host;
    private final ArrayList<Object> stack = new ArrayList<>();
    private final ArrayList<Integer> marks = new ArrayList<>();
    private final Map<Long, Object> memo = new HashMap<>();

    private Pickle(PickleInput in, Host host) {
        this.in = in;
        this.host = host;
    }

    /**
     * {@return the value of one pickle}
     *
     * @param in stands at its beginning, afterwards behind its end
     * @param host gives names and references their meaning
     * @throws IOException if it is malformed or holds something refused; the message says what
     */
    static Object read(PickleInput in, Host host) throws IOException {
        return new Pickle(in, host).run();
    }

    private Object run() throws IOException {
        for (int step = 0; step < MOST_STEPS; step++) {
            int op = in.u8();
            if (op == '.') {
                return pop();
            }
            if (!number(op) && !text(op) && !container(op) && !memory(op)) {
                special(op);
            }
        }
        throw new IOException("its pickle has more than " + MOST_STEPS + " operations");
    }

    private boolean number(int op) throws IOException {
        switch (op) {
            case 'N' -> push(NONE);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'J' -> push((long) in.i32());
            case 'K' -> push((long) in.u8());
            case 'M' -> push((long) in.u16());
            case 'G' -> push(in.f64());
            case 0x8a -> push(whole(in.bytes(in.u8())));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Little-endian two's complement of any length up to 255 bytes. */
    private static Object whole(byte[] little) {
        byte[] big = new byte[little.length + 1];
        for (int i = 0; i < little.length; i++) {
            big[big.length - 1 - i] = little[i];
        }
        big[0] = (byte) (little.length > 0 && little[little.length - 1] < 0 ? -1 : 0);
        var value = new BigInteger(big);
        return value.bitLength() < 64 ? (Object) value.longValue() : value;
    }

    private boolean text(int op) throws IOException {
        switch (op) {
            case 0x8c -> push(in.text(in.u8()));
            case 'X' -> push(in.text(in.u32()));
            case 0x8d -> push(in.text(in.i64()));
            case 'U' -> push(in.text(in.u8())); // Python 2's str: names
            case 'T' -> push(in.text(in.i32()));
            case 'C' -> push(in.bytes(in.u8()));
            case 'B' -> push(in.bytes(in.u32()));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean container(int op) throws IOException {
        switch (op) {
            case '(' -> marks.add(stack.size());
            case ')' -> push(new Tuple(List.of()));
            case 0x85 -> push(new Tuple(popLast(1)));
            case 0x86 -> push(new Tuple(popLast(2)));
            case 0x87 -> push(new Tuple(popLast(3)));
            case 't' -> push(new Tuple(popToMark()));
            case ']' -> push(new ArrayList<>());
            case 'l' -> push(popToMark());
            case 'a' -> append(popLast(1));
            case 'e' -> append(popToMark());
            case '}' -> push(new LinkedHashMap<>());
            case 'd' -> {
                List<Object> items = popToMark();
                push(new LinkedHashMap<>());
                put(items);
            }
            case 's' -> put(popLast(2));
            case 'u' -> put(popToMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean memory(int op) throws IOException {
        switch (op) {
            case 'q' -> memo.put((long) in.u8(), peek());
            case 'r' -> memo.put(in.u32(), peek());
            case 0x94 -> memo.put((long) memo.size(), peek());
            case 'h' -> push(remembered(in.u8()));
            case 'j' -> push(remembered(in.u32()));
            case '0' -> pop();
            case '1' -> popToMark();
            case '2' -> push(peek());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void special(int op) throws IOException {
        switch (op) {
            case 0x80 -> {
                int protocol = in.u8();
                if (protocol < 2 || protocol > 5) {
                    throw new IOException("its pickle has protocol " + protocol + "; PyTorch writes 2 to 5");
                }
            }
            case 0x95 -> in.i64(); // frames are a hint for buffering
            case 'c' -> push(admitted(in.line(), in.line()));
            case 0x93 -> {
                List<Object> names = popLast(2);
                push(admitted(String.valueOf(names.get(0)), String.valueOf(names.get(1))));
            }
            case 'R', 0x81 -> {
                List<Object> call = popLast(2);
                if (!(call.get(0) instanceof Global g) || !(call.get(1) instanceof Tuple arguments)) {
                    throw new IOException("its pickle calls something that is not a name with arguments");
                }
                push(host.call(g, arguments.items));
            }
            case 'b' -> {
                pop(); // attributes, such as the _metadata of a state_dict: not needed to know its tensors
                if (!(peek() instanceof Map)) {
                    throw new IOException("its pickle sets the attributes of something that is not a dictionary");
                }
            }
            case 'Q' -> push(host.persistent(pop()));
            default ->
                throw new IOException(
                        String.format("its pickle has the operation 0x%02x, which PyTorch does not write", op));
        }
    }

    private Global admitted(String module, String name) throws IOException {
        var global = new Global(module, name);
        host.admit(global);
        return global;
    }

    private void append(List<Object> items) throws IOException {
        if (!(peek() instanceof List<?> list)) {
            throw new IOException("its pickle appends to something that is not a list");
        }
        @SuppressWarnings("unchecked") // lists are made here only, and hold Object
        List<Object> target = (List<Object>) list;
        target.addAll(items);
    }

    private void put(List<Object> items) throws IOException {
        if (!(peek() instanceof Map<?, ?> map) || items.size() % 2 != 0) {
            throw new IOException("its pickle puts items into something that is not a dictionary");
        }
        for (int i = 0; i < items.size(); i += 2) {
            put(map, items.get(i), items.get(i + 1));
        }
    }

    /**
     * Puts an entry into a dictionary made here.
     *
     * @throws IOException if the key is neither text nor a number
     */
    static void put(Map<?, ?> map, Object key, Object value) throws IOException {
        if (!(key instanceof String || key instanceof Long || key instanceof Boolean || key instanceof Double)) {
            throw new IOException("it has a dictionary with a key that is neither text nor a number");
        }
        @SuppressWarnings("unchecked") // maps are made here and in TorchPickle, and hold Object
        Map<Object, Object> target = (Map<Object, Object>) map;
        target.put(key, value);
    }

    private Object remembered(long index) throws IOException {
        @Nullable Object value = memo.get(index);
        if (value == null) {
            throw new IOException("its pickle refers to value " + index + ", which it did not define");
        }
        return value;
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object peek() throws IOException {
        return stack.get(need(1));
    }

    private Object pop() throws IOException {
        return stack.remove(need(1));
    }

    private List<Object> popLast(int n) throws IOException {
        return cut(need(n));
    }

    private List<Object> popToMark() throws IOException {
        if (marks.isEmpty()) {
            throw new IOException("its pickle ends a group that it did not begin");
        }
        return cut(marks.remove(marks.size() - 1));
    }

    private List<Object> cut(int from) {
        List<Object> tail = stack.subList(from, stack.size());
        var items = new ArrayList<>(tail);
        tail.clear();
        return items;
    }

    /** {@return the position of the n-th value from the top; what lies below an open mark is out of reach} */
    private int need(int n) throws IOException {
        int from = stack.size() - n;
        if (from < (marks.isEmpty() ? 0 : marks.get(marks.size() - 1))) {
            throw new IOException("its pickle takes more values than it has made");
        }
        return from;
    }
}
