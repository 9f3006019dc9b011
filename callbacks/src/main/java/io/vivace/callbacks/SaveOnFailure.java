package io.vivace.callbacks;

import io.vivace.learn.Callback;
import io.vivace.learn.Fit;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Saves what was learnt when something ends a fit with an exception: weights and what the optimizer remembers, as they are then. The
 * exception carries a {@link Saved} that names the file, and the table of epochs says so, too. If the weights are no longer finite, so are
 * those in the file.
 *
 * <pre>{@code learner.callbacks(SaveOnFailure.to(Path.of("models/run"))) // models/run-failed.safetensors}</pre>
 */
public final class SaveOnFailure implements Callback {
    private final Path file;

    private SaveOnFailure(Path file) {
        this.file = file;
    }

    /** Says, attached to the exception that ended a fit, where what was learnt until then can be found. */
    public static final class Saved extends RuntimeException {
        private Saved(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * {@return a callback that saves to {@code base-failed.safetensors}}
     *
     * @param base folder and begin of the name
     */
    public static SaveOnFailure to(Path base) {
        return new SaveOnFailure(base.resolveSibling(base.getFileName() + "-failed.safetensors"));
    }

    /** When all others have left the net as they leave it. */
    @Override
    public int order() {
        return 100;
    }

    @Override
    public void afterFit(Fit fit) {
        @Nullable Throwable failure = fit.failure();
        if (failure != null) {
            fit.learner().save(file);
            String message = "what was learnt until batch " + fit.batch() + " of the fit was saved to " + file
                    + "; learner.load reads it";
            failure.addSuppressed(new Saved(message));
            fit.learner().say(message);
        }
    }
}
