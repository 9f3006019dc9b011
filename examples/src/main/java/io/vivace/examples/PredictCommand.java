package io.vivace.examples;

import io.vivace.vision.Prediction;
import io.vivace.vision.Predictor;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
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
            "Says what an exported model sees on pictures: a line for each with file, class and probability, separated by tabs.",
            "Exits with 1 if a picture cannot be read; the others are still told."
        })
final class PredictCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE",
            description = "What 'vivace classify' exported, such as vivace-out/model.vivace.")
    private Path model = Path.of("");

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many classes to name for each picture, most probable first. Default: ${DEFAULT-VALUE}.")
    private int top;

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
                    print(program.out(), image, predictor.predict(image));
                } catch (IOException e) {
                    failed++;
                    spec.commandLine().getErr().println("vivace: " + e.getMessage());
                }
            }
        }
        return failed == 0 ? 0 : 1;
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
