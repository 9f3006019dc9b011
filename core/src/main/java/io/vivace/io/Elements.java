package io.vivace.io;

import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** Tensors as runs of bytes: straight between a channel and native memory, in pieces that Java's buffers can hold. */
final class Elements {
    private static final int PIECE = 1 << 20;
    private static final long WINDOW = 1L << 30;

    private Elements() {}

    /** {@return a tensor filled from a channel, converted if its type in the file is not one of ours} */
    static Tensor read(ReadableByteChannel in, StoredType type, Shape shape) throws IOException {
        Tensor t = Tensor.zeros(type.dtype(), shape);
        try {
            if (type.isVerbatim()) {
                readVerbatim(in, t);
            } else {
                readConverted(in, type, t);
            }
            return t;
        } catch (Throwable e) {
            t.close();
            throw e;
        }
    }

    private static void readVerbatim(ReadableByteChannel in, Tensor t) throws IOException {
        long size = bytes(t);
        for (long at = 0; at < size; at += WINDOW) {
            fill(in, t.view().storage().window(at, Math.min(WINDOW, size - at)));
        }
    }

    private static void readConverted(ReadableByteChannel in, StoredType type, Tensor t) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, Math.max(8, t.elements() * type.bytes())))
                .order(ByteOrder.LITTLE_ENDIAN);
        int perPiece = piece.capacity() / type.bytes();
        int size = t.dtype().bytes();
        for (long at = 0; at < t.elements(); at += perPiece) {
            int n = (int) Math.min(perPiece, t.elements() - at);
            fill(in, piece.clear().limit(n * type.bytes()));
            type.convert(piece.flip(), t.view().storage().window(at * size, (long) n * size));
        }
    }

    /** Reads until a buffer is full. */
    static void fill(ReadableByteChannel in, ByteBuffer to) throws IOException {
        while (to.hasRemaining()) {
            if (in.read(to) < 0) {
                throw new EOFException("the file ends " + to.remaining() + " bytes too early");
            }
        }
    }

    /** Writes a tensor's elements in row-major order. */
    static void write(WritableByteChannel out, Tensor t) throws IOException {
        try (Tensor detached = t.detach();
                Tensor row = detached.contiguous()) {
            long first = row.view().offset() * row.dtype().bytes();
            long size = bytes(row);
            for (long at = 0; at < size; at += WINDOW) {
                AtomicFile.writeFully(out, row.view().storage().window(first + at, Math.min(WINDOW, size - at)));
            }
        }
    }

    /** {@return the size of a tensor's elements in a file} */
    static long bytes(Tensor t) {
        return t.elements() * t.dtype().bytes();
    }
}
