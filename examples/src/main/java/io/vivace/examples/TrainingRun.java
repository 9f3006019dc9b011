package io.vivace.examples;

import io.vivace.callbacks.Interrupt;
import io.vivace.callbacks.dashboard.Dashboard;
import io.vivace.learn.Callback;
import io.vivace.learn.Learner;
import io.vivace.learn.Recorder;
import io.vivace.schedule.Lr;
import io.vivace.vision.ImageDataBunch;
import io.vivace.vision.Precomputed;
import io.vivace.vision.Stage;
import io.vivace.vision.Stages;
import io.vivace.vision.VisionLearner;
import io.vivace.vision.VisionLearnerBuilder;
import io.vivace.vision.image.Size;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One training run of a command, from the data to the last picture: what all commands that train do alike. */
final class TrainingRun {
    private final Vivace program;
    private final OutputOptions out;
    private final PrintStream console;
    private @Nullable VisionLearner learner;
    private @Nullable RunReport notes;
    private Callback[] callbacks = {};

    /**
     * A run that has not begun.
     *
     * @param program that was called
     * @param out what is written
     */
    TrainingRun(Vivace program, OutputOptions out) {
        this.program = program;
        this.out = out;
        console = program.out();
    }

    /**
     * What is trained.
     *
     * @param folder of the data
     * @param data ready for training
     * @param net its name
     * @param learner in the making, with all that is particular
     * @param best metric by which the best checkpoint is kept; null to keep none
     */
    record Subject(
            Path folder,
            ImageDataBunch data,
            String net,
            VisionLearnerBuilder learner,
            @Nullable String best) {}

    /**
     * Shows the data, trains, judges, exports, reports and draws.
     *
     * @param subject what is trained
     * @param training trains the learner of this run
     */
    void train(Subject subject, Consumer<TrainingRun> training) {
        console.println(subject.data.summary());
        String title = subject.folder.toAbsolutePath().normalize().getFileName() + ", " + subject.net;
        List<Dashboard> pages = out.dashboards(title);
        VisionLearnerBuilder builder = subject.learner
                .checkpoint(out.checkpoint(subject.best))
                .callbacks(pages.toArray(Dashboard[]::new))
                .printTo(console);
        try (var interrupt = Interrupt.listen().telling(console).open();
                VisionLearner learn = builder.callbacks(interrupt).build()) {
            console.printf("%s, %,d parameters%n%n", subject.net, learn.model().parameterCount());
            var report = new RunReport(program.arguments(), subject.folder, learn);
            learner = learn;
            notes = report;
            callbacks = new Callback[] {interrupt};
            subject.data.showBatch(out.file("batch.png"));
            training.accept(this);
            if (interrupt.isAsked()) {
                report.interrupted();
            }
            report.result(learn.validate());
            finish(learn, report);
        } finally {
            pages.forEach(Dashboard::close);
        }
    }

    private void finish(VisionLearner learn, RunReport report) {
        Path model = out.model();
        if (learn.canExport()) {
            learn.export(model);
        } else {
            model = out.file("learner.safetensors"); // the net is no architecture that a file can name
            learn.save(model);
        }
        report.write(out.json()); // before the pictures: should one of them fail, the numbers are there
        new Results(learn, out.folder(), console).write();
        Path page = out.page();
        if (page != null) {
            ReportPage.write(page, report, out.folder());
        }
        console.printf("%nModel: %s   report: %s   plots: %s%n", model, page == null ? out.json() : page, out.folder());
    }

    /** {@return what is trained} */
    VisionLearner learner() {
        VisionLearner l = learner;
        if (l == null) {
            throw new IllegalStateException("the run has not begun");
        }
        return l;
    }

    /** {@return where words go} */
    PrintStream console() {
        return console;
    }

    /** {@return what is written} */
    OutputOptions out() {
        return out;
    }

    /** Notes that a fit of the learner begins. */
    void begin(String stage, double epochs, Lr peak) {
        begin(stage, epochs, peak, learner().recorder());
    }

    /** Notes that a fit begins whose course another recorder notes. */
    void begin(String stage, double epochs, Lr peak, Recorder course) {
        if (notes != null) {
            notes.begin(stage, epochs, peak, course);
        }
    }

    /** Notes a number that the run found in the end. */
    void note(String name, double value) {
        if (notes != null) {
            notes.result(name, value);
        }
    }

    /**
     * Trains stage by stage, at each size in turn.
     *
     * @param stages what is done at each size
     * @param sizes none for the size of the data
     */
    void train(Stages stages, List<Size> sizes) {
        if (sizes.isEmpty()) {
            train(stages, "");
        }
        for (Size s : sizes) {
            learner().resize(s);
            train(stages, ", " + s);
        }
    }

    private void train(Stages stages, String size) {
        int groups = learner().learner().groups().size();
        stages.train(learner(), s -> {
            if (stages.stages().size() > 1 || !size.isEmpty()) {
                console.printf("%s%s: %s%n", s.name(), size, s.peak(groups));
            }
            begin(s.name() + size, s.epochs(), s.peak(groups));
        });
    }

    /** Trains the head alone, on activations of the body that are computed once. */
    void trainPrecomputed(Stage head) {
        try (Precomputed once = learner().precompute(callbacks)) {
            Learner part = once.learner();
            console.printf("%s, on activations computed once: %s%n", head.name(), head.peak(1));
            begin(head.name(), head.epochs(), head.peak(1), part.recorder());
            part.fit(head.schedule(1));
            part.recorder().plotLosses(out.file("losses-head.png"));
        }
    }
}
