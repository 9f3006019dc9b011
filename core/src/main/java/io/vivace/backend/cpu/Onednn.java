package io.vivace.backend.cpu;

import io.vivace.memory.DType;
import io.vivace.memory.Pool;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.jspecify.annotations.Nullable;

/**
 * A thread's oneDNN: stream and the calls made so far. Creating a primitive costs milliseconds and its argument objects
 * tens of microseconds, running one with everything in place about one; so all of it is kept by {@link Key}.
 */
final class Onednn {
    private static final ThreadLocal<Onednn> CURRENT = ThreadLocal.withInitial(Onednn::new);

    private static final class Engine {
        static final engine CPU = new engine(engine.kind.cpu, 0);
    }

    private final stream stream = new stream(engine());
    private final Map<Key, Call> calls = new HashMap<>();
    private final Key probe = new Key();
    private @Nullable View number;
    /** What OpenMP was told by this thread, 0 for nothing. */
    private int threads;

    private Onednn() {}

    static Onednn current() {
        Onednn mine = CURRENT.get();
        if (mine.threads != CpuThreads.count()) {
            mine.threads = CpuThreads.tell(mine.threads);
        }
        return mine;
    }

    static engine engine() {
        return Engine.CPU;
    }

    stream stream() {
        return stream;
    }

    /** {@return an empty key for looking up; one at a time} Primitives are made for a number of threads. */
    Key key(Enum<?> operation) {
        return probe.start(operation).add(threads);
    }

    /** {@return the call of this key, made by {@code create} when it is new} */
    Call call(Key key, Supplier<Call> create) {
        Call c = calls.get(key);
        if (c == null) {
            Key frozen = key.frozen();
            c = create.get();
            calls.put(frozen, c);
        }
        return c;
    }

    /** {@return how many calls are kept} */
    int calls() {
        return calls.size();
    }

    /**
     * {@return a number as a scalar view, valid until the next call} An operand, unlike a constant of the primitive, can
     * differ in every call, as a learning rate does, without another primitive being made and kept.
     */
    View number(double value) {
        View n = number;
        if (n == null) {
            n = new View(Pool.host().allocate(Float.BYTES), DType.F32, Shape.of(), new long[0], 0);
            number = n;
        }
        n.storage().window(0, Float.BYTES).putFloat((float) value);
        return n;
    }

    static memory.data_type type(DType t) {
        return switch (t) {
            case F32 -> memory.data_type.f32;
            case BF16 -> memory.data_type.bf16;
            case I32 -> memory.data_type.s32;
            case U8, BOOL -> memory.data_type.u8;
            case I64 -> throw new IllegalArgumentException("oneDNN has no 64-bit integers");
        };
    }

    /** {@return the description of a view; axes of stride 0 get size 1, which oneDNN broadcasts} */
    static memory.desc desc(View v) {
        int rank = v.shape().rank();
        if (rank == 0) {
            return flat(v.dtype(), 1);
        }
        long[] dims = v.shape().toArray();
        long[] strides = v.isDense() ? AxisOrder.of(v).dense(v).strides() : v.strides();
        for (int i = 0; i < rank; i++) {
            if (strides[i] == 0) {
                dims[i] = 1;
                strides[i] = 1;
            }
        }
        return new memory.desc(dims, type(v.dtype()), strides, false);
    }

    /** {@return the description of n elements in a row} */
    static memory.desc flat(DType t, long n) {
        return new memory.desc(new long[] {n}, type(t), new long[] {1}, false);
    }
}
