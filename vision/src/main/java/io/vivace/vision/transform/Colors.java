package io.vivace.vision.transform;

import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;

/** Changes of pixels as a whole. */
final class Colors {
    private Colors() {}

    /** Red, green and blue of a pixel, 0 to 255, changed in place. */
    interface Change {
        void on(double[] rgb);
    }

    /** {@return a coloured picture changed pixel by pixel, values rounded; a grey one as it is} */
    static Image changed(Image image, Change change) {
        if (image.color() == Color.GREY) {
            return image;
        }
        byte[] from = image.pixels();
        byte[] to = new byte[from.length];
        double[] rgb = new double[3];
        for (int i = 0; i < from.length; i += 3) {
            for (int c = 0; c < 3; c++) {
                rgb[c] = from[i + c] & 0xff;
            }
            change.on(rgb);
            for (int c = 0; c < 3; c++) {
                to[i + c] = (byte) (int) Math.min(255, Math.max(0, rgb[c] + 0.5));
            }
        }
        return Image.of(image.size(), Color.RGB, to);
    }

    /** {@return the place on the circle of colours in sixths, red at 0, green at 2, blue at 4} */
    static double sixths(double[] rgb, double most, double range) {
        if (most == rgb[0]) {
            return (rgb[1] - rgb[2]) / range;
        }
        return most == rgb[1] ? 2 + (rgb[2] - rgb[0]) / range : 4 + (rgb[0] - rgb[1]) / range;
    }

    /** {@return what part of the range a primary colour lacks at so many sixths from its own place} */
    static double missing(double sixths) {
        double away = Math.abs(sixths - 6 * Math.rint(sixths / 6));
        return Math.min(1, Math.max(0, away - 1));
    }
}
