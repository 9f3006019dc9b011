package io.vivace.vision;

import io.vivace.data.Item;
import io.vivace.data.LoadException;
import io.vivace.data.Problem;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.ImageReader;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The decoded pictures of a part of a data set. Several threads ask at once. */
final class Images {
    private static final Logger LOG = LoggerFactory.getLogger(Images.class);

    private final List<Item<ImageSource>> items;
    private final ImageReader reader;
    private final OnCorrupt policy;
    private final ImageCache cache;
    private final AtomicReferenceArray<Image> cached;
    private final Map<Integer, Problem> corrupt = new ConcurrentSkipListMap<>();

    Images(List<Item<ImageSource>> items, ImageReader reader, OnCorrupt policy, ImageCache cache) {
        this.items = items;
        this.reader = reader;
        this.policy = policy;
        this.cache = cache;
        cached = new AtomicReferenceArray<>(items.size());
    }

    int size() {
        return items.size();
    }

    Item<ImageSource> item(int i) {
        return items.get(i);
    }

    ImageReader reader() {
        return reader;
    }

    OnCorrupt policy() {
        return policy;
    }

    /** {@return what could not be decoded so far, by position} */
    List<Problem> corrupt() {
        return new ArrayList<>(corrupt.values());
    }

    /**
     * {@return the picture, or null if it is corrupt and is to be skipped}
     *
     * @throws LoadException if it is corrupt
     */
    @Nullable
    Image get(int i) throws InterruptedException {
        if (items.get(i).content() instanceof ImageSource.Memory m) {
            return m.image().color() == reader.color()
                    ? m.image()
                    : Image.of(m.image().toBufferedImage(), reader.color());
        }
        Image known = cached.get(i);
        if (known != null || corrupt.containsKey(i)) {
            return known;
        }
        Image read = read(i);
        if (read != null && cache.take(read)) {
            cached.set(i, read);
        }
        return read;
    }

    /** {@return why an item cannot be decoded, if it cannot} */
    static Optional<Problem> problem(Item<ImageSource> item, ImageReader reader) {
        if (item.content() instanceof ImageSource.File f) {
            try {
                reader.read(f.path());
            } catch (IOException e) {
                return Optional.of(new Problem(item.origin(), reason(f, e)));
            }
        }
        return Optional.empty();
    }

    private @Nullable Image read(int i) throws InterruptedException {
        Item<ImageSource> item = items.get(i);
        var file = (ImageSource.File) item.content();
        try {
            return reader.read(file.path());
        } catch (ClosedByInterruptException e) {
            throw interrupted(item, e);
        } catch (IOException e) {
            leaveOut(i, e);
            return null;
        }
    }

    /**
     * Notes that an item, its picture or what is known about it, cannot be used.
     *
     * @throws LoadException if such items are not to be left out
     */
    void leaveOut(int i, IOException e) {
        if (policy == OnCorrupt.STOP) {
            throw new LoadException(
                    e.getMessage()
                            + ". Remove or replace it, or say onCorrupt(OnCorrupt.SKIP) to leave such files out.",
                    e);
        }
        Item<ImageSource> item = items.get(i);
        String why = item.content() instanceof ImageSource.File f ? reason(f, e) : String.valueOf(e.getMessage());
        if (corrupt.put(i, new Problem(item.origin(), why)) == null) {
            LOG.warn("left out: {}", e.getMessage());
        }
    }

    /** {@return what a channel's own exception means: nobody wants the item any more} */
    static InterruptedException interrupted(Item<ImageSource> item, ClosedByInterruptException e) {
        var stopped = new InterruptedException("interrupted while reading " + item.origin());
        stopped.initCause(e);
        return stopped;
    }

    /** A problem names its item already. */
    private static String reason(ImageSource.File file, IOException e) {
        String message = String.valueOf(e.getMessage());
        String name = file.path() + " ";
        return message.startsWith(name) ? message.substring(name.length()) : message;
    }
}
