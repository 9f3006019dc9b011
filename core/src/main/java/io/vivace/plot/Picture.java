package io.vivace.plot;

import java.awt.image.BufferedImage;

/**
 * A picture with words about it, such as an input and what the net says about it.
 *
 * @param image the picture; it is not changed afterwards
 * @param caption words, in one line or several
 * @param verdict whether what is said is right
 */
public record Picture(BufferedImage image, String caption, Verdict verdict) {
    /** Whether a net is right about a picture. */
    public enum Verdict {
        /** Nobody can say, or it is not about right and wrong. */
        OPEN,
        /** It is right. */
        RIGHT,
        /** It is wrong. */
        WRONG
    }

    /**
     * {@return a picture without a verdict}
     *
     * @param image the picture
     * @param caption words
     */
    public static Picture of(BufferedImage image, String caption) {
        return new Picture(image, caption, Verdict.OPEN);
    }
}
