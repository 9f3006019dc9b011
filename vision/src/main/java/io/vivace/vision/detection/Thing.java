package io.vivace.vision.detection;

/**
 * Something seen in a picture.
 *
 * @param box where
 * @param label number of its class
 * @param score how sure a net is of it, 0 to 1; 1 if it is known
 * @param note what else is known
 */
public record Thing(Box box, int label, double score, Note note) {
    /** What training and scores do with a thing. */
    public enum Note {
        /** It is to be found. */
        USUAL,
        /** It is too hard to ask for: not trained on, and neither right nor wrong when it is found (Pascal VOC). */
        DIFFICULT,
        /** Many that were not told apart: not trained on; any number of finds in it is neither right nor wrong (COCO). */
        CROWD
    }

    /** Checks the class. */
    public Thing {
        if (label < 0) {
            throw new IllegalArgumentException("classes are numbered from 0, got " + label);
        }
    }

    /**
     * {@return something known}
     *
     * @param box where
     * @param label number of its class
     */
    public static Thing of(Box box, int label) {
        return new Thing(box, label, 1, Note.USUAL);
    }

    /**
     * {@return something known, with a note}
     *
     * @param box where
     * @param label number of its class
     * @param note what else is known
     */
    public static Thing of(Box box, int label, Note note) {
        return new Thing(box, label, 1, note);
    }

    /**
     * {@return something a net found}
     *
     * @param box where
     * @param label number of its class
     * @param score how sure it is, 0 to 1
     */
    public static Thing found(Box box, int label, double score) {
        return new Thing(box, label, score, Note.USUAL);
    }

    /**
     * {@return the same elsewhere}
     *
     * @param elsewhere where
     */
    public Thing at(Box elsewhere) {
        return new Thing(elsewhere, label, score, note);
    }
}
