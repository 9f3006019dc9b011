package io.vivace.vision.image;

import java.io.IOException;

/** As much of the JPEG format as is needed to know a picture's size and whether the file was cut off (ITU T.81, B.1). */
final class Jpeg {
    private static final int START_OF_SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xd9;

    private Jpeg() {}

    /** {@return size of the first frame} */
    static ImageHeader header(byte[] f) throws IOException {
        int p = 2;
        while (p + 9 < f.length) {
            int marker = f[p + 1] & 0xff;
            if ((f[p] & 0xff) != 0xff) {
                throw new IOException("it is a damaged JPEG file: no marker at byte " + p);
            }
            if (marker == 0xff) {
                p++;
            } else if (isFrame(marker)) {
                requireEnd(f, p);
                return new ImageHeader("JPEG", u16(f, p + 7), u16(f, p + 5));
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
    private static void requireEnd(byte[] f, int frame) throws IOException {
        for (int p = f.length - 2; p > frame; p--) {
            if ((f[p] & 0xff) == 0xff && (f[p + 1] & 0xff) == END_OF_IMAGE) {
                return;
            }
        }
        throw new IOException("it is a JPEG file that was cut off: its end marker is missing");
    }

    private static int u16(byte[] f, int at) {
        return (f[at] & 0xff) << 8 | (f[at + 1] & 0xff);
    }
}
