package io.vivace.learn;

import org.jspecify.annotations.Nullable;

/** Work that is followed by more work, whatever happens. */
final class Cleanup {
    private Cleanup() {}

    /**
     * Runs some work and then the rest, which hears of a failure first. The first exception is thrown, with later ones
     * attached.
     */
    static void after(Runnable work, Fit fit, Runnable rest) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            fit.fail(e);
            try {
                rest.run();
            } catch (RuntimeException | Error again) {
                e.addSuppressed(again);
            }
            throw e;
        }
        rest.run();
    }

    static RuntimeException join(@Nullable RuntimeException first, RuntimeException next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }
}
