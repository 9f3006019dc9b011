package io.vivace.vision;

import io.vivace.data.Batch;
import io.vivace.data.BatchLoader;
import io.vivace.data.DataBunch;
import io.vivace.data.Item;
import io.vivace.data.ItemList;
import io.vivace.data.Labels;
import io.vivace.data.LoadException;
import io.vivace.data.Loader;
import io.vivace.data.LoaderOptions;
import io.vivace.data.Problem;
import io.vivace.data.Sampler;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Framing;
import io.vivace.vision.transform.Transform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pictures with labels, ready for training: the end of the data block. */
public final class ImageDataBunch implements DataBunch {
    private static final int SHOWN = 25;

    private final TransformedImages images;
    private final Images trainImages;
    private final Images validImages;
    private final LoaderOptions train;
    private final LoaderOptions valid;
    private final Stats stats;
    private final ImageLabels<?> trainTargets;
    private final ImageLabels<?> validTargets;

    ImageDataBunch(
            TransformedImages images,
            Images trainImages,
            Images validImages,
            LoaderOptions train,
            LoaderOptions valid,
            Stats stats) {
        this(
                images,
                trainImages,
                validImages,
                train,
                valid,
                stats,
                ImageLabels.of(images.items().trainLabels()),
                ImageLabels.of(images.items().validLabels()));
    }

    private ImageDataBunch(
            TransformedImages images,
            Images trainImages,
            Images validImages,
            LoaderOptions train,
            LoaderOptions valid,
            Stats stats,
            ImageLabels<?> trainTargets,
            ImageLabels<?> validTargets) {
        this.images = images;
        this.trainImages = trainImages;
        this.validImages = validImages;
        this.train = train;
        this.valid = valid;
        this.stats = stats;
        this.trainTargets = trainTargets;
        this.validTargets = validTargets;
    }

    /**
     * {@return the same items at another size, for progressive resizing} Decoded pictures that are kept in memory serve both.
     *
     * @param size of what the model sees
     * @see VisionLearner#resize
     */
    public ImageDataBunch resized(Size size) {
        var other =
                new TransformedImages(images.items(), images.color(), framing().resized(size), images.pieces());
        return new ImageDataBunch(other, trainImages, validImages, train, valid, stats, trainTargets, validTargets);
    }

    /**
     * {@return the same with batches of another size: larger pictures may ask for smaller ones}
     *
     * @param items in a batch
     */
    public ImageDataBunch batch(int items) {
        return new ImageDataBunch(
                images,
                trainImages,
                validImages,
                train.batchSize(items),
                valid.batchSize(items),
                stats,
                trainTargets,
                validTargets);
    }

    /**
     * {@return the same with another threshold above which a label is said} It is ½ at first.
     *
     * @param probability from 0 to 1
     * @throws IllegalStateException if pictures do not have any number of classes
     * @see VisionLearner#threshold
     */
    public ImageDataBunch threshold(double probability) {
        if (!(target() instanceof ManyCategoriesTarget)) {
            throw new IllegalStateException(
                    "threshold is for pictures with any number of classes; what is learnt here is " + target());
        }
        return new ImageDataBunch(
                images,
                trainImages,
                validImages,
                train,
                valid,
                stats,
                trainTargets.threshold(probability),
                validTargets.threshold(probability));
    }

    @Override
    public Loader train() {
        return loader(trainImages, trainTargets, images.pieces(), train, train.seed());
    }

    @Override
    public Loader valid() {
        return valid(List.of(), train.seed());
    }

    @Override
    public Loader trainInOrder() {
        return loader(trainImages, trainTargets, List.of(), valid, train.seed());
    }

    /**
     * {@return validation batches in item order, changed at random}
     *
     * @param pieces what is changed
     * @param seed decides how
     */
    public Loader valid(List<Transform> pieces, long seed) {
        return loader(validImages, validTargets, pieces, valid, seed);
    }

    /**
     * {@return batches without targets of further pictures, treated as validation pictures are} Give them to
     * {@link VisionLearner#getPreds(Loader)}.
     *
     * <pre>{@code
     * Predictions said = learn.getPreds(data.test(ImageList.fromFolder(Path.of("new"))));
     * }</pre>
     *
     * @param pictures in this order
     * @throws io.vivace.data.DataProblems if there are none, or some cannot be had; all reasons are listed
     */
    public Loader test(ItemList<ImageSource, LabelledImages> pictures) {
        var found = new Images(pictures.checked(), validImages.reader(), validImages.policy(), new ImageCache(0));
        return loader(found, null, List.of(), valid, train.seed());
    }

    private Loader loader(
            Images from, @Nullable ImageLabels<?> labels, List<Transform> pieces, LoaderOptions options, long seed) {
        return new BatchLoader(from.size(), collate(from, labels, pieces, seed), options);
    }

    private ImageCollate collate(Images from, @Nullable ImageLabels<?> labels, List<Transform> pieces, long seed) {
        return new ImageCollate(from, labels, images.framing(), pieces, stats, seed);
    }

    /** {@return the kind of thing that is to be learnt} */
    public Target<?> target() {
        return trainTargets.target();
    }

    /** {@return what is known about the training pictures} */
    ImageLabels<?> trainTargets() {
        return trainTargets;
    }

    /** {@return what is known about the validation pictures} */
    ImageLabels<?> validTargets() {
        return validTargets;
    }

    @Override
    public List<String> classes() {
        return trainLabels().classes();
    }

    @Override
    public int outputs() {
        return trainLabels().outputs();
    }

    /** {@return what is to be learnt about the training items} */
    public Labels trainLabels() {
        return images.items().trainLabels();
    }

    /** {@return what is to be learnt about the validation items} */
    public Labels validLabels() {
        return images.items().validLabels();
    }

    /** {@return the training items} */
    public List<Item<ImageSource>> trainItems() {
        return images.items().train();
    }

    /** {@return the validation items} */
    public List<Item<ImageSource>> validItems() {
        return images.items().valid();
    }

    /** {@return what is changed at random in training} */
    public List<Transform> pieces() {
        return images.pieces();
    }

    /** {@return how pictures come to size} */
    public Framing framing() {
        return images.framing();
    }

    /** {@return what is kept of a pixel} */
    public Color color() {
        return images.color();
    }

    /** {@return by what pictures are normalised} */
    public Stats stats() {
        return stats;
    }

    /** {@return what a person should know about the data} */
    public List<Problem> warnings() {
        return images.items().warnings();
    }

    /** {@return the pictures that could not be decoded and were left out so far} */
    public List<Problem> skipped() {
        var all = new ArrayList<>(trainImages.corrupt());
        all.addAll(validImages.corrupt());
        return all;
    }

    // ---------------------------------------------------------------------------------------------- for people

    /**
     * Draws the first training batch, at most 25 pictures of it, as the model sees them, with their labels.
     *
     * @param png where to; missing folders are made
     * @throws io.vivace.io.FileException if it cannot be written
     */
    public void showBatch(Path png) {
        var grid = new ImageGrid();
        try (var epoch = train().epoch(0);
                Batch batch = epoch.next()) {
            int[] showings = Sampler.showings(batch.items(), trainImages.size()); // it is the first batch
            for (int i = 0; i < Math.min(SHOWN, batch.size()); i++) {
                draw(trainTargets, batch.items()[i], showings[i], stats.picture(batch.x(), i), grid);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadException("interrupted while drawing a batch", e);
        }
        grid.writePng(png);
    }

    private <V> void draw(ImageLabels<V> labels, int item, int showing, Image picture, ImageGrid grid)
            throws InterruptedException {
        collate(trainImages, labels, images.pieces(), train.seed()).draw(labels, item, showing, 0, picture, grid);
    }

    /** {@return what the data are, and what one batch is that was made for this the way training makes it} */
    public String summary() {
        return DataSummary.of(this);
    }

    /** {@return a validation picture as it is in its file} */
    Image validImage(int item) {
        return image(validImages, item);
    }

    /** {@return the size of what the model sees, by the first picture} */
    Size inputSize() {
        Size fixed = framing().size();
        if (fixed != null) {
            return fixed;
        }
        return framing().sketch(image(trainImages, 0).size()).out();
    }

    private static Image image(Images from, int item) {
        try {
            Image image = from.get(item);
            if (image == null) {
                throw new IllegalStateException(from.item(item).origin() + " could not be decoded and was left out");
            }
            return image;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadException(
                    "interrupted while reading " + from.item(item).origin(), e);
        }
    }

    LoaderOptions trainOptions() {
        return train;
    }
}
