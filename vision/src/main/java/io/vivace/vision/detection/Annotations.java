package io.vivace.vision.detection;

import io.vivace.data.Problem;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What files say about the things in pictures.
 *
 * @param classes names by number
 * @param pictures what is in each picture, by its name: that of its file, or that without its ending
 * @param problems what was wrong with the files, and where; what could be read is there nevertheless
 */
public record Annotations(List<String> classes, Map<String, Boxes> pictures, List<Problem> problems) {
    /** Takes the lists as they are. */
    public Annotations {
        classes = List.copyOf(classes);
        pictures = Map.copyOf(pictures);
        problems = List.copyOf(problems);
    }

    /**
     * {@return what is in a picture, or null if the files do not name it}
     *
     * @param file the picture's name, with folders before it or without
     */
    public @Nullable Boxes of(String file) {
        Boxes known = pictures.get(file);
        if (known == null) {
            String name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
            known = pictures.get(name);
            int dot = name.lastIndexOf('.');
            if (known == null && dot > 0) {
                known = pictures.get(name.substring(0, dot));
            }
        }
        return known;
    }
}
