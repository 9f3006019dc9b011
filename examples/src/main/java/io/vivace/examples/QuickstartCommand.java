package io.vivace.examples;

import io.vivace.learn.LrFind;
import io.vivace.metric.Metrics;
import io.vivace.vision.ImageDataBunch;
import io.vivace.vision.ImageList;
import io.vivace.vision.Prediction;
import io.vivace.vision.Predictor;
import io.vivace.vision.Stats;
import io.vivace.vision.VisionLearner;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.transform.Transforms;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The whole way once, on pictures that it draws itself. */
@Command(
        name = "quickstart",
        mixinStandardHelpOptions = true,
        versionProvider = Vivace.Version.class,
        description = {
            "Trains and uses a classifier of pictures that it draws itself, in about two minutes.",
            "",
            "The pictures show eight shapes in any size, turn and colour among strokes, smaller shapes and noise. Learning rates are tried,"
                    + " the net is trained and judged, plots are drawn, and the model is saved, loaded and used from one file."
        })
final class QuickstartCommand implements Callable<Integer> {
    private static final int SIDE = 48;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "vivace-quickstart",
            description = "Folder for pictures, plots and the model. Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("vivace-quickstart");

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "12",
            description = "How long to train. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(
            names = "--pictures",
            paramLabel = "N",
            defaultValue = "200",
            description =
                    "Pictures of each class to learn from; a quarter as many to judge by. Default: ${DEFAULT-VALUE}.")
    private int pictures;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description = "Equal seeds give equal results. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @ParentCommand
    private Vivace program;

    @Override
    public Integer call() {
        if (epochs < 1 || pictures < 8) {
            throw new UsageException(
                    "--epochs must be at least 1 and --pictures at least 8, got " + epochs + " and " + pictures);
        }
        PrintStream console = program.out();
        Path folder = out.resolve("pictures");
        console.printf("drawing %d pictures into %s%n", Shape.values().length * (pictures + pictures / 4), folder);
        new ShapePictures(SIDE, seed).write(folder, pictures, pictures / 4, Shape.values());

        ImageDataBunch data = ImageList.fromFolder(folder)
                .splitByFolder("train", "valid")
                .labelByFolder()
                .transform(Transforms.none().padCrop(4).dihedral().lighting(0.2), Size.square(SIDE))
                .batch(32)
                .seed(seed)
                .normalize(Stats.IMAGENET);
        console.println(data.summary());
        data.showBatch(out.resolve("batch.png"));

        Path model = out.resolve("model.vivace");
        try (VisionLearner learn = learner(data)) {
            LrFind found = learn.lrFind();
            found.plot(out.resolve("lr.png"));
            console.printf(Locale.ROOT, "learning rate suggested by the search: %.2e%n%n", found.suggestion());

            learn.fitOneCycle(epochs, found.suggestion());
            new Results(learn, out, console).write();

            learn.save(out.resolve("learner.safetensors"));
            learn.export(model);
            checkSaved(data, learn);
        }
        use(model, folder.resolve(data.validItems().get(0).name()));
        return 0;
    }

    private VisionLearner learner(ImageDataBunch data) {
        return VisionLearner.of(data, Architecture.of("resnet18"))
                .metrics(Metrics.accuracy())
                .seed(seed)
                .printTo(program.out())
                .build();
    }

    /** A learner that reads what another wrote says the same. */
    private void checkSaved(ImageDataBunch data, VisionLearner learn) {
        try (VisionLearner again = learner(data)) {
            again.load(out.resolve("learner.safetensors"));
            double before = learn.validate().loss();
            double after = again.validate().loss();
            if (before != after) {
                throw new IllegalStateException("the saved learner has loss " + after + ", not " + before);
            }
            program.out().printf(Locale.ROOT, "%nsaved, loaded, and judged again: the same loss, %.6f%n", after);
        }
    }

    /** As another program would: it needs the file alone. */
    private void use(Path model, Path picture) {
        try (Predictor shapes = Predictor.load(model)) {
            Prediction p = shapes.predict(picture);
            program.out().printf("%s shows: %s%n", picture, p);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
