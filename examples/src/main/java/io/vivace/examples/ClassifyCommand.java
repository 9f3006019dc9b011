package io.vivace.examples;

import io.vivace.callbacks.Interrupt;
import io.vivace.callbacks.dashboard.Dashboard;
import io.vivace.io.AtomicFile;
import io.vivace.learn.Checkpoint;
import io.vivace.learn.LrFind;
import io.vivace.metric.Metrics;
import io.vivace.schedule.Lr;
import io.vivace.vision.ImageDataBunch;
import io.vivace.vision.PredictionPictures;
import io.vivace.vision.VisionLearner;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

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

    @ArgGroup(exclusive = false, heading = "%nThe net%n")
    private NetOptions net = new NetOptions();

    @ArgGroup(exclusive = false, heading = "%nThe training%n")
    private TrainOptions train = new TrainOptions();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "vivace-out",
            description = "Folder for the exported model, plots and tables. Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("vivace-out");

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "JSON report of every epoch. Default: report.json in the folder of --out.")
    private @Nullable Path report;

    @Option(
            names = "--export",
            paramLabel = "FILE",
            description = "The trained model in one file. Default: model.vivace in the folder of --out.")
    private @Nullable Path export;

    @Option(
            names = "--resume",
            description = {
                "Goes on with a run of the same options that was interrupted, from the checkpoints in the folder of --out;",
                "starts if there are none. They are written at the end of every epoch and every ten minutes."
            })
    private boolean resume;

    @Option(
            names = "--dashboard",
            arity = "0..1",
            paramLabel = "PORT",
            fallbackValue = "7007",
            description = {
                "Shows training in the browser, at a port of this machine; 0 is any that is free. Default: ${FALLBACK-VALUE}.",
                "The page stays as dashboard.html in the folder of --out."
            })
    private @Nullable Integer dashboard;

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Vivace program;

    @Override
    public Integer call() {
        train.check();
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new UsageException("--out: " + out + " is a file; give a folder, or a name that is not taken");
        }
        double frozenEpochs = train.freezeEpochs(net);
        if (frozenEpochs == 0 && train.epochs() == 0) {
            throw new UsageException("--epochs 0 leaves nothing to train; give at least 1, or --freeze-epochs");
        }
        Path model = export == null ? out.resolve("model.vivace") : export;
        Path json = report == null ? out.resolve("report.json") : report;
        AtomicFile.requireWritable(model); // before hours of training, not after
        AtomicFile.requireWritable(json);
        AtomicFile.requireWritable(out.resolve("batch.png"));
        PrintStream console = program.out();
        List<Dashboard> pages = dashboards();
        ImageDataBunch pictures = data.load(train.seed());
        console.println(pictures.summary());
        var builder = net.learner(pictures)
                .optimizer(train.rule())
                .metrics(Metrics.accuracy())
                .seed(train.seed())
                .precision(train.precision())
                .frozen(frozenEpochs > 0)
                .checkpoint(checkpoint())
                .callbacks(pages.toArray(Dashboard[]::new))
                .printTo(console);
        try (var interrupt = Interrupt.listen().telling(console).open();
                VisionLearner learn = builder.callbacks(interrupt).build()) {
            console.printf("%s, %,d parameters%n%n", net.arch(), learn.model().parameterCount());
            var notes = new RunReport(
                    spec.commandLine().getParent().getParseResult().originalArgs(), data.folder(), learn);
            pictures.showBatch(out.resolve("batch.png"));
            fit(learn, frozenEpochs, notes);
            if (interrupt.isAsked()) {
                notes.interrupted();
            }
            notes.result(learn.validate());
            learn.export(model);
            notes.write(json);
            new Results(learn, out, console).write();
            console.printf("%nModel: %s   report: %s   plots: %s%n", model, json, out);
        } finally {
            pages.forEach(Dashboard::close);
        }
        return 0;
    }

    private Checkpoint checkpoint() {
        Checkpoint written = Checkpoint.in(out.resolve("checkpoints")).best("accuracy");
        return resume ? written.resume() : written.startOver();
    }

    /** {@return the dashboard, if it is wanted; a port that is taken is found out here} */
    private List<Dashboard> dashboards() {
        if (dashboard == null) {
            return List.of();
        }
        var wanted = Dashboard.at(dashboard)
                .title(String.valueOf(data.folder().toAbsolutePath().normalize().getFileName()) + ", " + net.arch())
                .report(out.resolve("dashboard.html"))
                .predictions(PredictionPictures::of);
        wanted.address();
        return List.of(wanted);
    }

    private void fit(VisionLearner learn, double frozenEpochs, RunReport notes) {
        @Nullable Lr found = null;
        if (frozenEpochs > 0) {
            Lr peak = train.lrFrozen();
            if (peak == null) {
                found = search(learn, "lr-frozen.png");
                peak = found;
            }
            stage("head", learn, frozenEpochs, peak, notes);
            learn.unfreeze();
        }
        if (train.epochs() > 0) {
            Lr peak = train.lr();
            if (peak == null && found != null) {
                double last = found.resolve(1)[0];
                peak = Lr.slice(last / 100, last / 10); // the body knows much already, and the head learnt at this rate
            } else if (peak == null) {
                peak = search(learn, "lr.png");
            }
            stage("all", learn, train.epochs(), peak, notes);
        }
    }

    private Lr search(VisionLearner learn, String plot) {
        LrFind found = learn.lrFind();
        found.plot(out.resolve(plot));
        program.out().printf(Locale.ROOT, "learning rate suggested by the search: %.2e%n", found.suggestion());
        return Lr.of(found.suggestion());
    }

    private void stage(String name, VisionLearner learn, double epochs, Lr peak, RunReport notes) {
        notes.begin(name, epochs, peak);
        learn.fit(train.schedule(epochs, peak));
    }
}
