package io.vivace.examples;

import io.vivace.learn.Interpretation;
import io.vivace.vision.CategoryTarget;
import io.vivace.vision.LabelReport;
import io.vivace.vision.ManyCategoriesTarget;
import io.vivace.vision.Target;
import io.vivace.vision.VisionInterpretation;
import io.vivace.vision.VisionLearner;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Draws and prints what there is to see of a trained net. */
final class Results {
    private static final int WORST = 9;
    private static final int CONFUSIONS = 5;

    private final VisionLearner learn;
    private final Path folder;
    private final PrintStream console;

    /**
     * Results of a learner.
     *
     * @param learn trained
     * @param folder for plots and tables
     * @param console for words
     */
    Results(VisionLearner learn, Path folder, PrintStream console) {
        this.learn = learn;
        this.folder = folder;
        this.console = console;
    }

    /** Writes everything. */
    void write() {
        learn.recorder().plotLosses(folder.resolve("losses.png"));
        learn.recorder().plotLr(folder.resolve("lr-course.png"));
        if (!learn.learner().metrics().isEmpty()) {
            learn.recorder().plotMetrics(folder.resolve("metrics.png"));
        }
        learn.recorder().writeCsv(folder.resolve("epochs.csv"));
        learn.recorder().writeBatchesCsv(folder.resolve("batches.csv"));
        learn.showResults(folder.resolve("results.png"));
        try (VisionInterpretation seen = learn.interpret()) {
            seen.topLosses(WORST).plot(folder.resolve("top-losses.png"));
            Target<?> target = learn.data().target();
            if (target instanceof CategoryTarget) {
                seen.plotConfusionMatrix(folder.resolve("confusion.png"));
                heatMaps(seen);
                print(seen);
            } else if (target instanceof ManyCategoriesTarget many) {
                VisionInterpretation.TopLosses wrong = seen.topWrongLabels(WORST);
                if (!wrong.cases().isEmpty()) {
                    wrong.plot(folder.resolve("wrong-labels.png"));
                }
                heatMaps(seen);
                var labels = LabelReport.of(seen.base().predictions(), many.classes(), many.threshold());
                labels.writeCsv(folder.resolve("labels.csv"));
                console.printf("%n%s", labels);
            }
        }
    }

    /** What in the worst pictures speaks for what they are. A net without a body that looks at places has none. */
    private void heatMaps(VisionInterpretation seen) {
        try {
            seen.topLosses(WORST).plotHeatMaps(folder.resolve("heat-maps.png"));
        } catch (IllegalArgumentException e) {
            console.printf("no heat maps: %s%n", e.getMessage());
        }
    }

    private void print(VisionInterpretation seen) {
        long right =
                seen.cases().stream().filter(VisionInterpretation.Case::isRight).count();
        int all = seen.cases().size();
        console.printf(
                Locale.ROOT,
                "%naccuracy %.4f: %d of %d validation pictures are named rightly%n",
                (double) right / all,
                right,
                all);
        List<Interpretation.Confused> mistakes = seen.mostConfused(2);
        mistakes.stream()
                .limit(CONFUSIONS)
                .forEach(m -> console.printf("  %s taken for %s: %d times%n", m.actual(), m.predicted(), m.count()));
    }
}
