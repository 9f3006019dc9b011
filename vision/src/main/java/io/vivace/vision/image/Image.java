package io.vivace.vision.image;

import io.vivace.plot.Png;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A picture: bytes 0 to 255, row by row, the channels of a pixel side by side. Nobody changes one after it is made, so
 * threads may share it.
 */
public final class Image {
    private final Size size;
    private final int channels;
    private final byte[] pixels;

    private Image(Size size, int channels, byte[] pixels) {
        this.size = size;
        this.channels = channels;
        this.pixels = pixels;
    }

    /**
     * {@return a picture over these bytes, which must not be changed any more}
     *
     * @param size rows and columns
     * @param color what a pixel holds
     * @param pixels [height, width, channels], row-major
     * @throws IllegalArgumentException if there are too few or too many bytes
     */
    public static Image of(Size size, Color color, byte[] pixels) {
        long wanted = (long) size.height() * size.width() * color.channels();
        if (pixels.length != wanted) {
            throw new IllegalArgumentException(
                    "a " + color + " picture of " + size + " has " + wanted + " bytes, got " + pixels.length);
        }
        return new Image(size, color.channels(), pixels);
    }

    /**
     * {@return a copy of an AWT picture; transparency is dropped}
     *
     * @param picture any kind
     * @param color what to keep of a pixel
     */
    public static Image of(BufferedImage picture, Color color) {
        return AwtImages.read(picture, color);
    }

    /** {@return rows and columns} */
    public Size size() {
        return size;
    }

    /** {@return the number of rows} */
    public int height() {
        return size.height();
    }

    /** {@return the number of columns} */
    public int width() {
        return size.width();
    }

    /** {@return the numbers of a pixel: 1 or 3} */
    public int channels() {
        return channels;
    }

    /** {@return what a pixel holds} */
    public Color color() {
        return channels == 1 ? Color.GREY : Color.RGB;
    }

    /** {@return the bytes themselves, [height, width, channels]; not to be changed} */
    public byte[] pixels() {
        return pixels;
    }

    /**
     * {@return one number of one pixel, 0 to 255}
     *
     * @param row from 0
     * @param column from 0
     * @param channel from 0
     */
    public int at(int row, int column, int channel) {
        return pixels[(row * width() + column) * channels + channel] & 0xff;
    }

    // ---------------------------------------------------------------------------------------------- moving pixels

    /**
     * {@return a part of the picture, its pixels copied exactly; it may reach beyond the edges}
     *
     * @param top first row, negative for rows above the picture
     * @param left first column, negative for columns left of it
     * @param part rows and columns of the part
     * @param border what stands outside
     */
    public Image crop(int top, int left, Size part, Border border) {
        if (top == 0 && left == 0 && part.equals(size)) {
            return this;
        }
        byte[] out = new byte[part.height() * part.width() * channels];
        int run = part.width() * channels;
        boolean inside = left >= 0 && left + part.width() <= width();
        for (int y = 0; y < part.height(); y++) {
            int from = border.index(top + y, height());
            if (from >= 0 && inside) {
                System.arraycopy(pixels, (from * width() + left) * channels, out, y * run, run);
            } else if (from >= 0) {
                copyRow(from, left, out, y * run, part.width(), border);
            }
        }
        return new Image(part, channels, out);
    }

    private void copyRow(int row, int left, byte[] out, int at, int columns, Border border) {
        for (int x = 0; x < columns; x++) {
            int from = border.index(left + x, width());
            if (from >= 0) {
                System.arraycopy(pixels, (row * width() + from) * channels, out, at + x * channels, channels);
            }
        }
    }

    /** {@return the picture with left and right exchanged} */
    public Image flipHorizontally() {
        byte[] out = new byte[pixels.length];
        for (int p = 0, row = 0; row < height(); row++) {
            for (int x = width() - 1; x >= 0; x--, p += channels) {
                System.arraycopy(pixels, (row * width() + x) * channels, out, p, channels);
            }
        }
        return new Image(size, channels, out);
    }

    /** {@return the picture with top and bottom exchanged} */
    public Image flipVertically() {
        byte[] out = new byte[pixels.length];
        int run = width() * channels;
        for (int row = 0; row < height(); row++) {
            System.arraycopy(pixels, row * run, out, (height() - 1 - row) * run, run);
        }
        return new Image(size, channels, out);
    }

    /** {@return the picture with rows and columns exchanged} */
    public Image transpose() {
        byte[] out = new byte[pixels.length];
        for (int p = 0, x = 0; x < width(); x++) {
            for (int y = 0; y < height(); y++, p += channels) {
                System.arraycopy(pixels, (y * width() + x) * channels, out, p, channels);
            }
        }
        return new Image(new Size(width(), height()), channels, out);
    }

    // ---------------------------------------------------------------------------------------------- making new ones

    /**
     * {@return the picture in another size; every new pixel weighs its nearest four, pixel centres lying at halves}
     *
     * @param to rows and columns
     */
    public Image resize(Size to) {
        OpenCvLibrary.require();
        return to.equals(size) ? this : OpenCv.resize(this, to, false);
    }

    /**
     * {@return the picture in a smaller size; every new pixel is the mean of the area it covers}
     *
     * @param to rows and columns
     */
    public Image shrink(Size to) {
        OpenCvLibrary.require();
        return to.equals(size) ? this : OpenCv.resize(this, to, true);
    }

    /**
     * {@return a picture whose pixels are looked up in this one, weighing the nearest four}
     *
     * @param from 3×3 matrix, row-major, that takes (column, row, 1) of the new picture to homogeneous coordinates in this
     *     one; a pixel's centre lies at its column + ½ and row + ½
     * @param to rows and columns of the new picture
     * @param border what stands outside this one
     */
    public Image warp(double[] from, Size to, Border border) {
        OpenCvLibrary.require();
        return OpenCv.warp(this, from, to, border);
    }

    /**
     * {@return a picture whose pixels are looked up one by one, weighing the nearest four}
     *
     * @param rows of this picture, [height, width] of the new one; the middle of the first row lies at ½
     * @param columns of this picture, likewise
     * @param to rows and columns of the new picture
     * @param border what stands outside this one
     */
    public Image look(float[] rows, float[] columns, Size to, Border border) {
        OpenCvLibrary.require();
        return OpenCv.look(this, rows, columns, to, border);
    }

    /**
     * {@return a picture whose pixels are the means of squares around them; outside the picture is mirrored}
     *
     * @param side of the square
     */
    public Image blur(int side) {
        OpenCvLibrary.require();
        return side == 1 ? this : OpenCv.blur(this, side);
    }

    // ---------------------------------------------------------------------------------------------- for people

    /** {@return a copy for AWT} */
    public BufferedImage toBufferedImage() {
        return AwtImages.write(this);
    }

    /**
     * Writes a PNG file, all of it or nothing.
     *
     * @param file where to; missing folders are made
     * @throws io.vivace.io.FileException if it cannot be written
     */
    public void writePng(Path file) {
        Png.write(file, toBufferedImage());
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Image i && channels == i.channels && size.equals(i.size) && Arrays.equals(pixels, i.pixels);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(pixels);
    }

    /** {@return size and colour, such as {@code RGB 480x640}} */
    @Override
    public String toString() {
        return color() + " " + size;
    }
}
