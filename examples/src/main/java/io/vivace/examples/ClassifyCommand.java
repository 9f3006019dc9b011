package io.vivace.examples;

import io.vivace.learn.LrFind;
import io.vivace.metric.Metrics;
import io.vivace.schedule.Lr;
import io.vivace.vision.ImageDataBunch;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Trains a classifier on a folder of pictures. */
@Command(
        name = "classify",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = Vivace.Version.class,
        description = {
            "Trains a classifier of pictures on a folder, judges it, draws what there is to see, and exports it for 'vivace predict'.",
            "",
            "Without more options than --data a ResNet-18 learns from scratch, at the rate that a search suggests.",
            "",
            "Ctrl-C ends the training after the batch of now, and all files are written; the exit code is then 130. A second Ctrl-C ends it at once."
        })
final class ClassifyCommand implements Callable<Integer> {
    @ArgGroup(exclusive = false, multiplicity = "1", heading = "%nThe pictures%n")
    private DataOptions data = new DataOptions();

    @ArgGroup(exclusive = false, heading = "%nWhat becomes of pictures%n")
    private PictureOptions pictures = new PictureOptions();

    @ArgGroup(exclusive = false, heading = "%nThe net%n")
    private NetOptions net = new NetOptions();

    @ArgGroup(exclusive = false, heading = "%nThe training%n")
    private TrainOptions train = new TrainOptions();

    @ArgGroup(exclusive = false, heading = "%nWhat comes out%n")
    private OutputOptions out = new OutputOptions();

    @ParentCommand
    private Vivace program;

    @Override
    public Integer call() {
        train.check();
        double frozenEpochs = train.freezeEpochs(net);
        if (frozenEpochs == 0 && train.epochs() == 0) {
            throw new UsageException("--epochs 0 leaves nothing to train; give at least 1, or --freeze-epochs");
        }
        out.check();
        ImageDataBunch bunch = data.load(pictures, train.seed());
        var builder = net.learner(bunch)
                .optimizer(train.rule())
                .metrics(Metrics.accuracy())
                .seed(train.seed())
                .precision(train.precision())
                .frozen(frozenEpochs > 0);
        new TrainingRun(program, out)
                .train(
                        new TrainingRun.Subject(data.folder(), bunch, net.arch(), builder, "accuracy"),
                        run -> fit(run, frozenEpochs));
        return 0;
    }

    private void fit(TrainingRun run, double frozenEpochs) {
        @Nullable Lr found = null;
        if (frozenEpochs > 0) {
            Lr peak = train.lrFrozen();
            if (peak == null) {
                found = search(run, "lr-frozen.png");
                peak = found;
            }
            stage("head", run, frozenEpochs, peak);
            run.learner().unfreeze();
        }
        if (train.epochs() > 0) {
            Lr peak = train.lr();
            if (peak == null && found != null) {
                double last = found.resolve(1)[0];
                peak = Lr.slice(last / 100, last / 10); // the body knows much already, and the head learnt at this rate
            } else if (peak == null) {
                peak = search(run, "lr.png");
            }
            stage("all", run, train.epochs(), peak);
        }
    }

    private Lr search(TrainingRun run, String plot) {
        LrFind found = run.learner().lrFind();
        found.plot(out.file(plot));
        run.console().printf(Locale.ROOT, "learning rate suggested by the search: %.2e%n", found.suggestion());
        return Lr.of(found.suggestion());
    }

    private void stage(String name, TrainingRun run, double epochs, Lr peak) {
        run.begin(name, epochs, peak);
        run.learner().fit(train.schedule(epochs, peak));
    }
}
