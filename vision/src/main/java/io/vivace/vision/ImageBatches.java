package io.vivace.vision;

import io.vivace.data.Batch;
import io.vivace.data.DataProblems;
import io.vivace.data.Item;
import io.vivace.data.LabelledItems;
import io.vivace.data.Labels;
import io.vivace.data.LoaderOptions;
import io.vivace.data.Problem;
import io.vivace.data.Sampler;
import io.vivace.vision.image.ImageReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The fifth stage of the data block: how batches are made. Normalise to get the data bunch. Training batches are shuffled
 * and an incomplete last one is left out, unless {@link #dropLast} says otherwise.
 */
public final class ImageBatches {
    private final TransformedImages images;
    private final List<Problem> emptyFiles;
    private final LoaderOptions train;
    private final LoaderOptions valid;
    private final long cacheBytes;
    private final OnCorrupt onCorrupt;
    private final long maxPixels;

    private ImageBatches(
            TransformedImages images,
            List<Problem> emptyFiles,
            LoaderOptions train,
            LoaderOptions valid,
            long cacheBytes,
            OnCorrupt onCorrupt,
            long maxPixels) {
        this.images = images;
        this.emptyFiles = emptyFiles;
        this.train = train;
        this.valid = valid;
        this.cacheBytes = cacheBytes;
        this.onCorrupt = onCorrupt;
        this.maxPixels = maxPixels;
    }

    static ImageBatches of(TransformedImages images, int size) {
        LabelledItems<ImageSource> items = images.items();
        var problems = new ArrayList<>(items.problems());
        var emptyFiles = new ArrayList<Problem>();
        items.train().forEach(i -> check(i, problems, emptyFiles));
        items.valid().forEach(i -> check(i, problems, emptyFiles));
        if (!problems.isEmpty()) {
            problems.addAll(emptyFiles);
        }
        DataProblems.throwIfAny(problems);
        var order = LoaderOptions.inOrder(size);
        return new ImageBatches(
                images,
                List.copyOf(emptyFiles),
                order.shuffled(0, true),
                order,
                0,
                OnCorrupt.STOP,
                ImageReader.DEFAULT_MAX_PIXELS);
    }

    /** An empty file is a corrupt picture, so what becomes of it is not known before {@link #onCorrupt} had its chance. */
    private static void check(Item<ImageSource> item, List<Problem> problems, List<Problem> emptyFiles) {
        if (item.content() instanceof ImageSource.File f) {
            try {
                // One look at each file: there may be many, on a slow disk.
                var file = Files.readAttributes(f.path(), BasicFileAttributes.class);
                if (!file.isRegularFile()) {
                    problems.add(new Problem(item.origin(), "there is no such file"));
                } else if (!Files.isReadable(f.path())) {
                    problems.add(new Problem(item.origin(), "the file may not be read"));
                } else if (file.size() == 0) {
                    emptyFiles.add(new Problem(item.origin(), "the file is empty"));
                }
            } catch (NoSuchFileException e) {
                problems.add(new Problem(item.origin(), "there is no such file"));
            } catch (IOException e) {
                problems.add(new Problem(item.origin(), "the file cannot be read (" + e + ")"));
            }
        }
    }

    // ---------------------------------------------------------------------------------------------- options

    /**
     * {@return the same with validation batches of another size}
     *
     * @param size items in a batch
     */
    public ImageBatches validBatch(int size) {
        return with(train, valid.batchSize(size));
    }

    /**
     * {@return the same with other threads; as many as there are processors but one, and at least one, unless this is
     * called} Batches do not depend on it.
     *
     * @param threads that make batches ahead; 0 makes each when it is asked for
     */
    public ImageBatches workers(int threads) {
        return with(train.workers(threads), valid.workers(threads));
    }

    /**
     * {@return the same with another bound on batches made ahead; workers and two unless this is called}
     *
     * @param batches ready or in the making
     */
    public ImageBatches prefetch(int batches) {
        return with(train.prefetch(batches), valid.prefetch(batches));
    }

    /**
     * {@return the same with another seed for the order of items and for random changes; 0 unless this is called}
     *
     * @param seed any number
     */
    public ImageBatches seed(long seed) {
        return with(train.seed(seed), valid);
    }

    /**
     * {@return the same with or without an incomplete last training batch}
     *
     * @param drop whether it is left out
     */
    public ImageBatches dropLast(boolean drop) {
        return with(train.dropLast(drop), valid);
    }

    /**
     * {@return the same with another choice of training pictures than all of them, shuffled}
     *
     * @param choice which pictures an epoch shows, by their positions among those to train on
     */
    public ImageBatches sampler(Sampler choice) {
        return with(train.sampler(choice), valid);
    }

    /**
     * {@return the same, showing all classes equally often, the largest about once an epoch: {@link Sampler#oversampling}}
     * A picture that is shown several times in an epoch is changed at random in another way each time.
     *
     * @throws IllegalArgumentException unless each picture has one class
     */
    public ImageBatches oversample() {
        return sampler(Sampler.oversampling(trainClasses()));
    }

    /**
     * {@return the same, showing all classes equally often, the smallest about once an epoch: {@link Sampler#undersampling}}
     *
     * @throws IllegalArgumentException unless each picture has one class
     */
    public ImageBatches undersample() {
        return sampler(Sampler.undersampling(trainClasses()));
    }

    private int[] trainClasses() {
        if (images.items().trainLabels() instanceof Labels.Categories c) {
            return c.index();
        }
        throw new IllegalArgumentException("classes can be balanced only where each picture has one; these labels are "
                + images.items().trainLabels().getClass().getSimpleName()
                + ". Give weights of your own: sampler(Sampler.weighted(weights, draws))");
    }

    /**
     * {@return the same with decoded pictures kept in memory}
     *
     * @param bytes the most they may take; further pictures are decoded each time
     */
    public ImageBatches cacheInMemory(long bytes) {
        return new ImageBatches(images, emptyFiles, train, valid, bytes, onCorrupt, maxPixels);
    }

    /**
     * {@return the same with another policy for pictures that cannot be decoded; {@link OnCorrupt#STOP} unless this is
     * called}
     *
     * @param policy what to do
     */
    public ImageBatches onCorrupt(OnCorrupt policy) {
        return new ImageBatches(images, emptyFiles, train, valid, cacheBytes, policy, maxPixels);
    }

    /**
     * {@return the same with another bound on the size of pictures}
     *
     * @param pixels the most rows times columns
     */
    public ImageBatches maxPixels(long pixels) {
        return new ImageBatches(images, emptyFiles, train, valid, cacheBytes, onCorrupt, pixels);
    }

    /**
     * {@return the same, after every file was decoded once} Without this, a picture that cannot be decoded is found when
     * its batch is made.
     *
     * @throws DataProblems listing all files that cannot be decoded
     */
    public ImageBatches verify() {
        var reader = new ImageReader(images.color(), maxPixels);
        List<Problem> problems = Stream.concat(images.items().train().stream(), images.items().valid().stream())
                .parallel()
                .flatMap(i -> Images.problem(i, reader).stream())
                .toList();
        DataProblems.throwIfAny(problems);
        return this;
    }

    private ImageBatches with(LoaderOptions newTrain, LoaderOptions newValid) {
        return new ImageBatches(images, emptyFiles, newTrain, newValid, cacheBytes, onCorrupt, maxPixels);
    }

    // ---------------------------------------------------------------------------------------------- the end

    /**
     * {@return the data}
     *
     * @param stats of each channel
     * @throws DataProblems listing empty files, unless corrupt pictures are to be skipped
     */
    public ImageDataBunch normalize(Stats stats) {
        if (stats.mean().length > images.color().channels()) {
            throw new IllegalArgumentException("normalize: the statistics have " + stats.mean().length
                    + " channels, the pictures " + images.color().channels() + "; say color(...) or give one number");
        }
        if (onCorrupt == OnCorrupt.STOP) {
            DataProblems.throwIfAny(emptyFiles);
        }
        var reader = new ImageReader(images.color(), maxPixels);
        var items = images.items();
        var cache = new ImageCache(cacheBytes);
        var trainImages = new Images(items.train(), reader, onCorrupt, cache);
        var validImages = new Images(items.valid(), reader, onCorrupt, cache);
        return new ImageDataBunch(images, trainImages, validImages, train, valid, stats);
    }

    /** {@return the data, normalised by the statistics of one training batch} */
    public ImageDataBunch normalizeByBatch() {
        try (var epoch = workers(0).normalize(Stats.NONE).train().epoch(0);
                Batch batch = epoch.next()) {
            return normalize(Stats.of(batch.x()));
        }
    }
}
