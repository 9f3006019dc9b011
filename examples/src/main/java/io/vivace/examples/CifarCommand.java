package io.vivace.examples;

import io.vivace.learn.Predictions;
import io.vivace.metric.Metrics;
import io.vivace.vision.CifarRung;
import io.vivace.vision.ImageDataBunch;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Resize;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.TypeConversionException;

/** The lessons' ladder of nets for CIFAR-10. */
@Command(
        name = "cifar",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = Vivace.Version.class,
        description = {
            "Trains one of the lessons' nets for small pictures, each a step from the one before: --rung names it.",
            "",
            "Pictures have 32×32 pixels, normalised as CIFAR-10's, and are mirrored and moved by up to 4 pixels in training. CIFAR-10 is a folder train/CLASS/PICTURE and test/CLASS/PICTURE."
        })
final class CifarCommand implements Callable<Integer> {
    /** Reads a rung by its name. */
    static final class Rungs implements ITypeConverter<CifarRung> {
        @Override
        public CifarRung convert(String text) {
            for (CifarRung r : CifarRung.values()) {
                if (r.toString().equals(text.trim().toLowerCase(Locale.ROOT).replace('_', '-'))) {
                    return r;
                }
            }
            throw new TypeConversionException(
                    "'" + text + "' is no rung of the ladder; give one of " + List.of(CifarRung.values()));
        }
    }

    @Option(
            names = "--rung",
            paramLabel = "NAME",
            defaultValue = "res-net",
            converter = Rungs.class,
            description = {
                "linear, conv, padded-conv, written-norm, batch-norm, deeper, res-net, big-res-net, darknet or wrn-22.",
                "Default: ${DEFAULT-VALUE}."
            })
    private CifarRung rung = CifarRung.RES_NET;

    @Option(
            names = "--tta",
            description = "Judge by test-time augmentation, too. big-res-net is judged so in any case.")
    private boolean tta;

    @ArgGroup(exclusive = false, multiplicity = "1", heading = "%nThe pictures%n")
    private DataOptions data = new DataOptions();

    @Mixin
    private CourseOptions course = new CourseOptions();

    @ParentCommand
    private Vivace program;

    @Override
    public Integer call() {
        var stages = course.recipe().stages(lr -> rung.stages(rung.epochs(), lr), rung.lr());
        course.check();
        var usual = new PictureOptions.Usual(Size.square(32), Resize.CROP, "flip,pad=4", "cifar10", rung.batch());
        ImageDataBunch bunch =
                data.load(course.pictures(), usual, course.recipe().seed());
        program.out()
                .printf("The lesson reports an accuracy of %s (50,000 pictures to learn from).%n%n", rung.published());
        var learner = rung.learner(bunch).metrics(Metrics.accuracy());
        course.train(program, data.folder(), bunch, rung.toString(), learner, "accuracy", run -> {
            course.recipe().train(run, stages, false);
            if (tta || rung == CifarRung.BIG_RES_NET) {
                judgeByViews(run);
            }
        });
        return 0;
    }

    private static void judgeByViews(TrainingRun run) {
        var accuracy = Metrics.accuracy();
        try (Predictions p = run.learner().ttaAsInTraining(4)) {
            accuracy.add(p.outputs(), Objects.requireNonNull(p.targets()));
        }
        run.console().printf(Locale.ROOT, "accuracy by test-time augmentation %.4f%n", accuracy.value());
        run.note("tta_accuracy", accuracy.value());
    }
}
