package io.vivace.benchmarks.peers;

import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.transform.Normalize;
import ai.djl.modality.cv.transform.RandomFlipLeftRight;
import ai.djl.modality.cv.transform.RandomResizedCrop;
import ai.djl.modality.cv.transform.ToTensor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.Pipeline;
import io.vivace.benchmarks.work.ImagePipeline;
import io.vivace.benchmarks.work.Photos;
import io.vivace.benchmarks.work.Step;
import io.vivace.vision.Stats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Pictures from files to batches by DJL's image factory and transforms, a batch a task of two threads. DJL has no rotation by
 * any angle and no change of contrast, so that it is spared these: zoom is its random resized crop, lighting a factor.
 */
final class DjlImages implements Step {
    private final NDManager memory;
    private final Photos photos;
    private final List<Path> files;
    private final ExecutorService workers = Executors.newFixedThreadPool(ImagePipeline.WORKERS);

    DjlImages(ImagePipeline w, NDManager memory) {
        this.memory = memory;
        photos = Photos.write(w);
        try (Stream<Path> all = Files.walk(photos.folder())) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the pictures of the benchmark could not be listed", e);
        }
    }

    /** {@return the number of pictures that came} */
    @Override
    public float run() {
        List<Future<Integer>> batches = new ArrayList<>();
        for (int i = 0; i < files.size(); i += ImagePipeline.BATCH) {
            List<Path> some = files.subList(i, Math.min(files.size(), i + ImagePipeline.BATCH));
            batches.add(workers.submit(() -> batch(some)));
        }
        int pictures = 0;
        try {
            for (Future<Integer> one : batches) {
                pictures += one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while batches were made", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a batch could not be made", e);
        }
        return pictures;
    }

    private int batch(List<Path> some) throws IOException {
        try (NDManager scope = memory.newSubManager()) {
            var transforms = new Pipeline(
                    new RandomResizedCrop(ImagePipeline.SIDE, ImagePipeline.SIDE, 0.8, 1, 0.75, 1.333),
                    new RandomFlipLeftRight(),
                    new ToTensor(),
                    x -> x.mul(0.8 + 0.4 * ThreadLocalRandom.current().nextDouble()),
                    new Normalize(Stats.IMAGENET.mean(), Stats.IMAGENET.std()));
            NDList pictures = new NDList();
            for (Path file : some) {
                NDArray pixels = ImageFactory.getInstance().fromFile(file).toNDArray(scope, Image.Flag.COLOR);
                pictures.add(transforms.transform(new NDList(pixels)).singletonOrThrow());
            }
            return (int) NDArrays.stack(pictures).getShape().get(0);
        }
    }

    @Override
    public void close() {
        workers.shutdown();
        photos.close();
        memory.close();
    }
}
