package io.vivace.backend.cpu;

import io.vivace.memory.Address;
import io.vivace.memory.View;
import java.util.Arrays;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.stream;

/**
 * A oneDNN primitive with its argument objects, made once and run many times: only the data addresses change. It belongs
 * to the thread that made it.
 */
final class Call {
    private static final long FEW = 1 << 13;

    private final primitive primitive;
    private final stream stream;
    private final engine engine;
    private final IntMemoryMap map = new IntMemoryMap();
    private final Address address = new Address();
    private int[] ids = new int[8];
    private memory[] memories = new memory[8];
    private long[] handles = new long[8];
    private long[] bytes = new long[8];
    private int size;

    Call(primitive primitive, Onednn context) {
        this.primitive = primitive;
        this.stream = context.stream();
        this.engine = Onednn.engine();
    }

    /** Declares an argument. */
    Call arg(int id, memory.desc desc) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, size * 2);
            memories = Arrays.copyOf(memories, size * 2);
            handles = Arrays.copyOf(handles, size * 2);
            bytes = Arrays.copyOf(bytes, size * 2);
        }
        memory m = new memory(desc, engine, address.at(0));
        map.put(id, m);
        ids[size] = id;
        bytes[size] = desc.get_size();
        memories[size++] = m;
        return this;
    }

    /** Points an argument at data. */
    Call set(int id, long at) {
        int i = position(id);
        if (handles[i] != at) {
            memories[i].set_data_handle(address.at(at));
            handles[i] = at;
        }
        return this;
    }

    Call set(int id, View v) {
        return set(id, v.address());
    }

    void run() {
        primitive.execute(stream, map);
    }

    /**
     * Runs for a number of elements: of few on the calling thread alone, since waking the others, and waiting for them, takes
     * longer than the work.
     */
    void run(long elements) {
        int threads = CpuThreads.count();
        if (elements > FEW || threads == 1 || !OpenMp.threads(1)) {
            run();
            return;
        }
        try {
            run();
        } finally {
            OpenMp.threads(threads);
        }
    }

    /** {@return the size in bytes that an argument needs in the layout it was declared with} */
    long bytes(int id) {
        return bytes[position(id)];
    }

    /** {@return the layout that an argument was declared with} */
    memory.desc desc(int id) {
        return memories[position(id)].get_desc();
    }

    private int position(int id) {
        for (int i = 0; i < size; i++) {
            if (ids[i] == id) {
                return i;
            }
        }
        throw new IllegalStateException("argument " + id + " was not declared");
    }
}
