package io.vivace.vision.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.IntPredicate;

/** As much of the JPEG format as is needed to know a picture's size and whether the file was cut off (ITU T.81, B.1). */
final class Jpeg {
    private static final int START_OF_SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int EXIF = 0xe1;

    /** "Exif" and two zeros. */
    private static final int EXIF_NAME = 6;

    private Jpeg() {}

    /** {@return size of the first frame} */
    static ImageHeader header(byte[] f) throws IOException {
        int p = segment(f, Jpeg::isFrame);
        return new ImageHeader("JPEG", u16(f, p + 7), u16(f, p + 5));
    }

    /** {@return where the first segment before the pixels begins whose marker is wanted} */
    private static int segment(byte[] f, IntPredicate wanted) throws IOException {
        int p = 2;
        while (p + 9 < f.length) {
            int marker = f[p + 1] & 0xff;
            if ((f[p] & 0xff) != 0xff) {
                throw new IOException("it is a damaged JPEG file: no marker at byte " + p);
            }
            if (marker == 0xff) {
                p++;
            } else if (wanted.test(marker)) {
                return p;
            } else if (marker == START_OF_SCAN || marker == END_OF_IMAGE) {
                throw new IOException("it is a damaged JPEG file: pixels begin before their size is given");
            } else {
                p += 2 + u16(f, p + 2);
            }
        }
        throw new IOException("it is a JPEG file that was cut off before its pixels");
    }

    /** C0 to CF start a frame, but for Huffman tables (C4), an extension (C8) and arithmetic tables (CC). */
    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    /** Decoders fill what is missing at the end with grey: such a file must be refused here. */
    static void requireEnd(byte[] f) throws IOException {
        int frame = segment(f, Jpeg::isFrame);
        for (int p = f.length - 2; p > frame; p--) {
            if ((f[p] & 0xff) == 0xff && (f[p + 1] & 0xff) == END_OF_IMAGE) {
                return;
            }
        }
        throw new IOException("it is a JPEG file that was cut off: its end marker is missing");
    }

    /** {@return how EXIF data before the frame say that the picture must be turned, 1 to 8; 1 if there are none} */
    static int orientation(byte[] f) throws IOException {
        int p = segment(f, m -> m == EXIF || isFrame(m));
        int from = p + 4 + EXIF_NAME;
        int end = p + 2 + u16(f, p + 2);
        return isFrame(f[p + 1] & 0xff) || from > end || end > f.length
                ? 1
                : Orientation.ofExif(ByteBuffer.wrap(f, from, end - from).slice());
    }

    private static int u16(byte[] f, int at) {
        return (f[at] & 0xff) << 8 | (f[at + 1] & 0xff);
    }
}
