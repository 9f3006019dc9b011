package io.vivace.benchmarks.library;

import io.vivace.benchmarks.work.ImagePipeline;
import io.vivace.benchmarks.work.Photos;
import io.vivace.benchmarks.work.Step;
import io.vivace.data.Batch;
import io.vivace.data.Loader;
import io.vivace.vision.ImageDataBunch;
import io.vivace.vision.ImageList;
import io.vivace.vision.Stats;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Transforms;

/** Pictures from files to batches, an epoch a step. */
final class VivaceImages {
    private VivaceImages() {}

    static Step of(ImagePipeline w) {
        Photos photos = Photos.write(w);
        ImageDataBunch data = ImageList.fromFolder(photos.folder())
                .splitNone()
                .labelByFolder()
                .transform(Transforms.none().flip().zoom(1.1).rotate(10).lighting(0.2), Size.square(ImagePipeline.SIDE))
                .batch(ImagePipeline.BATCH)
                .workers(ImagePipeline.WORKERS)
                .normalize(Stats.IMAGENET);
        long[] epoch = {0};
        return new Step() {
            @Override
            public float run() {
                return read(data.train(), epoch[0]++);
            }

            @Override
            public void close() {
                photos.close();
            }
        };
    }

    /** {@return the number of pictures that came} */
    private static float read(Loader loader, long number) {
        int pictures = 0;
        try (Loader.Epoch epoch = loader.epoch(number)) {
            while (epoch.hasNext()) {
                try (Batch batch = epoch.next()) {
                    pictures += (int) batch.x().size(0);
                }
            }
        }
        return pictures;
    }
}
