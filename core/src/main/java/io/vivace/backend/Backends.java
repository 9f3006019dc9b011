package io.vivace.backend;

import io.vivace.memory.Pool;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds the backend once. */
final class Backends {
    /** Never fails while it is loaded: a class that does can tell its reason only to the first who asks. */
    private static final class Holder {
        static final @Nullable Backend BACKEND;
        static final @Nullable RuntimeException FAILURE;

        static {
            Backend found = null;
            RuntimeException failure = null;
            Pool.host(); // comes first: it sets how much memory JavaCPP allows, which JavaCPP reads once
            try {
                found = find();
            } catch (RuntimeException e) {
                failure = e;
            }
            BACKEND = found;
            FAILURE = failure;
        }
    }

    private Backends() {}

    static Backend current() {
        Backend b = Holder.BACKEND;
        if (b == null) {
            throw failure();
        }
        return b;
    }

    /** A copy, so that the stack trace shows who asked this time. */
    private static RuntimeException failure() {
        RuntimeException f = Holder.FAILURE;
        String message = f == null ? "no backend" : String.valueOf(f.getMessage());
        return f instanceof MissingNativeException
                ? new MissingNativeException(message, f)
                : new IllegalStateException(message, f);
    }

    private static Backend find() {
        try {
            Backend b = ServiceLoader.load(Backend.class, Backend.class.getClassLoader())
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalStateException("no backend found: vivace-core carries the cpu backend;"
                                    + " if you repackaged its jar, keep META-INF/services/io.vivace.backend.Backend"));
            b.probe();
            return b;
        } catch (ServiceConfigurationError | LinkageError e) {
            throw MissingNativeException.of("the backend", e, NativePart.JAVACPP, NativePart.OPENCL, NativePart.DNNL);
        }
    }
}
