package io.vivace.vision.segmentation;

import io.vivace.data.Item;
import io.vivace.vision.ImageSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Mask files that have the names of their pictures. */
record MaskFolder(Path folder) {
    /** Which file holds the mask of an item. */
    interface Names {
        Path of(Item<ImageSource> item, String suffix);
    }

    /** The usual ones first, JPEG last: only masks of one thing may be in it. */
    private static final List<String> EXTENSIONS = List.of(
            "png", "gif", "bmp", "tif", "tiff", "pgm", "webp", "PNG", "GIF", "BMP", "TIF", "TIFF", "jpg", "jpeg");

    /** {@return the file; where none is, the one that is most likely meant} */
    Path find(Item<ImageSource> item, String suffix) {
        String name = item.name();
        int dot = name.lastIndexOf('.');
        String stem = (dot > name.lastIndexOf('/') ? name.substring(0, dot) : name) + suffix;
        String base = stem.substring(stem.lastIndexOf('/') + 1);
        for (String s : stem.equals(base) ? List.of(base) : List.of(stem, base)) {
            for (String e : EXTENSIONS) {
                Path file = inside(s + "." + e);
                if (Files.isRegularFile(file)) {
                    return file;
                }
            }
        }
        return inside(base + ".png");
    }

    private Path inside(String name) {
        Path file = folder.resolve(name).normalize();
        if (!file.toAbsolutePath()
                .normalize()
                .startsWith(folder.toAbsolutePath().normalize())) {
            throw new IllegalArgumentException("the name " + name + " leads out of the folder of masks, " + folder);
        }
        return file;
    }
}
