package io.vivace.vision.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * As much of the PNG format as is needed to know whether a file was cut off or damaged: it is a chain of chunks with checksums
 * (W3C Portable Network Graphics, 5.3). Decoders notice it too, but OpenCV and libpng tell it the terminal.
 */
final class Png {
    private static final int SIGNATURE = 8;
    /** Length, type and checksum of a chunk. */
    private static final int AROUND = 12;

    /** No deflate stream unfolds further (RFC 1951: a bit for each end of 258 equal bytes). */
    private static final int MOST_UNFOLDING = 1032;

    private Png() {}

    /** Passes if the pixels that the header announces can be in a file of this length. */
    static void requireRoom(byte[] f) throws IOException {
        ByteBuffer b = ByteBuffer.wrap(f);
        long width = b.getInt(16);
        long height = b.getInt(20);
        int samples = switch (f[25]) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
        long row = 1 + (width * f[24] * samples + 7) / 8;
        if (height * row > (long) f.length * MOST_UNFOLDING) {
            throw new IOException("it is a damaged PNG file: it says it has " + height + "x" + width + " pixels, which "
                    + f.length + " bytes cannot hold");
        }
    }

    /** {@return how EXIF data say that the picture must be turned, 1 to 8; 1 if there are none} The file is whole. */
    static int orientation(byte[] f) {
        ByteBuffer b = ByteBuffer.wrap(f);
        for (int p = SIGNATURE; p + AROUND <= f.length; p += AROUND + b.getInt(p)) {
            String type = new String(f, p + 4, 4, StandardCharsets.ISO_8859_1);
            if (type.equals("eXIf")) {
                return Orientation.ofExif(ByteBuffer.wrap(f, p + 8, b.getInt(p)).slice());
            }
            if (type.equals("IEND")) {
                break;
            }
        }
        return 1;
    }

    /** Passes if the chain of chunks is whole. */
    static void requireWhole(byte[] f) throws IOException {
        ByteBuffer b = ByteBuffer.wrap(f);
        for (int p = SIGNATURE; p + AROUND <= f.length; ) {
            int length = b.getInt(p);
            String type = new String(f, p + 4, 4, StandardCharsets.ISO_8859_1);
            if (length < 0 || length > f.length - p - AROUND) {
                break;
            }
            if (isCritical(type)) {
                requireChecksum(f, p + 4, length + 4, type);
            }
            if (type.equals("IEND")) {
                return;
            }
            p += AROUND + length;
        }
        throw new IOException("it is a PNG file that was cut off: its last chunk is missing");
    }

    /** Chunks with a capital initial; pictures can be shown without the others, such as dates and comments. */
    private static boolean isCritical(String type) {
        return Character.isUpperCase(type.charAt(0));
    }

    private static void requireChecksum(byte[] f, int from, int length, String type) throws IOException {
        var crc = new CRC32();
        crc.update(f, from, length);
        if ((int) crc.getValue() != ByteBuffer.wrap(f).getInt(from + length)) {
            throw new IOException("it is a damaged PNG file: the checksum of its chunk " + type + " is wrong");
        }
    }
}
