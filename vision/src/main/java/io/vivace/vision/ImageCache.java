package io.vivace.vision;

import io.vivace.vision.image.Image;
import java.util.concurrent.atomic.AtomicLong;

/** Room for decoded pictures in the Java heap, shared by all parts of a data set. */
final class ImageCache {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    ImageCache(long limit) {
        this.limit = limit;
    }

    /** {@return whether there was room; if so it is taken} */
    boolean take(Image image) {
        long bytes = image.pixels().length;
        if (used.get() + bytes > limit) {
            return false;
        }
        if (used.addAndGet(bytes) <= limit) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }
}
