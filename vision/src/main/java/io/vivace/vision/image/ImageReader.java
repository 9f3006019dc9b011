package io.vivace.vision.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Decodes image files: BMP, GIF (its first frame), JPEG, PNG, PNM, TIFF (its first page) and WebP. A picture is turned as
 * its EXIF data say. 16-bit channels become 8-bit ones, transparency is dropped. A file that claims more pixels than the
 * bound is refused before it is decoded, and so is a JPEG or PNG file that was cut off.
 *
 * @param color what to keep of a pixel
 * @param maxPixels the most rows times columns
 */
public record ImageReader(Color color, long maxPixels) {
    /** Ends of the names of files that can be read. */
    public static final Set<String> EXTENSIONS =
            Set.of("bmp", "gif", "jpe", "jpeg", "jpg", "pbm", "pgm", "png", "pnm", "ppm", "tif", "tiff", "webp");

    /** Bound on rows times columns unless another is given: a hundred million. */
    public static final long DEFAULT_MAX_PIXELS = 100_000_000;

    /** Bytes that a pixel can take in a file, with room to spare: four channels of 16 bits. */
    private static final int MAX_BYTES_PER_PIXEL = 8;

    private static final long HEADER_ROOM = 16 << 20;

    /** Checks the bound. */
    public ImageReader {
        if (maxPixels < 1 || maxPixels > Integer.MAX_VALUE / 3) {
            throw new IllegalArgumentException(
                    "the bound on pixels lies between 1 and " + Integer.MAX_VALUE / 3 + ", got " + maxPixels);
        }
    }

    /**
     * {@return a reader with the usual bound}
     *
     * @param color what to keep of a pixel
     */
    public static ImageReader of(Color color) {
        return new ImageReader(color, DEFAULT_MAX_PIXELS);
    }

    /**
     * {@return the picture in a file}
     *
     * @param file an image file
     * @throws IOException if it cannot be read or decoded, or is too large; the message names the file
     */
    public Image read(Path file) throws IOException {
        return read(file, this::decode);
    }

    /**
     * {@return the labels in a mask's file: the number that it stores for each pixel, as a grey picture, whatever the colour of this
     * reader} Of a grey picture these are its values (also where pixels have less than 8 bits), of one with a palette its indexes, as
     * in PASCAL VOC. A picture in colour is taken if all of it is grey. Transparency is dropped. A PNG file is turned as its EXIF data
     * say.
     *
     * @param file a PNG, GIF (its first frame) or BMP file
     * @throws IOException if it cannot be read or decoded, is too large, has colours or labels above 255, or is of another format; the message names the file
     */
    public Image readLabels(Path file) throws IOException {
        return read(file, this::decodeLabels);
    }

    /**
     * {@return the size of the picture in a file, as {@link #read} would give it} JPEG and PNG files are not decoded for this.
     *
     * @param file an image file
     * @throws IOException if it cannot be read, was cut off, is too large, or, of another format, cannot be decoded; the message names the
     *     file
     */
    public Size size(Path file) throws IOException {
        return read(file, this::size);
    }

    private Size size(byte[] file) throws IOException {
        ImageHeader h = checked(file);
        int turned = switch (h.format()) {
            case "JPEG" -> Jpeg.orientation(file);
            case "PNG" -> Png.orientation(file);
            default -> 0; // only decoders know
        };
        if (turned == 0) {
            return decode(file).size();
        }
        boolean lies = Orientation.isLying(turned);
        return Size.of((int) (lies ? h.width() : h.height()), (int) (lies ? h.height() : h.width()));
    }

    private interface Decoding<T> {
        T of(byte[] file) throws IOException;
    }

    private <T> T read(Path file, Decoding<T> decoding) throws IOException {
        try {
            if (Files.size(file) > mostBytes()) {
                throw tooLong();
            }
            return decoding.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new IOException(file + " cannot be read: there is no such file", e);
        } catch (java.nio.channels.ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(file + " cannot be read as an image: " + e.getMessage(), e);
        }
    }

    private int mostBytes() {
        return (int) Math.min(Integer.MAX_VALUE - 64, maxPixels * MAX_BYTES_PER_PIXEL + HEADER_ROOM);
    }

    private IOException tooLong() {
        return new IOException("it has more than " + mostBytes() + " bytes, which is more than " + maxPixels
                + " pixels (maxPixels) can take");
    }

    /**
     * {@return the picture in a stream}
     *
     * @param file gives the bytes of an image file; read to its end, not closed
     * @throws IOException if it cannot be read or decoded, or is too large
     */
    public Image read(InputStream file) throws IOException {
        byte[] bytes = file.readNBytes(mostBytes());
        if (bytes.length == mostBytes()) {
            throw tooLong();
        }
        return decode(bytes);
    }

    /**
     * {@return the picture in the bytes of an image file}
     *
     * @param file all of its bytes
     * @throws IOException if it cannot be decoded, or is too large
     */
    public Image decode(byte[] file) throws IOException {
        checked(file);
        OpenCvLibrary.require();
        return OpenCv.decode(file, color);
    }

    /**
     * {@return the labels in the bytes of a mask's file; see {@link #readLabels}}
     *
     * @param file all of its bytes
     * @throws IOException if it cannot be decoded, or is too large, or is no mask
     */
    public Image decodeLabels(byte[] file) throws IOException {
        ImageHeader h = checked(file);
        Image labels = LabelDecoder.decode(file, h.format(), maxPixels);
        return h.format().equals("PNG") ? Orientation.upright(labels, Png.orientation(file)) : labels;
    }

    private ImageHeader checked(byte[] file) throws IOException {
        ImageHeader h = ImageHeader.read(file);
        if (h.width() < 1 || h.height() < 1) {
            throw new IOException("it is a damaged " + h.format() + " file: it says it has " + h.height() + "x"
                    + h.width() + " pixels");
        }
        if (h.width() > maxPixels / h.height()) {
            throw new IOException("it is a " + h.format() + " file that says it has " + h.height() + "x" + h.width()
                    + " pixels, more than the bound of " + maxPixels + " (maxPixels)");
        }
        if (h.format().equals("PNG")) {
            Png.requireWhole(file);
            Png.requireRoom(file);
        }
        if (h.format().equals("JPEG")) {
            Jpeg.requireEnd(file);
        }
        return h;
    }
}
