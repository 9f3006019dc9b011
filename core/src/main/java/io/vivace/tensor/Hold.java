package io.vivace.tensor;

import io.vivace.memory.Storage;
import java.util.concurrent.atomic.AtomicBoolean;

/** A tensor's hold on its memory, let go exactly once: by the tensor, its scope, or the cleaner of a forgotten tensor. */
final class Hold implements Runnable {
    private final Storage storage;
    private final AtomicBoolean released = new AtomicBoolean();

    /** Takes over one count of the storage. */
    Hold(Storage storage) {
        this.storage = storage;
    }

    boolean isReleased() {
        return released.get();
    }

    @Override
    public void run() {
        if (!released.getAndSet(true)) {
            storage.release();
        }
    }
}
