package io.vivace.backend.cpu;

import org.jspecify.annotations.Nullable;

/**
 * How many threads compute: those of OpenMP in oneDNN's primitives, and those of {@link Team} in Java loops. It is one number for
 * the process. OpenMP keeps its number for each thread that calls, so every thread tells it before its first primitive.
 */
final class CpuThreads {
    private static final @Nullable String SETTING = System.getenv("OMP_NUM_THREADS");
    private static volatile int count =
            standard(SETTING, Processors.ofThisMachine().cores());
    private static volatile int openMp =
            standard(SETTING, Processors.ofThisMachine().allowed());

    private CpuThreads() {}

    /** {@return the number that OpenMP reads in its variable, the first of a list, or the cores if there is none} */
    static int standard(@Nullable String setting, int cores) {
        String first = setting == null ? "" : setting.split(",", 2)[0].trim();
        return first.matches("0*[1-9][0-9]{0,4}") ? Integer.parseInt(first) : cores;
    }

    static int count() {
        return count;
    }

    static synchronized void set(int n) {
        count = n;
        Team.resize(n);
    }

    /**
     * Tells OpenMP the number for the calling thread.
     *
     * @param known what it was told, or 0 for a thread that told nothing yet
     * @return what it knows now
     */
    static int tell(int known) {
        int n = count;
        if (n != (known == 0 ? openMp : known) && !OpenMp.threads(n)) {
            openMp = n; // it cannot be told, so nobody tries again
        }
        return n;
    }
}
