package io.vivace.tensor;

import io.vivace.backend.MissingNativeException;
import io.vivace.backend.NativePart;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.factory.Nd4j;

/** Whether ND4J can be used beside us, and what it says about itself. Only the border needs it. */
public final class Nd4jFacts {
    private static volatile boolean loaded;

    private Nd4jFacts() {}

    /**
     * Loads ND4J, which takes about a second the first time.
     *
     * @throws MissingNativeException if a part is missing; its message says what to add
     */
    public static void probe() {
        if (!loaded) {
            load();
            loaded = true;
        }
    }

    private static void load() {
        NativePart[] needed = {NativePart.JAVACPP, NativePart.OPENBLAS, NativePart.ND4J};
        for (NativePart p : needed) {
            if (!p.isPresent()) {
                // ND4J itself would log several pages before it gives up
                throw MissingNativeException.of("ND4J", new IllegalStateException(p.title() + " is missing"), needed);
            }
        }
        try {
            Nd4j.getBackend();
        } catch (LinkageError | RuntimeException e) {
            throw MissingNativeException.of("ND4J", e, needed);
        }
    }

    /**
     * {@return its backend and threads, by name}
     *
     * @throws MissingNativeException if it cannot be loaded
     */
    public static Map<String, String> read() {
        probe();
        var about = Nd4j.getExecutioner().getEnvironmentInformation();
        var facts = new LinkedHashMap<String, String>();
        facts.put("backend", String.valueOf(about.get("backend")));
        facts.put("blas", String.valueOf(about.get("blas.vendor")));
        facts.put("threads", about.get("omp.threads") + " OpenMP, " + about.get("blas.threads") + " BLAS");
        return facts;
    }
}
