package io.vivace;

import io.vivace.backend.Backend;

/** Settings of the whole library. */
public final class Vivace {
    private static final int MOST = 1024;

    private Vivace() {}

    /** {@return how many threads compute} */
    public static int threads() {
        return Backend.current().threads();
    }

    /**
     * Sets how many threads compute, from now on and for callers of all threads: those of oneDNN's OpenMP and those that share Java
     * loops. Without this they are as many as {@code OMP_NUM_THREADS} says, or else as the machine has cores and the container
     * allows. Threads that load data come on top of it ({@code LoaderOptions.workers}).
     * Equal numbers give equal bits; between numbers, last bits may differ where oneDNN sums in as many parts as there are threads, as
     * in the statistics of batch norm.
     *
     * <pre>{@code
     * Vivace.threads(1); // a service that answers many requests at once, each with one core
     * }</pre>
     *
     * @param n at least 1
     * @throws IllegalArgumentException if it is less than 1 or more than 1024
     * @throws IllegalStateException if OpenMP cannot be told on this machine; the message says what to do
     */
    public static void threads(int n) {
        if (n < 1 || n > MOST) {
            throw new IllegalArgumentException("Vivace.threads takes 1 to " + MOST + " threads, got " + n
                    + "; there are now " + threads() + ", and without a call as many as there are cores");
        }
        Backend.current().threads(n);
    }
}
