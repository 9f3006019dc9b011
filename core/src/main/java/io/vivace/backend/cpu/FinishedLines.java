package io.vivace.backend.cpu;

import io.vivace.backend.Finish;
import io.vivace.backend.Unary;
import io.vivace.memory.View;
import java.nio.FloatBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What follows a product, on lines of results in Java. */
final class FinishedLines {
    private FinishedLines() {}

    /**
     * {@return what each thread does}
     *
     * @param finish what it is
     * @param added f32, as the results lie
     */
    static Supplier<WinogradTiles.Ending> of(Finish finish, @Nullable View added) {
        FloatBuffer other = added == null ? null : WinogradConvolution.floats(added);
        return () -> {
            var line = new float[1][0];
            return (results, start, n) -> {
                activate(finish.first(), results, n);
                if (other != null) {
                    if (line[0].length < n) {
                        line[0] = new float[results.length];
                    }
                    other.get(start, line[0], 0, n);
                    add(line[0], results, n);
                }
                activate(finish.last(), results, n);
            };
        };
    }

    private static void activate(Finish.@Nullable Activation a, float[] values, int n) {
        if (a == null) {
            return;
        }
        if (a.function() != Unary.RELU) {
            clamp(values, n, (float) a.a(), (float) a.b());
        } else if (a.a() == 0) {
            rectify(values, n);
        } else {
            leak(values, n, (float) a.a());
        }
    }

    private static void rectify(float[] values, int n) {
        for (int i = 0; i < n; i++) {
            values[i] = Math.max(values[i], 0);
        }
    }

    private static void leak(float[] values, int n, float slope) {
        for (int i = 0; i < n; i++) {
            values[i] = Math.max(values[i], 0) + slope * Math.min(values[i], 0);
        }
    }

    private static void clamp(float[] values, int n, float low, float high) {
        for (int i = 0; i < n; i++) {
            values[i] = Math.min(Math.max(values[i], low), high);
        }
    }

    private static void add(float[] from, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] += from[i];
        }
    }
}
