package io.vivace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.backend.NativePart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Help, exit codes and complaints. */
class VivaceTest {
    @TempDir
    Path folder;

    @Test
    void helpNamesTheCommands() {
        Run help = Run.of("--help");
        assertThat(help.exit()).isZero();
        assertThat(help.out()).contains("quickstart", "classify", "predict", "doctor");
        assertThat(Run.of("--version").out().trim()).isEqualTo("Vivace " + NativePart.vivaceVersion());
    }

    @Test
    void withoutACommandTheHelpIsShownAndTheExitCodeSaysSo() {
        Run nothing = Run.of();
        assertThat(nothing.exit()).isEqualTo(2);
        assertThat(nothing.err()).contains("quickstart", "classify");
    }

    @Test
    void everyOptionHasAHelpTextAndTellsItsDefault() {
        CommandLine program = Vivace.commandLine(System.out, System.err);
        for (CommandLine command : program.getSubcommands().values()) {
            for (OptionSpec option : command.getCommandSpec().options()) {
                String text = String.join(" ", option.description());
                assertThat(text).as(option.longestName()).isNotBlank();
                boolean flag = option.arity().max() == 0;
                assertThat(flag || option.required() || option.usageHelp() || text.contains("Default"))
                        .as(command.getCommandName() + " " + option.longestName() + " tells its default")
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "quickstart",
                "classify",
                "cifar",
                "transfer",
                "multilabel",
                "largest",
                "bbox",
                "ssd",
                "segment",
                "points",
                "predict",
                "doctor"
            })
    void everyCommandHasHelp(String command) {
        Run help = Run.of(command, "--help");
        assertThat(help.exit()).isZero();
        assertThat(help.out()).startsWith("Usage: vivace " + command);
        assertThat(Run.of("help", command).out()).isEqualTo(help.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--size 0 | '0' is not a size",
                "--size big | 'big' is not a size",
                "--size 3x4x5 | '3x4x5' is not a size",
                "--size 100000 | '100000' is not a size",
                "--batch 0 | --batch must be at least 1",
                "--batch many | 'many' is not a whole number",
                "--batch 9999999999 | '9999999999' is not a whole number",
                "--batch 4 --batch 8 | --batch is given twice; give it once",
                "--seed x | 'x' is not a whole number",
                "--wd much | 'much' is not a number",
                "--epochs 0 | leaves nothing to train",
                "--short-side 100000 | --short-side must be at most 4096",
                "--arch resnet18:width=3 | \"resnet18\" takes no argument \"width\"",
                "--augment cutout=-4 | 1 of -4",
                "--normalize nan/1 | mean and spread are numbers",
                "--valid ../pictures | has no folder \"../pictures\"",
                "--workers -1 | --workers must be at least 0",
                "--short-side 16 --size 32 | --short-side 16 is smaller than --size 32",
                "--lr fast | 'fast' is not a learning rate",
                "--lr -1 | '-1' is not a learning rate",
                "--lr 0 | '0' is not a learning rate",
                "--epochs -1 | --epochs must be 0 to 100000",
                "--momentum 1.5 | '1.5' is not a momentum",
                "--wd -1 | --wd must be at least 0",
                "--tail 0.5 | --tail is for --schedule linear-cycle",
                "--div 0.5 --schedule linear-cycle | --div must be at least 1",
                "--schedule zigzag | zigzag",
                "--optimizer magic | magic",
                "--arch resnet1 | \"resnet1\" is not known; give one of",
                "--arch darknet:width | \"width\" in \"darknet:width\" is no argument",
                "--arch darknet:width=wide | \"width\" must be a whole number",
                "--augment mirror | \"mirror\" is not known here",
                "--augment rotate=a | needs a number",
                "--augment warp=2 | warp",
                "--normalize nice | \"nice\" is not known",
                "--normalize 0.5/0 | above 0",
                "--valid 1.5 | a fraction lies between 0 and 1",
                "--valid elsewhere | has no folder \"elsewhere\"",
                "--weights nowhere.pth | nowhere.pth does not exist",
                "--freeze-epochs 1 | there is nothing to freeze",
                "--split-at 3 | --split-at is for a body with a new head",
                "--colour red | Unknown option"
            })
    void whatIsCalledWronglyIsExplained(String options, String message) {
        Path data = Run.pictures(folder.resolve("pictures"), 4, 2);
        String[] given = ("classify --out " + folder.resolve("out") + " --data " + data + " " + options).split(" ");
        Run run = Run.of((Object[]) given);
        assertThat(run.err())
                .contains(message)
                .contains("Try 'vivace classify --help'")
                .doesNotContain("\tat ");
        assertThat(run.err()).startsWith("vivace: ");
        assertThat(run.err().lines()).hasSizeLessThan(4);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(folder.resolve("out/report.json")).doesNotExist();
    }

    @Test
    void theFolderOfPicturesMustBeThere() throws IOException {
        Run missing = Run.of("classify", "--data", folder.resolve("no"));
        assertThat(missing.exit()).isEqualTo(2);
        assertThat(missing.err())
                .contains("--data: " + folder.resolve("no") + " does not exist")
                .doesNotContain("\tat ");
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThat(Run.of("classify", "--data", file).err()).contains("is not a folder");
        assertThat(Run.of("classify", "--batch", 4).err()).startsWith("vivace: --data is missing; give --data=DIR");
        Files.createDirectories(folder.resolve("half/train"));
        assertThat(Run.of("classify", "--data", folder.resolve("half")).err())
                .contains("has a folder train but none of");
    }

    @Test
    void problemsWithThePicturesAreListedTogether() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        Run nothing = Run.of("classify", "--data", empty);
        assertThat(nothing.exit()).isEqualTo(2);
        assertThat(nothing.err())
                .startsWith("vivace: --data: " + empty + " holds no pictures")
                .contains("png");

        Path one = folder.resolve("one");
        new ShapePictures(24, 1).write(one, 4, 2, Shape.MOON);
        Run single = Run.of("classify", "--data", one);
        assertThat(single.exit()).isEqualTo(1);
        assertThat(single.err()).contains("all have the same label").doesNotContain("\tat ");
    }

    @Test
    void anUnreadablePictureIsNamed() throws IOException {
        Path data = Run.pictures(folder.resolve("pictures"), 8, 4);
        Path broken = data.resolve("train/moon/0001.png");
        Files.writeString(broken, "not a picture");
        Object[] train = {
            "classify",
            "--data",
            data,
            "--size",
            24,
            "--arch",
            "simple_cnn",
            "--epochs",
            1,
            "--lr",
            "1e-2",
            "--batch",
            4,
            "--out",
            folder.resolve("out")
        };
        Run stop = Run.of(train);
        assertThat(stop.exit()).isEqualTo(1);
        assertThat(stop.err()).contains("0001.png", "give --on-corrupt skip").doesNotContain("\tat ");

        Object[] skip = java.util.Arrays.copyOf(train, train.length + 2);
        skip[train.length] = "--on-corrupt";
        skip[train.length + 1] = "skip";
        Run skipped = Run.of(skip);
        assertThat(skipped.err()).doesNotContain("\tat ");
        assertThat(skipped.exit()).isZero();
    }

    @Test
    void whereResultsCannotGoIsSaidBeforeTraining() throws IOException {
        Path data = Run.pictures(folder.resolve("pictures"), 4, 2);
        Path file = Files.writeString(folder.resolve("file"), "x");
        for (String option : new String[] {"--export", "--report"}) {
            Run run = Run.of(
                    "classify", "--data", data, "--out", folder.resolve("out"), option, file.resolve("model.vivace"));
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err()).startsWith("vivace: " + file.resolve("model.vivace") + ": cannot be written");
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void aSizeThatANetCannotTakeIsExplained() {
        Path data = Run.pictures(folder.resolve("pictures"), 8, 4);
        Run run = Run.of(
                "classify",
                "--data",
                data,
                "--size",
                8,
                "--arch",
                "squeezenet1_1",
                "--epochs",
                1,
                "--lr",
                "1e-2",
                "--batch",
                4,
                "--out",
                folder.resolve("out"));
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).startsWith("vivace: ").doesNotContain("\tat ");
    }

    @Test
    void filesThatAreNoModelsAreRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("model.vivace"), "hello");
        Run broken = Run.of("predict", "--model", file, "a.png");
        assertThat(broken.exit()).isEqualTo(1);
        assertThat(broken.err()).contains(file.toString()).doesNotContain("\tat ");
        Run missing = Run.of("predict", "--model", folder.resolve("none"), "a.png");
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.err()).contains("there is no such file");
        assertThat(Run.of("predict", "--model", file).err()).contains("IMAGE");
        assertThat(Run.of("predict", "--model", file, "--top", 0, "a.png").exit())
                .isEqualTo(2);
    }

    @Test
    void theDoctorFindsWhatIsNeeded() {
        Run doctor = Run.of("doctor");
        assertThat(doctor.out()).contains("oneDNN 3.", "OpenCV 4.", "Everything needed was found");
        assertThat(doctor.exit()).isZero();
    }
}
