package io.vivace.examples;

import io.vivace.metric.Metrics;
import io.vivace.nn.LayerGroups;
import io.vivace.optim.Adam;
import io.vivace.vision.ImageDataBunch;
import io.vivace.vision.Stages;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Transfer learning with gradual unfreezing. */
@Command(
        name = "transfer",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = Vivace.Version.class,
        description = {
            "Adapts a trained net to a folder of pictures, as the lessons do: the new head learns first, then the last two layer groups,"
                    + " then all, early layers more slowly (gradual unfreezing with discriminative rates).",
            "",
            "4 epochs of Adam at a rate of 2e-2 for the head, unless --epochs and --lr say otherwise."
        })
final class TransferCommand implements Callable<Integer> {
    private static final double LR = 2e-2;

    @Option(
            names = "--precompute",
            description =
                    "Trains the head on activations that the body computes once, without random changes: much faster.")
    private boolean precompute;

    @ArgGroup(exclusive = false, multiplicity = "1", heading = "%nThe pictures%n")
    private DataOptions data = new DataOptions();

    @ArgGroup(exclusive = false, order = CourseOptions.NET, heading = "%nThe net%n")
    private NetOptions net = new NetOptions();

    @Mixin
    private CourseOptions course = new CourseOptions();

    @ParentCommand
    private Vivace program;

    @Override
    public Integer call() {
        if (!net.hasNewHead()) {
            throw new UsageException("--weights is missing: there is nothing to transfer from; give trained weights of "
                    + net.arch() + ", or --head standard to try without");
        }
        Stages stages = course.recipe().stages(Stages::gradual, LR);
        course.check();
        ImageDataBunch bunch = data.load(course.pictures(), course.recipe().seed());
        var learner = net.learner(bunch, LayerGroups.FrozenNorm.RESTS)
                .optimizer(Adam.defaults())
                .metrics(Metrics.accuracy())
                .frozen(true);
        course.train(
                program,
                data.folder(),
                bunch,
                net.arch(),
                learner,
                "accuracy",
                run -> course.recipe().train(run, stages, precompute));
        return 0;
    }
}
