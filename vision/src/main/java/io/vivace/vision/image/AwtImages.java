package io.vivace.vision.image;

import java.awt.image.BufferedImage;

/** Between pictures here and those of AWT. */
final class AwtImages {
    private AwtImages() {}

    static Image read(BufferedImage picture, Color color) {
        int w = picture.getWidth();
        int h = picture.getHeight();
        int[] argb = picture.getRGB(0, 0, w, h, null, 0, w);
        byte[] out = new byte[argb.length * color.channels()];
        for (int i = 0; i < argb.length; i++) {
            int r = argb[i] >> 16 & 0xff;
            int g = argb[i] >> 8 & 0xff;
            int b = argb[i] & 0xff;
            if (color == Color.RGB) {
                out[3 * i] = (byte) r;
                out[3 * i + 1] = (byte) g;
                out[3 * i + 2] = (byte) b;
            } else {
                out[i] = (byte) grey(r, g, b);
            }
        }
        return Image.of(Size.of(h, w), color, out);
    }

    /** Rec. 601, as decoders weigh it; they differ by one in their rounding. */
    private static int grey(int r, int g, int b) {
        return (r * 4899 + g * 9617 + b * 1868 + (1 << 13)) >> 14;
    }

    static BufferedImage write(Image image) {
        var out = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        int c = image.channels();
        byte[] px = image.pixels();
        int[] argb = new int[image.width() * image.height()];
        for (int i = 0; i < argb.length; i++) {
            int r = px[i * c] & 0xff;
            int g = c == 1 ? r : px[i * c + 1] & 0xff;
            int b = c == 1 ? r : px[i * c + 2] & 0xff;
            argb[i] = r << 16 | g << 8 | b;
        }
        out.setRGB(0, 0, image.width(), image.height(), argb, 0, image.width());
        return out;
    }
}
