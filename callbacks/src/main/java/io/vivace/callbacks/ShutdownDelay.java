package io.vivace.callbacks;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds the end of the JVM back until some work has ended, for a while at most. */
final class ShutdownDelay {
    private static final int SIGINT = 130;
    private static final long LOOK_MILLIS = 50;

    /** The JVM handles each signal in a thread of this name, and those after the first wait there for the end of the first. */
    private static final Pattern HANDLER = Pattern.compile("SIG[A-Z]+ handler");

    private final @Nullable PrintStream out;
    private final Duration most;
    private final Thread worker = Thread.currentThread();
    private final Thread hook = new Thread(this::delay, "vivace-interrupt");
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean asked;

    private ShutdownDelay(@Nullable PrintStream out, Duration most) {
        this.out = out;
        this.most = most;
    }

    /**
     * {@return the delay, from now on} The work is that of the calling thread.
     *
     * @param out where to tell what happens, or null
     * @param most the longest
     */
    static ShutdownDelay begin(@Nullable PrintStream out, Duration most) {
        var delay = new ShutdownDelay(out, most);
        try {
            Runtime.getRuntime().addShutdownHook(delay.hook);
        } catch (IllegalStateException alreadyEnding) {
            delay.asked = true;
        }
        return delay;
    }

    boolean isAsked() {
        return asked;
    }

    /** The work has ended. */
    void end() {
        over.countDown();
        if (!asked) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException alreadyEnding) {
                asked = true; // the hook runs, and has just been told
            }
        }
    }

    private void delay() {
        if (over.getCount() == 0) {
            return;
        }
        asked = true;
        tell("stopping after this batch; interrupt again to end at once");
        long end = System.nanoTime() + most.toNanos();
        int first = Math.min(1, signals()); // the one that has begun this, if one has
        try {
            while (!over.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (signals() > first) {
                    Runtime.getRuntime().halt(SIGINT);
                }
                if (isWaitingForUs()) {
                    return;
                }
                if (System.nanoTime() - end > 0) {
                    tell("the work has not ended within " + most.toSeconds() + " seconds; ending without it");
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // then there is no waiting
        }
    }

    /** The work itself has asked for the end of the JVM, so that it cannot end. */
    private boolean isWaitingForUs() {
        return !worker.isAlive()
                || Arrays.stream(worker.getStackTrace())
                        .anyMatch(f -> f.getClassName().equals("java.lang.Shutdown"));
    }

    private static int signals() {
        ThreadGroup all = Thread.currentThread().getThreadGroup();
        while (all.getParent() != null) {
            all = all.getParent();
        }
        Thread[] threads = new Thread[2 * all.activeCount() + 16];
        int n = all.enumerate(threads);
        return (int) Arrays.stream(threads, 0, n)
                .filter(t -> HANDLER.matcher(t.getName()).matches())
                .count();
    }

    private void tell(String text) {
        if (out != null) {
            out.println(text);
            out.flush();
        }
    }
}
