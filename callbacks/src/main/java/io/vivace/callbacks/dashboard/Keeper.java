package io.vivace.callbacks.dashboard;

import io.vivace.io.FileException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a run into a folder every few seconds while it changes, on a thread of its own. */
final class Keeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final int SECONDS = 5;

    private final Path folder;
    private final Run run;
    private final ScheduledExecutorService clock;
    private int written = -1;

    @SuppressWarnings("FutureReturnValueIgnored") // what is done then reports itself what fails
    Keeper(Path folder, Run run) {
        this.folder = folder;
        this.run = run;
        write(); // now rather than after hours: a folder that cannot be written is found out at once
        clock = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread t = new Thread(work, "vivace dashboard keeper");
            t.setDaemon(true);
            return t;
        });
        clock.scheduleWithFixedDelay(this::tryToWrite, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    /** The next time may go well, and {@link #close} says so if it does not. */
    private void tryToWrite() {
        try {
            write();
        } catch (RuntimeException e) {
            LOG.warn("the run is not kept in {}", folder, e);
        }
    }

    private synchronized void write() {
        int now = run.version();
        if (now != written) {
            RunFolder.write(folder, run);
            written = now;
        }
    }

    /**
     * Writes the end of it.
     *
     * @throws FileException if that fails
     */
    @Override
    public void close() {
        clock.shutdown();
        write();
    }
}
