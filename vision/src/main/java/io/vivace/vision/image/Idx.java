package io.vivace.vision.image;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Reads the IDX files that MNIST and its kin come in, compressed by gzip or not
 * (<a href="http://yann.lecun.com/exdb/mnist/">format</a>).
 */
public final class Idx {
    private static final int IMAGES = 0x0803;
    private static final int LABELS = 0x0801;
    /** A file may unfold to that many times its size; pictures of digits and clothes do to 2 to 5 times. */
    private static final int MOST_UNFOLDING = 200;

    private Idx() {}

    /**
     * {@return the grey pictures of a file}
     *
     * @param file bytes with three axes: picture, row, column
     * @throws IOException if it is not such a file, or does not hold what it says; the message names it
     */
    public static List<Image> images(Path file) throws IOException {
        try (DataInputStream in = open(file, IMAGES)) {
            int n = in.readInt();
            int rows = in.readInt();
            int columns = in.readInt();
            long each = (long) rows * columns;
            if (n < 0 || rows < 1 || columns < 1 || each > ImageReader.DEFAULT_MAX_PIXELS) {
                throw new IOException("it says it holds " + n + " pictures of " + rows + "x" + columns + " pixels");
            }
            requireRoom(file, n * each + 16);
            var size = Size.of(rows, columns);
            List<Image> images = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                images.add(Image.of(size, Color.GREY, exactly(in, (int) each)));
            }
            requireEnd(in);
            return images;
        } catch (IOException e) {
            throw new IOException(file + " cannot be read as an IDX file of pictures: " + e.getMessage(), e);
        }
    }

    /**
     * {@return the labels of a file, 0 to 255}
     *
     * @param file bytes with one axis
     * @throws IOException if it is not such a file, or does not hold what it says; the message names it
     */
    public static int[] labels(Path file) throws IOException {
        try (DataInputStream in = open(file, LABELS)) {
            int n = in.readInt();
            if (n < 0) {
                throw new IOException("it says it holds " + n + " labels");
            }
            requireRoom(file, n + 8L);
            byte[] bytes = exactly(in, n);
            requireEnd(in);
            int[] labels = new int[n];
            for (int i = 0; i < n; i++) {
                labels[i] = bytes[i] & 0xff;
            }
            return labels;
        } catch (IOException e) {
            throw new IOException(file + " cannot be read as an IDX file of labels: " + e.getMessage(), e);
        }
    }

    private static DataInputStream open(Path file, int magic) throws IOException {
        boolean zipped = isZipped(file);
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            var in = new DataInputStream(zipped ? new BufferedInputStream(new GZIPInputStream(raw), 1 << 16) : raw);
            int found = in.readInt();
            if (found != magic) {
                throw new IOException(String.format("it begins with %08x, not with %08x", found, magic));
            }
            return in;
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    /** Refuses what cannot be in the file before it takes memory. */
    private static void requireRoom(Path file, long bytes) throws IOException {
        long most = isZipped(file) ? Files.size(file) * MOST_UNFOLDING : Files.size(file);
        if (bytes > most) {
            throw new EOFException(
                    "it ends before all that its header promises: " + bytes + " bytes, where there can be " + most
                            + (isZipped(file) ? ", " + MOST_UNFOLDING + " times its compressed size" : ""));
        }
    }

    private static boolean isZipped(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() == 0x1f && in.read() == 0x8b;
        }
    }

    private static byte[] exactly(DataInputStream in, int n) throws IOException {
        byte[] bytes = in.readNBytes(n);
        if (bytes.length < n) {
            throw new EOFException("it ends before all that its header promises");
        }
        return bytes;
    }

    private static void requireEnd(DataInputStream in) throws IOException {
        if (in.read() >= 0) {
            throw new IOException("it goes on after all that its header promises");
        }
    }
}
