package io.vivace.vision.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What the first bytes of an image file say, read without decoding it: a few kilobytes can claim gigabytes of pixels.
 *
 * @param format name of the format
 * @param width columns
 * @param height rows
 */
record ImageHeader(String format, long width, long height) {
    /**
     * {@return what the file says}
     *
     * @throws IOException if it is none of BMP, GIF, JPEG, PNG, PNM, TIFF, WebP, or ends too early
     */
    static ImageHeader read(byte[] file) throws IOException {
        try {
            return sniff(file);
        } catch (IndexOutOfBoundsException | java.nio.BufferUnderflowException e) {
            throw new IOException("the file ends within its first few bytes", e);
        }
    }

    private static ImageHeader sniff(byte[] f) throws IOException {
        ByteBuffer b = ByteBuffer.wrap(f);
        ByteBuffer le = ByteBuffer.wrap(f).order(ByteOrder.LITTLE_ENDIAN);
        if (starts(f, "\u0089PNG\r\n\u001a\n")) {
            return new ImageHeader("PNG", b.getInt(16), b.getInt(20));
        }
        if (starts(f, "\u00ff\u00d8\u00ff")) {
            return Jpeg.header(f);
        }
        if (starts(f, "GIF8")) {
            return new ImageHeader("GIF", le.getChar(6), le.getChar(8));
        }
        if (starts(f, "BM")) {
            return le.getInt(14) == 12
                    ? new ImageHeader("BMP", le.getChar(18), le.getChar(20))
                    : new ImageHeader("BMP", le.getInt(18), Math.abs((long) le.getInt(22)));
        }
        if (starts(f, "RIFF") && text(f, 8, 4).equals("WEBP")) {
            return webp(f, le);
        }
        if (starts(f, "II*\0")) {
            return tiff(le);
        }
        if (starts(f, "MM\0*")) {
            return tiff(b);
        }
        if (f.length > 2 && f[0] == 'P' && f[1] >= '1' && f[1] <= '6') {
            return pnm(f);
        }
        throw new IOException(
                f.length == 0
                        ? "the file is empty"
                        : "it is not an image of a known format (BMP, GIF, JPEG, PNG, PNM, TIFF, WebP)");
    }

    private static ImageHeader webp(byte[] f, ByteBuffer le) throws IOException {
        return switch (text(f, 12, 4)) {
            case "VP8 " -> new ImageHeader("WebP", le.getChar(26) & 0x3fff, le.getChar(28) & 0x3fff);
            case "VP8L" -> {
                int bits = le.getInt(21);
                yield new ImageHeader("WebP", (bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
            }
            case "VP8X" ->
                new ImageHeader("WebP", (le.getInt(24) & 0xffffff) + 1, (le.getInt(26) >>> 8 & 0xffffff) + 1);
            default -> throw new IOException("it is a WebP file of an unknown kind");
        };
    }

    private static ImageHeader tiff(ByteBuffer b) {
        int at = b.getInt(4);
        int entries = b.getChar(at);
        long width = 0;
        long height = 0;
        for (int e = 0; e < entries; e++) {
            int entry = at + 2 + 12 * e;
            int tag = b.getChar(entry);
            long value = b.getChar(entry + 2) == 3 ? b.getChar(entry + 8) : b.getInt(entry + 8) & 0xffffffffL;
            width = tag == 256 ? value : width;
            height = tag == 257 ? value : height;
        }
        return new ImageHeader("TIFF", width, height);
    }

    /** Numbers after the magic, between white space and comments that end with their line. */
    private static ImageHeader pnm(byte[] f) throws IOException {
        long[] number = new long[2];
        int p = 2;
        for (int i = 0; i < 2; i++) {
            while (f[p] == '#' || Character.isWhitespace(f[p])) {
                if (f[p] == '#') {
                    while (f[p] != '\n') {
                        p++;
                    }
                }
                p++;
            }
            for (; f[p] >= '0' && f[p] <= '9' && number[i] < Integer.MAX_VALUE; p++) {
                number[i] = number[i] * 10 + f[p] - '0';
            }
        }
        return new ImageHeader("PNM", number[0], number[1]);
    }

    private static boolean starts(byte[] f, String magic) {
        return text(f, 0, magic.length()).equals(magic);
    }

    private static String text(byte[] f, int from, int length) {
        return from + length > f.length ? "" : new String(f, from, length, StandardCharsets.ISO_8859_1);
    }
}
