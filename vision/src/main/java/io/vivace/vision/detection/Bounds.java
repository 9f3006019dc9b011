package io.vivace.vision.detection;

import io.vivace.vision.image.Size;
import io.vivace.vision.models.Body;

/**
 * What nets of detection may be made of. The same holds whether a program makes them or a file asks for them: whatever can be trained can be
 * loaded again, and no file can ask for more.
 */
final class Bounds {
    static final int LONGEST_SIDE = 4096;
    static final int MOST_CHANNELS = 16;
    static final int MOST_CELLS = 64;
    static final int MOST_WIDTH = 4096;
    static final int MOST_OUTPUTS = 100_000;
    static final int MOST_SHAPES = 64;

    /** Nets find their features' size by looking at a black picture; this bounds what that takes. */
    private static final int MOST_PIXELS = 1 << 22;

    private Bounds() {}

    /** Passes if a body may see pictures of a size. */
    static void require(Body body, Size shown) {
        long pixels = (long) shown.height() * shown.width();
        if (Math.max(shown.height(), shown.width()) > LONGEST_SIDE || pixels > MOST_PIXELS) {
            throw new IllegalArgumentException("nets of detection see pictures of at most " + LONGEST_SIDE
                    + " rows and columns and " + MOST_PIXELS + " pixels, such as 2048x2048, got " + shown);
        }
        require("channels", body.channels(), MOST_CHANNELS);
    }

    /** Passes if a net may have this many classes without background, and these shapes on each cell. */
    static void require(int classes, Anchors shapes) {
        if (classes < 1) {
            throw new IllegalArgumentException("a detector needs at least one class, got " + classes);
        }
        require("classes", classes, MOST_OUTPUTS - 5);
        require("anchors on each cell", shapes.perCell(), MOST_SHAPES);
    }

    /** Passes if a number is from 1 to a bound. */
    static void require(String what, int given, int most) {
        if (given < 1 || given > most) {
            throw new IllegalArgumentException("nets of detection have 1 to " + most + " " + what + ", got " + given);
        }
    }
}
