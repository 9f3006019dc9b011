package io.vivace.vision.detection;

import java.nio.file.Path;
import java.util.List;

/**
 * Reads what files say about the things in pictures.
 *
 * <pre>{@code
 * var data = ImageList.fromFolder(images).splitRandom(0.2, 42)
 *         .label(Detection.voc(annotations))                 // all things; or .largestClass(), .largestBox(), .largestThing()
 *         .transform(Transforms.standard(), Size.square(224)).batch(64).normalize(Stats.IMAGENET);
 * }</pre>
 */
public final class Detection {
    private Detection() {}

    /**
     * {@return what a folder of Pascal VOC's XML files says} A picture is known by the name of its file without the ending. Classes are in
     * alphabetical order.
     *
     * @param folder one file for each picture
     * @throws io.vivace.io.FileException if it cannot be listed
     */
    public static Annotations voc(Path folder) {
        return VocXml.read(folder, null);
    }

    /**
     * {@return what a folder of Pascal VOC's XML files says; things of other classes are problems}
     *
     * @param folder one file for each picture
     * @param classes names by number
     * @throws io.vivace.io.FileException if it cannot be listed
     */
    public static Annotations voc(Path folder, List<String> classes) {
        return VocXml.read(folder, classes);
    }

    /**
     * {@return what a JSON file of COCO's instances says, or the JSON form of Pascal VOC} Classes are in the order of their ids. What is
     * marked {@code ignore} or {@code difficult} is difficult.
     *
     * @param file with images, annotations and categories
     */
    public static Annotations json(Path file) {
        return CocoJson.read(file);
    }

    /**
     * {@return what a table says, one picture in each row} The boxes are in one cell, first row, first column, last row, last column of
     * each, counted from 0; columns {@code height} and {@code width} tell the size of the picture, else its file is opened.
     *
     * @param table CSV with headings
     * @param pictures folder of the pictures
     * @param file heading of the column of file names, below the folder
     * @param boxes heading of the column of boxes
     * @param classes heading of the column of classes, as many as boxes, with blanks between
     * @throws io.vivace.io.FileException if the table cannot be read
     */
    public static Annotations csv(Path table, Path pictures, String file, String boxes, String classes) {
        return BoxCsv.read(table, pictures, file, boxes, classes);
    }

    /**
     * {@return what a table without classes says, one picture in each row}
     *
     * @param table CSV with headings
     * @param pictures folder of the pictures
     * @param file heading of the column of file names, below the folder
     * @param boxes heading of the column of boxes
     * @throws io.vivace.io.FileException if the table cannot be read
     */
    public static Annotations csv(Path table, Path pictures, String file, String boxes) {
        return BoxCsv.read(table, pictures, file, boxes, null);
    }
}
