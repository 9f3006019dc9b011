package io.vivace.examples;

import io.vivace.vision.Prediction;
import io.vivace.vision.Predictor;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.ImageReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Says what an exported model sees on pictures. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        versionProvider = Vivace.Version.class,
        description = {
            "Says what an exported model sees on pictures: a line for each with file, class and probability, separated by tabs; of models that"
                    + " find boxes, masks or points, a line with file and what is found.",
            "Exits with 1 if a picture cannot be read; the others are still told."
        })
final class PredictCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE",
            description = "What a command that trains has exported, such as vivace-out/model.vivace.")
    private Path model = Path.of("");

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many classes to name for each picture, most probable first. Default: ${DEFAULT-VALUE}.")
    private int top;

    @Option(
            names = "--draw",
            paramLabel = "DIR",
            description = "Folder for the pictures with what is found drawn over them. Default: none are drawn.")
    private @Nullable Path drawn;

    @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "Image files.")
    private List<Path> images = List.of();

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Vivace program;

    @Override
    public Integer call() {
        if (top < 1) {
            throw new UsageException("--top must be at least 1, got " + top);
        }
        int failed = 0;
        try (Predictor predictor = Predictor.load(model)) {
            for (Path image : images) {
                try {
                    print(predictor, image);
                } catch (IOException e) {
                    failed++;
                    spec.commandLine().getErr().println("vivace: " + e.getMessage());
                }
            }
        }
        return failed == 0 ? 0 : 1;
    }

    private void print(Predictor predictor, Path image) throws IOException {
        Image picture = ImageReader.of(Color.RGB).read(image);
        Path folder = drawn;
        String words = folder == null ? "" : predictor.draw(picture, folder.resolve(image.getFileName() + ".png"));
        if (predictor.isClassifier()) {
            print(program.out(), image, predictor.predict(image));
        } else {
            program.out().println(image + "\t" + (folder == null ? predictor.tell(picture) : words));
        }
    }

    private void print(PrintStream out, Path image, Prediction p) {
        if (top == 1) {
            out.printf(Locale.ROOT, "%s\t%s\t%.4f%n", image, p.label(), p.probability());
            return;
        }
        p.probabilities().entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
                .limit(top)
                .forEach(e -> out.printf(Locale.ROOT, "%s\t%s\t%.4f%n", image, e.getKey(), e.getValue()));
    }
}
