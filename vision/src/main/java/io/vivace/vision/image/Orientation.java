package io.vivace.vision.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How a picture must be turned to stand upright, as cameras note it (EXIF 2.32, tag 274): 1 for not at all, up to 8. */
final class Orientation {
    private static final int TAG = 274;

    private Orientation() {}

    /** {@return what EXIF data say, or 1 if they say nothing that makes sense} They are laid out as a TIFF file. */
    static int ofExif(ByteBuffer exif) {
        try {
            ByteBuffer b = exif.order(exif.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            int at = b.getInt(4);
            int entries = b.getChar(at);
            for (int e = 0; e < entries; e++) {
                int entry = at + 2 + 12 * e;
                if (b.getChar(entry) == TAG) {
                    int says = b.getChar(entry + 8);
                    return says >= 1 && says <= 8 ? says : 1;
                }
            }
            return 1;
        } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
            // Damaged EXIF data are no reason to refuse a picture; decoders leave them alone, too.
            return 1;
        }
    }

    /** {@return whether rows and columns change places} */
    static boolean isLying(int orientation) {
        return orientation >= 5;
    }

    /** {@return the picture turned} */
    static Image upright(Image i, int orientation) {
        return switch (orientation) {
            case 2 -> i.flipHorizontally();
            case 3 -> i.flipHorizontally().flipVertically();
            case 4 -> i.flipVertically();
            case 5 -> i.transpose();
            case 6 -> i.transpose().flipHorizontally();
            case 7 -> i.transpose().flipHorizontally().flipVertically();
            case 8 -> i.transpose().flipVertically();
            default -> i;
        };
    }
}
