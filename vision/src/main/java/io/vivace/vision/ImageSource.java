package io.vivace.vision;

import io.vivace.vision.image.Image;
import java.nio.file.Path;

/** Where a picture comes from. */
public sealed interface ImageSource {
    /**
     * A file, decoded each time it is needed.
     *
     * @param path the file
     */
    record File(Path path) implements ImageSource {}

    /**
     * A picture in memory.
     *
     * @param image the picture
     */
    record Memory(Image image) implements ImageSource {}
}
