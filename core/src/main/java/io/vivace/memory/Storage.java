package io.vivace.memory;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Native memory shared by the tensors that look at it. It counts its holders and goes back to where it came from when
 * the last one lets go; a version number counts writes, so that a value saved for a backward pass and overwritten since
 * is noticed.
 */
public final class Storage {
    private final long address;
    private final long bytes;
    private final @Nullable Block block;
    private final Runnable onFree;
    private final AtomicInteger holders = new AtomicInteger(1);
    private volatile int version;
    private volatile int recordedWrites;

    private Storage(long address, long bytes, @Nullable Block block, Runnable onFree) {
        this.address = address;
        this.bytes = bytes;
        this.block = block;
        this.onFree = onFree;
    }

    static Storage pooled(Block block, long bytes, Runnable giveBack) {
        return new Storage(block.address, bytes, block, giveBack);
    }

    /**
     * {@return a storage over memory that somebody else owns}
     *
     * @param address where it starts
     * @param bytes its size
     * @param onFree what to do when the last holder lets go
     */
    public static Storage foreign(long address, long bytes, Runnable onFree) {
        return new Storage(address, bytes, null, onFree);
    }

    /** {@return where the memory starts} */
    public long address() {
        return address;
    }

    /** {@return the size in bytes} */
    public long bytes() {
        return bytes;
    }

    /**
     * {@return a window on the memory, in native byte order} It is valid while somebody holds the storage.
     *
     * @param offset first byte
     * @param length bytes
     * @throws IndexOutOfBoundsException if the window does not lie inside
     */
    public ByteBuffer window(long offset, long length) {
        if (length == 0) {
            return Block.wrap(address, 0); // a view without elements may begin behind the end
        }
        if (offset < 0 || length < 0 || offset > bytes - length) {
            throw new IndexOutOfBoundsException(
                    "bytes " + offset + " to " + (offset + length) + " of a storage of " + bytes + " bytes");
        }
        if (length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("this operation reads " + length
                    + " bytes at once; Java buffers end at 2 GiB. Split the tensor into parts.");
        }
        return block != null ? block.window(offset, (int) length) : Block.wrap(address + offset, length);
    }

    /** Adds a holder. */
    public void retain() {
        if (holders.getAndIncrement() <= 0) {
            throw new IllegalStateException("this memory was already released");
        }
    }

    /** Takes a holder away; the last one frees the memory. */
    public void release() {
        int left = holders.decrementAndGet();
        if (left == 0) {
            onFree.run();
        } else if (left < 0) {
            throw new IllegalStateException("this memory was released more often than it was held");
        }
    }

    /** {@return whether nobody but the caller holds this memory} */
    public boolean isExclusive() {
        return holders.get() == 1;
    }

    /** {@return how often the memory was written since it was made} */
    public int version() {
        return version;
    }

    /**
     * Counts a write. Tensors are written by one thread at a time.
     *
     * @param recorded whether the write became a part of the graph
     */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    public void written(boolean recorded) {
        version++;
        if (recorded) {
            recordedWrites++;
        }
    }

    /** {@return how many of the writes became a part of the graph} */
    public int recordedWrites() {
        return recordedWrites;
    }
}
