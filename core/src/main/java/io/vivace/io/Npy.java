package io.vivace.io;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Reads and writes NumPy's .npy files, one tensor each (format: numpy.lib.format, versions 1 to 3). Nothing in a file is
 * evaluated, and memory is allocated only after the header was found to fit the file's size.
 *
 * <p>Floats of 16, 32 and 64 bits are read as f32, u1 as u8, b1 as bool, other integers of up to 2 bytes and i4 as i32, wider
 * ones as i64. Tensors are written in row-major order; bf16, which NumPy has not, as f32.
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MOST_HEADER_BYTES = 1 << 16;
    private static final int ALIGN = 64;
    private static final int PIECE = 1 << 20;

    private Npy() {}

    /**
     * {@return the tensor in a file, in row-major memory} It belongs to the scope that is open, if one is.
     *
     * @param file the file
     * @throws FileException if it cannot be read or is not a valid .npy file of numbers or bools
     */
    public static Tensor read(Path file) {
        try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
            NpyHeader header = header(file, in);
            NpyType type = NpyType.parse(file, header.type());
            Shape shape = shape(file, header, type, in.size() - in.position());
            if (!header.fortranOrder()) {
                return elements(file, in, type, shape);
            }
            int[] reversed = new int[shape.rank()];
            Arrays.setAll(reversed, i -> reversed.length - 1 - i);
            try (Tensor columns = elements(file, in, type, shape);
                    Tensor turned = columns.permute(reversed)) {
                Tensor rows = turned.contiguous();
                return rows == turned ? rows.alias() : rows;
            }
        } catch (IOException e) {
            throw new FileException(file, "cannot be read", e);
        }
    }

    private static NpyHeader header(Path file, FileChannel in) throws IOException {
        ByteBuffer start = ByteBuffer.allocate((int) Math.min(in.size(), 12)).order(ByteOrder.LITTLE_ENDIAN);
        Elements.fill(in, start);
        start.flip();
        if (start.limit() < 10 || !Arrays.equals(Arrays.copyOf(start.array(), MAGIC.length), MAGIC)) {
            throw new FileException(file, "not an .npy file: it does not begin with \\x93NUMPY and a version");
        }
        int version = start.get(6);
        if (version < 1 || version > 3 || (version > 1 && start.limit() < 12)) {
            throw new FileException(
                    file,
                    "an .npy file of version " + version + "." + start.get(7)
                            + ", or cut off; versions 1.0, 2.0 and 3.0 are read");
        }
        int first = version == 1 ? 10 : 12;
        long length = version == 1 ? start.getShort(8) & 0xffffL : start.getInt(8) & 0xffffffffL;
        if (length > MOST_HEADER_BYTES || length > in.size() - first) {
            throw new FileException(
                    file,
                    "not a valid .npy file, or cut off: it announces a header of " + length + " bytes; at most "
                            + Math.min(MOST_HEADER_BYTES, in.size() - first) + " are possible");
        }
        ByteBuffer text = ByteBuffer.allocate((int) length);
        in.position(first);
        Elements.fill(in, text);
        return NpyHeader.parse(file, text.array());
    }

    /** {@return the shape as it lies in the file, reversed if in Fortran order} */
    private static Shape shape(Path file, NpyHeader header, NpyType type, long available) {
        List<Long> sizes = new ArrayList<>(header.dims());
        if (header.fortranOrder()) {
            Collections.reverse(sizes);
        }
        try {
            long room = type.bytes();
            for (long size : sizes) {
                room = Math.multiplyExact(room, Math.max(1, size));
            }
            Shape shape = Shape.of(sizes.stream().mapToLong(s -> s).toArray());
            long needed = shape.elements() * type.bytes();
            if (needed != available) {
                throw new FileException(
                        file,
                        "not a valid .npy file: shape " + header.dims() + " of '" + header.type()
                                + "' takes " + needed + " bytes, the file has " + available
                                + (needed > available
                                        ? "; it is cut off"
                                        : "; several arrays in one file are not read"));
            }
            return shape;
        } catch (ArithmeticException e) {
            throw new FileException(
                    file, "not a valid .npy file: shape " + header.dims() + " is too large for any file");
        }
    }

    private static Tensor elements(Path file, FileChannel in, NpyType type, Shape shape) throws IOException {
        StoredType stored = type.stored();
        if (stored != null) {
            return Elements.read(in, stored, shape);
        }
        Tensor t = Tensor.zeros(type.dtype(), shape);
        try {
            ByteBuffer piece = ByteBuffer.allocate(PIECE).order(type.order());
            int perPiece = PIECE / type.bytes();
            int size = t.dtype().bytes();
            for (long at = 0; at < t.elements(); at += perPiece) {
                int n = (int) Math.min(perPiece, t.elements() - at);
                Elements.fill(in, piece.clear().limit(n * type.bytes()));
                type.convert(file, piece.flip(), t.view().storage().window(at * size, (long) n * size));
            }
            return t;
        } catch (Throwable e) {
            t.close();
            throw e;
        }
    }

    /**
     * Writes a tensor, replacing an old file in one step.
     *
     * @param file where to
     * @param tensor what to write
     * @throws FileException if it cannot be written; an old file is then as it was
     */
    public static void write(Path file, Tensor tensor) {
        List<Long> dims = Arrays.stream(tensor.shape().toArray()).boxed().toList();
        byte[] header = header(new NpyHeader(NpyType.nameOf(tensor.dtype()), false, dims));
        AtomicFile.write(file, out -> {
            AtomicFile.writeFully(out, ByteBuffer.wrap(header));
            try (Tensor plain = tensor.detach();
                    Tensor storable = plain.dtype() == DType.BF16 ? plain.to(DType.F32) : plain.alias()) {
                Elements.write(out, storable);
            }
        });
    }

    /** {@return everything before the elements, padded so that they begin aligned} */
    private static byte[] header(NpyHeader header) {
        byte[] text = header.text().getBytes(StandardCharsets.US_ASCII);
        int fixed = MAGIC.length + 4;
        int total = (fixed + text.length + 1 + ALIGN - 1) / ALIGN * ALIGN;
        ByteBuffer b = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
        b.put(MAGIC)
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) (total - fixed))
                .put(text);
        while (b.position() < total - 1) {
            b.put((byte) ' ');
        }
        return b.put((byte) '\n').array();
    }
}
