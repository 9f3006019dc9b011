package io.vivace.onnx;

import io.vivace.io.ProtoMessage;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/**
 * Values that the file holds. They are read when the file is written, piece by piece.
 *
 * @param tensor the values; bf16 is written as f32
 * @param shape their sizes in the file
 */
record Initializer(Tensor tensor, Shape shape) implements ProtoMessage.Data {
    private static final int PIECE = 1 << 18;

    DType type() {
        return tensor.dtype() == DType.BF16 ? DType.F32 : tensor.dtype();
    }

    @Override
    public long bytes() {
        return Math.multiplyExact(shape.elements(), (long) type().bytes());
    }

    @Override
    public void writeTo(WritableByteChannel out) throws IOException {
        try (Tensor detached = tensor.detach();
                Tensor row = detached.contiguous();
                Tensor line = row.reshape(-1).alias()) {
            for (long at = 0; at < line.elements(); at += PIECE) {
                try (Tensor piece = line.narrow(0, at, Math.min(PIECE, line.elements() - at))) {
                    write(out, bytes(piece));
                }
            }
        }
    }

    private static void write(WritableByteChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private ByteBuffer bytes(Tensor piece) {
        ByteBuffer b =
                ByteBuffer.allocate((int) piece.elements() * type().bytes()).order(ByteOrder.LITTLE_ENDIAN);
        switch (type()) {
            case F32, BF16 -> b.asFloatBuffer().put(piece.toFloatArray());
            case I64 -> b.asLongBuffer().put(piece.toLongArray());
            case I32 -> b.asIntBuffer().put(piece.toIntArray());
            case U8, BOOL -> {
                for (long v : piece.toLongArray()) {
                    b.put((byte) v);
                }
                b.flip();
            }
        }
        return b;
    }
}
