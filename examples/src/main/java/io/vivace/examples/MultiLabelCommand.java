package io.vivace.examples;

import io.vivace.metric.Metric;
import io.vivace.metric.Metrics;
import io.vivace.metric.ThresholdSearch;
import io.vivace.nn.LayerGroups;
import io.vivace.optim.Adam;
import io.vivace.vision.ImageDataBunch;
import io.vivace.vision.Stages;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Resize;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Classification where pictures can have any number of labels. */
@Command(
        name = "multilabel",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = Vivace.Version.class,
        description = {
            "Trains a classifier of pictures that can have any number of labels, and finds the probability above which to say them.",
            "",
            "The lesson's recipe: pictures squashed to 224×224, no random changes, Adam; 3 epochs of the head at a rate of 2e-2, then 5 of the"
                    + " last two layer groups at a tenth of it. Without --weights and --head standard everything learns from the start, at 1e-3."
        })
final class MultiLabelCommand implements Callable<Integer> {
    private static final double LR = 2e-2;
    private static final double LR_FROM_SCRATCH = 1e-3;

    @Option(
            names = "--threshold",
            paramLabel = "P",
            description = {
                "Probability above which a label is said. Default: what is best for F2 on the validation pictures."
            })
    private @Nullable Double threshold;

    @Option(
            names = "--precompute",
            description =
                    "Trains the head on activations that the body computes once, without random changes: much faster.")
    private boolean precompute;

    @ArgGroup(exclusive = false, multiplicity = "1", heading = "%nThe pictures%n")
    private LabelOptions data = new LabelOptions();

    @ArgGroup(exclusive = false, order = CourseOptions.NET, heading = "%nThe net%n")
    private NetOptions net = new NetOptions();

    @Mixin
    private CourseOptions course = new CourseOptions();

    @ParentCommand
    private Vivace program;

    @Override
    public Integer call() {
        Double t = threshold;
        if (t != null && !(t >= 0 && t <= 1)) {
            throw new UsageException("--threshold is a probability from 0 to 1, got " + t);
        }
        boolean fromHead = net.hasNewHead();
        if (precompute && !fromHead) {
            throw new UsageException("--precompute is for a new head on a trained body; give --weights");
        }
        Stages stages = fromHead
                ? course.recipe().stages(Stages::manyLabels, LR)
                : course.recipe().stages(Stages::fromScratch, LR_FROM_SCRATCH);
        course.check();
        var usual = new PictureOptions.Usual(Size.square(224), Resize.SQUISH, "none", "imagenet", 64);
        ImageDataBunch bunch = course.batches(data.labelled(course.recipe().seed()), usual);
        if (t != null) {
            bunch = bunch.threshold(t);
        }
        double said = t == null ? 0.5 : t;
        Metric f2 = Metrics.multiLabelFBeta(2, said, true);
        var learner = net.learner(bunch, LayerGroups.FrozenNorm.RESTS)
                .optimizer(Adam.defaults())
                .metrics(Metrics.accuracyThreshold(said), f2, Metrics.multiLabelAveragePrecision())
                .frozen(fromHead);
        course.train(program, data.folder(), bunch, net.arch(), learner, f2.name(), run -> {
            course.recipe().train(run, stages, precompute);
            if (t == null) {
                choose(run);
            }
        });
        return 0;
    }

    private static void choose(TrainingRun run) {
        ThresholdSearch found = run.learner().thresholds();
        found.plot(run.out().file("threshold.png"));
        run.learner().threshold(found.best());
        run.note("threshold", found.best());
        run.note("f2_at_threshold", found.bestScore());
        run.console()
                .printf(
                        Locale.ROOT,
                        "%nlabels are said above a probability of %.2f: F2 %.4f (%.4f above 0.50)%n",
                        found.best(),
                        found.bestScore(),
                        found.scores().get(found.thresholds().indexOf(0.5)));
    }
}
