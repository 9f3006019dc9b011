package io.vivace.io;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** PyTorch's classes of storages, which tell the type of their elements. */
enum TorchStorage {
    FLOAT("FloatStorage", 4, StoredType.F32),
    DOUBLE("DoubleStorage", 8, StoredType.F64),
    HALF("HalfStorage", 2, StoredType.F16),
    BFLOAT16("BFloat16Storage", 2, StoredType.BF16),
    LONG("LongStorage", 8, StoredType.I64),
    INT("IntStorage", 4, StoredType.I32),
    BYTE("ByteStorage", 1, StoredType.U8),
    BOOL("BoolStorage", 1, StoredType.BOOL),
    SHORT("ShortStorage", 2, null),
    CHAR("CharStorage", 1, null),
    COMPLEX_FLOAT("ComplexFloatStorage", 8, null),
    COMPLEX_DOUBLE("ComplexDoubleStorage", 16, null);

    private final String className;
    private final int bytes;
    private final @Nullable StoredType type;

    TorchStorage(String className, int bytes, @Nullable StoredType type) {
        this.className = className;
        this.bytes = bytes;
        this.type = type;
    }

    /** {@return the storage of a Python class, or null if it is none of them} */
    static @Nullable TorchStorage of(Pickle.Global g) {
        if (g.module().equals("torch") || g.module().equals("torch.cuda")) {
            for (TorchStorage s : values()) {
                if (s.className.equals(g.name())) {
                    return s;
                }
            }
        }
        return null;
    }

    /** {@return the size of an element in the file} */
    int bytes() {
        return bytes;
    }

    /** {@return how the elements are stored} */
    StoredType type() throws IOException {
        if (type == null) {
            throw new IOException("it has a tensor of " + name().toLowerCase(Locale.ROOT)
                    + " elements, which Vivace has no tensors of; convert it in PyTorch, for example with .float()");
        }
        return type;
    }
}
