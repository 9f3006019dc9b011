package io.vivace.vision.image;

import io.vivace.io.Fuzz;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;

/** Reads damaged pictures in a process of its own: decoders are native code, which could take its process down with it. */
final class ImageFuzz {
    private static final int[] KINDS = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_BYTE_INDEXED,
        BufferedImage.TYPE_USHORT_GRAY,
        BufferedImage.TYPE_INT_ARGB
    };

    private ImageFuzz() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "png" -> pictures(folder, "png").repairing(ImageFuzz::repaired).run(read(), pngs());
            case "jpeg" -> pictures(folder, "jpeg").run(read(), jpeg(false), jpeg(true), jpegOfGreys());
            case "other pictures" ->
                pictures(folder, "other pictures")
                        .run(read(), encoded("bmp"), encoded("gif"), encoded("tif"), pnm("P6"), pnm("P3"));
            case "masks" -> {
                pictures(folder, "png masks").repairing(ImageFuzz::repaired).run(readLabels(), greyPngs());
                pictures(folder, "other masks")
                        .run(
                                readLabels(),
                                encoded("gif", BufferedImage.TYPE_BYTE_INDEXED),
                                encoded("bmp", BufferedImage.TYPE_BYTE_INDEXED));
            }
            case "idx" ->
                Fuzz.of("idx", folder, IOException.class)
                        .orBy(java.io.EOFException.class)
                        .repairing(ImageFuzz::zipped)
                        .run(
                                f -> {
                                    if (Files.size(f) % 2 == 0) {
                                        Idx.images(f);
                                    } else {
                                        Idx.labels(f);
                                    }
                                },
                                idxOfImages(),
                                idxOfLabels());
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.printf(Locale.ROOT, "fuzz %s: peak memory of the process %d MB%n", arguments[0], peak() >> 20);
        System.exit(0);
    }

    private static Fuzz pictures(Path folder, String format) {
        return Fuzz.of(format, folder, IOException.class);
    }

    /** More than a thousand times the pixels of the pictures are allowed. */
    private static Fuzz.Reader read() {
        var reader = new ImageReader(Color.RGB, 1 << 20);
        var greys = new ImageReader(Color.GREY, 1 << 20);
        return f -> (Files.size(f) % 2 == 0 ? reader : greys).read(f);
    }

    private static Fuzz.Reader readLabels() {
        return new ImageReader(Color.GREY, 1 << 20)::readLabels;
    }

    /** {@return the most memory that this process ever had, 0 where the system does not tell} */
    private static long peak() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        return 0;
    }

    // ---------------------------------------------------------------------------------------------- whole files

    private static BufferedImage picture(int kind) {
        var i = new BufferedImage(28, 22, kind);
        for (int y = 0; y < 22; y++) {
            for (int x = 0; x < 28; x++) {
                i.setRGB(x, y, 0xff000000 | (x * 9) << 16 | (x * y % 256) << 8 | y * 11);
            }
        }
        return i;
    }

    private static byte[] encoded(String format) throws IOException {
        return encoded(format, BufferedImage.TYPE_INT_RGB);
    }

    private static byte[] encoded(String format, int kind) throws IOException {
        var out = new ByteArrayOutputStream();
        if (!ImageIO.write(picture(kind), format, out)) {
            throw new IOException("no writer of " + format);
        }
        return out.toByteArray();
    }

    private static byte[][] pngs() throws IOException {
        byte[][] all = new byte[KINDS.length][];
        for (int k = 0; k < all.length; k++) {
            all[k] = encoded("png", KINDS[k]);
        }
        return all;
    }

    private static byte[][] greyPngs() throws IOException {
        return new byte[][] {
            encoded("png", BufferedImage.TYPE_BYTE_GRAY),
            encoded("png", BufferedImage.TYPE_BYTE_INDEXED),
            encoded("png", BufferedImage.TYPE_BYTE_BINARY)
        };
    }

    private static byte[] jpeg(boolean progressive) throws IOException {
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var out = new ByteArrayOutputStream();
        try (var stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            ImageWriteParam p = writer.getDefaultWriteParam();
            p.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            writer.write(null, new IIOImage(picture(BufferedImage.TYPE_INT_RGB), null, null), p);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private static byte[] jpegOfGreys() throws IOException {
        return encoded("jpeg", BufferedImage.TYPE_BYTE_GRAY);
    }

    private static byte[] pnm(String magic) throws IOException {
        var out = new ByteArrayOutputStream();
        out.write((magic + "\n# greys\n6 5 255\n").getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 90; i++) {
            out.write(magic.equals("P6") ? new byte[] {(byte) i} : (i + " ").getBytes(StandardCharsets.US_ASCII));
        }
        return out.toByteArray();
    }

    private static byte[] idxOfImages() {
        return ByteBuffer.allocate(16 + 8 * 30)
                .putInt(0x803)
                .putInt(8)
                .putInt(6)
                .putInt(5)
                .array();
    }

    private static byte[] idxOfLabels() {
        return ByteBuffer.allocate(8 + 9).putInt(0x801).putInt(9).array();
    }

    // ---------------------------------------------------------------------------------------------- repairs

    private static byte[] zipped(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** {@return the file with right checksums of its chunks, as far as they can be followed} */
    private static byte[] repaired(byte[] png) {
        ByteBuffer b = ByteBuffer.wrap(png);
        for (int p = 8; p + 12 <= png.length; ) {
            int length = b.getInt(p);
            if (length < 0 || length > png.length - p - 12) {
                break;
            }
            var crc = new CRC32();
            crc.update(png, p + 4, length + 4);
            b.putInt(p + 8 + length, (int) crc.getValue());
            p += 12 + length;
        }
        return png;
    }
}
