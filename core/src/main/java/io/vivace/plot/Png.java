package io.vivace.plot;

import io.vivace.io.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Writes pictures. */
public final class Png {
    private Png() {}

    /**
     * Writes a picture, replacing an old file in one step.
     *
     * @param file where to
     * @param image the picture
     */
    public static void write(Path file, BufferedImage image) {
        ByteBuffer content = ByteBuffer.wrap(encode(image));
        AtomicFile.write(file, out -> {
            while (content.hasRemaining()) {
                out.write(content);
            }
        });
    }

    /**
     * {@return a picture as the bytes of a PNG file}
     *
     * @param image the picture
     */
    public static byte[] encode(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.setUseCache(false);
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
