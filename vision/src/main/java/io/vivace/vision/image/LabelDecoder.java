package io.vivace.vision.image;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads the numbers that files store for their pixels, which OpenCV turns into colours: indexes of a palette, values of fewer than
 * eight bits.
 */
final class LabelDecoder {
    private static final Set<String> FORMATS = Set.of("PNG", "GIF", "BMP");
    private static final int MOST = 255;

    private LabelDecoder() {}

    /** {@return one number for each pixel} The header was checked before, but a frame of a GIF file has a size of its own. */
    static Image decode(byte[] file, String format, long maxPixels) throws IOException {
        if (!FORMATS.contains(format)) {
            throw new IOException(
                    format.equals("JPEG")
                            ? "it is a JPEG file, which changes numbers: give masks as PNG files"
                            : "masks are not read from " + format + " files: give them as PNG files");
        }
        ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
        try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in, true, true);
            if (reader.getWidth(0) > maxPixels / reader.getHeight(0)) {
                throw new IOException("it has more pixels than the bound of " + maxPixels + " (maxPixels)");
            }
            return labels(reader.read(0).getRaster());
        } catch (RuntimeException e) {
            throw new IOException("its content is damaged (" + e + ")", e);
        } finally {
            reader.dispose();
        }
    }

    private static Image labels(Raster r) throws IOException {
        if (r.getNumBands() > 2) {
            requireGrey(r);
        }
        int w = r.getWidth();
        byte[] labels = new byte[r.getHeight() * w];
        int[] row = new int[w];
        for (int y = 0; y < r.getHeight(); y++) {
            r.getSamples(r.getMinX(), r.getMinY() + y, w, 1, 0, row);
            for (int x = 0; x < w; x++) {
                if (row[x] > MOST) {
                    throw new IOException(
                            "labels are numbers up to " + MOST + ", row " + y + ", column " + x + " has " + row[x]);
                }
                labels[y * w + x] = (byte) row[x];
            }
        }
        return Image.of(Size.of(r.getHeight(), w), Color.GREY, labels);
    }

    /** Grey that was saved as a picture in colour is as good. */
    private static void requireGrey(Raster r) throws IOException {
        int bands = r.getNumBands();
        int[] row = new int[r.getWidth() * bands];
        for (int y = 0; y < r.getHeight(); y++) {
            r.getPixels(r.getMinX(), r.getMinY() + y, r.getWidth(), 1, row);
            for (int x = 0; x < r.getWidth(); x++) {
                int p = x * bands;
                if (row[p] != row[p + 1] || row[p] != row[p + 2]) {
                    throw new IOException(
                            "it is in colour (row " + y + ", column " + x + " is " + row[p] + ", "
                                    + row[p + 1] + ", " + row[p + 2]
                                    + "), but a mask has one number for each pixel: give grey pictures or pictures with a palette");
                }
            }
        }
    }
}
