package io.vivace.vision.detection;

import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The targets of a batch of pictures with any number of things, as arrays: written and read in one place. */
final class Truths {
    /** Stands for the class of what is not there: rows that fill a batch up. */
    static final int NOTHING = -1;

    private final float[] boxes;
    private final long[] labels;
    private final long[] notes;
    private final float[] sizes;
    private final int pictures;
    private final int most;

    private Truths(float[] boxes, long[] labels, long[] notes, float[] sizes, int pictures, int most) {
        this.boxes = boxes;
        this.labels = labels;
        this.notes = notes;
        this.sizes = sizes;
        this.pictures = pictures;
        this.most = most;
    }

    /** {@return the targets of a batch} Rows that fill up stand in front. */
    static List<Tensor> collate(List<Boxes> values) {
        int n = values.size();
        int most = Math.max(
                1, values.stream().mapToInt(v -> v.things().size()).max().orElse(0));
        float[] boxes = new float[n * most * 4];
        long[] labels = new long[n * most];
        Arrays.fill(labels, NOTHING);
        long[] notes = new long[n * most];
        float[] sizes = new float[2 * n];
        for (int i = 0; i < n; i++) {
            Boxes v = values.get(i);
            sizes[2 * i] = v.picture().height();
            sizes[2 * i + 1] = v.picture().width();
            int at = (i + 1) * most - v.things().size();
            for (Thing t : v.things()) {
                fractions(t.box(), v.picture(), boxes, 4 * at);
                labels[at] = t.label();
                notes[at++] = t.note().ordinal();
            }
        }
        return List.of(
                Tensor.of(boxes, n, most, 4),
                Tensor.of(labels, n, most),
                Tensor.of(notes, n, most),
                Tensor.of(sizes, n, 2));
    }

    private static void fractions(Box b, Size of, float[] to, int at) {
        to[at] = (float) (b.top() / of.height());
        to[at + 1] = (float) (b.left() / of.width());
        to[at + 2] = (float) (b.bottom() / of.height());
        to[at + 3] = (float) (b.right() / of.width());
    }

    /** {@return a box as pixels} */
    static Box pixels(float[] fractions, int at, Size of) {
        return new Box(
                (double) fractions[at] * of.height(),
                (double) fractions[at + 1] * of.width(),
                (double) fractions[at + 2] * of.height(),
                (double) fractions[at + 3] * of.width());
    }

    static Truths of(List<Tensor> targets) {
        if (targets.size() != 4
                || targets.get(0).rank() != 3
                || targets.get(0).size(2) != 4
                || targets.get(1).rank() != 2) {
            throw new IllegalArgumentException(
                    "things need four targets: boxes [N, M, 4], classes [N, M], notes [N, M],"
                            + " sizes [N, 2], got "
                            + targets.stream().map(Tensor::shape).toList()
                            + "; label the pictures by Detection");
        }
        return new Truths(
                targets.get(0).toFloatArray(),
                targets.get(1).toLongArray(),
                targets.get(2).toLongArray(),
                targets.get(3).toFloatArray(),
                Math.toIntExact(targets.get(0).size(0)),
                Math.toIntExact(targets.get(0).size(1)));
    }

    int pictures() {
        return pictures;
    }

    /** {@return the size of the pictures as the net sees them} */
    Size shown() {
        return size(0);
    }

    private Size size(int picture) {
        return Size.of((int) sizes[2 * picture], (int) sizes[2 * picture + 1]);
    }

    /** {@return the classes of the things to be trained on} */
    int[] labels(int picture) {
        return rows(picture).stream().mapToInt(at -> (int) labels[at]).toArray();
    }

    /** {@return [things · 4]: the boxes of the things to be trained on, as parts of the picture} */
    float[] boxes(int picture) {
        List<Integer> rows = rows(picture);
        float[] b = new float[4 * rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(boxes, 4 * rows.get(i), b, 4 * i, 4);
        }
        return b;
    }

    private List<Integer> rows(int picture) {
        var rows = new ArrayList<Integer>();
        for (int at = picture * most; at < (picture + 1) * most; at++) {
            if (labels[at] != NOTHING && notes[at] == Thing.Note.USUAL.ordinal() && hasArea(4 * at)) {
                rows.add(at);
            }
        }
        return rows;
    }

    /** {@return whether anchors can overlap a box} One that cannot be overlapped would be given to the first anchor, wherever it is. */
    private boolean hasArea(int at) {
        return boxes[at + 2] > boxes[at] && boxes[at + 3] > boxes[at + 1];
    }

    /** {@return all things of a picture, in pixels as the net sees them} */
    Boxes all(int picture) {
        var things = new ArrayList<Thing>();
        for (int at = picture * most; at < (picture + 1) * most; at++) {
            if (labels[at] != NOTHING) {
                things.add(Thing.of(
                        pixels(boxes, 4 * at, size(picture)), (int) labels[at], Thing.Note.values()[(int) notes[at]]));
            }
        }
        return new Boxes(size(picture), things);
    }
}
