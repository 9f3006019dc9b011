package io.vivace.vision;

import io.vivace.learn.LossFunction;
import io.vivace.tensor.Tensor;
import io.vivace.vision.detection.Boxes;
import io.vivace.vision.detection.Detection;
import io.vivace.vision.detection.Ssd;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Body;
import io.vivace.vision.models.DynamicUnet;
import io.vivace.vision.models.ResNet;
import io.vivace.vision.models.SqueezeNet;
import io.vivace.vision.segmentation.Mask;
import io.vivace.vision.segmentation.Masks;
import io.vivace.vision.transform.Mapping;
import io.vivace.vision.transform.Sketch;
import io.vivace.vision.transform.Transforms;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The Java of docs/vision.md, so that it compiles. */
final class VisionPage {
    private VisionPage() {}

    static void streets(Path images, Path masks, Path codes, Path valid) throws IOException {
        var streets = ImageList.fromFolder(images)
                .splitByFile(valid)
                .label(Masks.in(masks, codes).suffix("_P").voidClass("Void")) // masks follow every transform
                .transform(Transforms.standard(), Size.of(180, 240))
                .batch(8)
                .normalize(Stats.IMAGENET);
        var net = DynamicUnet.on(ResNet.resnet34()).classes(streets.outputs());
        try (var learn = VisionLearner.of(streets, net)
                .weights(Path.of("resnet34.safetensors")) // of the body, which is frozen at first
                .build()) { // loss and metrics are the target's
            learn.fitOneCycle(10, 1e-2);
            learn.resize(streets.resized(Size.of(360, 480)).batch(4)); // the same pictures, larger; weights stay
            learn.unfreeze();
            learn.fitOneCycle(10, 1e-3);
            learn.showResults(Path.of("results.png"));
            learn.export(Path.of("streets.vivace"));
        }
        try (var model = Predictor.load(Path.of("streets.vivace"))) {
            Mask mask = model.predict(Path.of("street.jpg"), Mask.class); // of the size of the file's picture
            mask.toImage().writePng(Path.of("street.png"));
        }
    }

    static void things(Path voc) throws IOException {
        var things = ImageList.fromFolder(voc.resolve("JPEGImages"))
                .splitByFile(voc.resolve("ImageSets/Main/test.txt"))
                .label(Detection.voc(voc.resolve("Annotations"))) // or .json(file) for COCO, .csv(...)
                .transform(Transforms.sideOn(), Size.square(128))
                .batch(16)
                .normalize(Stats.IMAGENET);
        var ssd = Ssd.multiScale(
                Body.of(SqueezeNet.squeezenet11()), things.classes().size(), Size.square(128));
        try (var learn = VisionLearner.of(things, ssd)
                .weights(Path.of("squeezenet1_1.safetensors"))
                .loss(ssd.loss().focal(0.25, 2))
                .build()) {
            learn.fitOneCycle(10, 1e-2);
            learn.interpret().topLosses(6).plot(Path.of("worst.png")); // what is there beside what is found
            Boxes found = learn.predict(Path.of("bowl.jpg"), Boxes.class);
            found.things().forEach(System.out::println);
        }
    }

    record Direction() implements Target<Double> {
        @Override
        public int outputs() {
            return 2; // sine and cosine: an angle itself would jump where the circle closes
        }

        @Override
        public Double transform(Double angle, Sketch sketch) {
            Mapping at = sketch.mapping();
            double row = at.picture().height() / 2.0;
            double column = at.picture().width() / 2.0;
            double[] from = at.toResult(row, column);
            double[] to = at.toResult(row - Math.sin(angle), column + Math.cos(angle));
            return Math.atan2(from[0] - to[0], to[1] - from[1]);
        }

        @Override
        public List<Tensor> collate(List<Double> angles) {
            float[] both = new float[2 * angles.size()];
            for (int i = 0; i < angles.size(); i++) {
                both[2 * i] = (float) Math.sin(angles.get(i));
                both[2 * i + 1] = (float) Math.cos(angles.get(i));
            }
            return List.of(Tensor.of(both, angles.size(), 2));
        }

        @Override
        public Double decode(Tensor said, Size shown) {
            float[] both = said.toFloatArray();
            return Math.atan2(both[0], both[1]);
        }

        @Override
        public LossFunction loss() {
            return LossFunction.mse();
        }

        @Override
        public String text(Double angle) {
            return Math.round(Math.toDegrees(angle)) + "°";
        }

        @Override
        public void draw(Canvas canvas, Double angle) {
            double row = canvas.size().height() / 2.0;
            double column = canvas.size().width() / 2.0;
            double length = row * 0.8;
            canvas.line(row, column, row - length * Math.sin(angle), column + length * Math.cos(angle), Color.YELLOW);
        }

        @Override
        public TargetPlan plan() {
            return TargetPlan.of(
                    "direction", List.of()); // TargetPlan.register("direction", p -> new Direction()) makes it again
        }
    }

    static ImageDataBunch arrows(Path folder) {
        return ImageList.fromFolder(folder)
                .splitRandom(0.2, 42)
                .label(new Direction().by(item -> Double.parseDouble(item.folder()))) // null would be a problem
                .transform(Transforms.none().rotate(180), Size.square(64))
                .batch(64)
                .normalize(Stats.IMAGENET);
    }
}
