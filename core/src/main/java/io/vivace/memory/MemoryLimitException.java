package io.vivace.memory;

/** Thrown when native memory is refused: the limit would be passed, or the system has none left. */
public final class MemoryLimitException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MemoryLimitException(long bytes, MemoryStats stats) {
        super("no native memory for another " + MemoryStats.human(bytes) + ": " + stats
                + ". Use a smaller batch, open a Scope around repeated work so that results are released, or raise the"
                + " limit with -Dvivace.memory.limit=SIZE (for example 8g).");
    }
}
