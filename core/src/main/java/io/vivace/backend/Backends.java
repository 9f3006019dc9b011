package io.vivace.backend;

import java.util.ServiceLoader;

/** Finds the backend once. */
final class Backends {
    private static final class Holder {
        static final Backend BACKEND = find();
    }

    private Backends() {}

    static Backend current() {
        return Holder.BACKEND;
    }

    private static Backend find() {
        return ServiceLoader.load(Backend.class, Backend.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no backend found: vivace-core carries the cpu backend;"
                        + " if you repackaged its jar, keep META-INF/services/io.vivace.backend.Backend"));
    }
}
