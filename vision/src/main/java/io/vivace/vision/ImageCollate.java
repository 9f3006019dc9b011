package io.vivace.vision;

import io.vivace.data.Batch;
import io.vivace.data.Collate;
import io.vivace.data.LoadException;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Framing;
import io.vivace.vision.transform.Rendered;
import io.vivace.vision.transform.Sketch;
import io.vivace.vision.transform.Transform;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes batches of pictures: [items, channels, height, width], f32, channels-last in memory, normalised, written picture by
 * picture into the batch's own memory.
 */
final class ImageCollate implements Collate {
    private final Images images;
    private final @Nullable ImageLabels<?> labels;
    private final Framing framing;
    private final List<Transform> pieces;
    private final Stats stats;
    private final long seed;

    /** Without labels batches have no targets. */
    ImageCollate(
            Images images,
            @Nullable ImageLabels<?> labels,
            Framing framing,
            List<Transform> pieces,
            Stats stats,
            long seed) {
        this.images = images;
        this.labels = labels;
        this.framing = framing;
        this.pieces = pieces;
        this.stats = stats;
        this.seed = seed;
    }

    @Override
    public @Nullable Batch load(int[] items, long epoch) throws InterruptedException {
        return load(items, new int[items.length], epoch);
    }

    @Override
    public @Nullable Batch load(int[] items, int[] showings, long epoch) throws InterruptedException {
        int[] used = new int[items.length];
        int n = 0;
        Room room = null;
        ImageLabels.Column<?> targets = labels == null ? null : labels.column();
        try {
            for (int i = 0; i < items.length; i++) {
                int item = items[i];
                if (Thread.interrupted()) {
                    throw new InterruptedException("the batch is no longer wanted");
                }
                Rendered r = render(item, showings[i], epoch, targets);
                if (r != null) {
                    room = room == null ? new Room(r, item, items.length) : room;
                    room.put(n, r, item);
                    used[n++] = item;
                }
            }
            return room == null ? null : batch(room, targets, Arrays.copyOf(used, n));
        } finally {
            if (room != null) {
                room.memory.close();
            }
        }
    }

    /** {@return the picture, after its target was put into the column, or null if one of them is corrupt} */
    private @Nullable Rendered render(int item, int showing, long epoch, ImageLabels.@Nullable Column<?> targets)
            throws InterruptedException {
        Image image = images.get(item);
        if (image == null) {
            return null;
        }
        Sketch sketch = sketch(image, item, showing, epoch);
        if (targets != null) {
            try {
                targets.add(item, sketch);
            } catch (ClosedByInterruptException e) {
                throw Images.interrupted(images.item(item), e);
            } catch (IOException e) {
                images.leaveOut(item, e);
                return null;
            } catch (IllegalArgumentException e) {
                images.leaveOut(item, unfit(item, e));
                return null;
            }
        }
        return sketch.render(image);
    }

    /** What does not go together with its picture, such as a mask of another size. */
    private IOException unfit(int item, IllegalArgumentException e) {
        return new IOException(
                images.item(item).origin() + " does not go together with what is known about it: " + e.getMessage(), e);
    }

    private Sketch sketch(Image image, int item, int showing, long epoch) {
        Sketch sketch = framing.sketch(image.size());
        Rng rng = showing == 0 ? Rng.of(seed, epoch, item) : Rng.of(seed, epoch, item, showing);
        for (Transform t : pieces) {
            t.draw(rng, sketch);
        }
        return sketch;
    }

    /**
     * Adds an item as it is shown in an epoch, with what is known about it.
     *
     * @param labels those of these items
     * @param item position in the data set
     * @param showing how often it was shown before in that epoch
     * @param epoch which
     * @param picture as the net sees it
     * @param grid where to
     */
    <V> void draw(ImageLabels<V> labels, int item, int showing, long epoch, Image picture, ImageGrid grid)
            throws InterruptedException {
        Image image = images.get(item);
        if (image == null) {
            return;
        }
        try {
            V value = labels.shown(item, sketch(image, item, showing, epoch));
            var canvas = new Canvas(picture);
            labels.target().draw(canvas, value);
            grid.add(canvas, labels.target().text(value), ImageGrid.Mark.NONE);
        } catch (IOException e) {
            images.leaveOut(item, e);
        }
    }

    private static Batch batch(Room room, ImageLabels.@Nullable Column<?> column, int[] items) {
        try (Tensor filled = room.memory.narrow(0, 0, items.length);
                Tensor x = filled.permute(0, 3, 1, 2)) {
            List<Tensor> targets = column == null
                    ? List.of()
                    : column.collate().stream().map(Tensor::keep).toList();
            return new Batch(List.of(x.alias().keep()), targets, items);
        }
    }

    /** The memory of a batch: [items, height, width, channels]. */
    private final class Room {
        final Tensor memory;
        private final Size size;
        private final int first;
        private final FloatBuffer to;
        private float @Nullable [] values;

        Room(Rendered like, int first, int items) {
            this.first = first;
            size = like.image().size();
            memory = Tensor.zeros(
                            DType.F32,
                            Shape.of(
                                    items,
                                    size.height(),
                                    size.width(),
                                    like.image().channels()))
                    .keep();
            var view = memory.view();
            to = view.storage().window(view.offset() * 4, view.elements() * 4).asFloatBuffer();
        }

        void put(int slot, Rendered r, int item) {
            if (!r.image().size().equals(size)) {
                throw new LoadException("pictures of different sizes cannot share a batch: "
                        + images.item(first).origin() + " is " + size
                        + ", " + images.item(item).origin() + " is "
                        + r.image().size()
                        + ". Give transform(..., Size) so that all come to one size.");
            }
            values = r.toFloats(stats.mean(), stats.std(), values);
            to.put(slot * values.length, values);
        }
    }
}
