package io.vivace.examples;

import io.vivace.backend.MissingNativeException;
import io.vivace.backend.NativePart;
import io.vivace.data.DataProblems;
import io.vivace.data.LoadException;
import io.vivace.io.FileException;
import io.vivace.learn.NonFiniteLossException;
import io.vivace.memory.MemoryLimitException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line program: {@code examples/vivace <command>}. It ends with 0 if all went well, with 1 if something stood in the
 * way, with 2 if it was called wrongly, and with 130 if it was interrupted.
 */
@Command(
        name = "vivace",
        description = "Trains and uses nets that look at pictures.",
        synopsisSubcommandLabel = "<command>",
        mixinStandardHelpOptions = true,
        versionProvider = Vivace.Version.class,
        subcommands = {
            QuickstartCommand.class,
            ClassifyCommand.class,
            CifarCommand.class,
            TransferCommand.class,
            MultiLabelCommand.class,
            LargestCommand.class,
            BoxCommand.class,
            SsdCommand.class,
            SegmentCommand.class,
            PointsCommand.class,
            PredictCommand.class,
            DoctorCommand.class,
            HelpCommand.class
        })
public final class Vivace {
    private final PrintStream out;

    @Option(names = "--trace", scope = ScopeType.INHERIT, description = "Show where in the program an error arose.")
    private boolean trace;

    @Spec
    private CommandSpec spec;

    private Vivace(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs a command and ends the program.
     *
     * @param arguments as typed
     */
    public static void main(String... arguments) {
        System.exit(commandLine(System.out, System.err).execute(arguments));
    }

    /**
     * {@return the program}
     *
     * @param out for what was asked for
     * @param err for what went wrong
     */
    static CommandLine commandLine(PrintStream out, PrintStream err) {
        return new CommandLine(new Vivace(out))
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .setUsageHelpWidth(110)
                .registerConverter(int.class, Numbers::whole)
                .registerConverter(Integer.class, Numbers::whole)
                .registerConverter(long.class, Numbers::big)
                .registerConverter(double.class, Numbers::number)
                .registerConverter(Double.class, Numbers::number)
                .setParameterExceptionHandler(Vivace::wronglyCalled)
                .setExecutionExceptionHandler(Vivace::explain);
    }

    /** {@return where commands print what was asked for} */
    PrintStream out() {
        return out;
    }

    /** {@return what was typed} */
    List<String> arguments() {
        return spec.commandLine().getParseResult().originalArgs();
    }

    /** Says what is wrong in a line; dozens of lines of help would hide it. Without a command, the help is what is wanted. */
    private static int wronglyCalled(ParameterException e, String... arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        if (arguments.length == 0) {
            command.usage(err);
            return CommandLine.ExitCode.USAGE;
        }
        Set<OptionSpec> given = new HashSet<>();
        String repeated = repeated(command, given, arguments);
        err.println("vivace: " + complaint(e, command, given, repeated));
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try '" + name + " --help'.");
        return CommandLine.ExitCode.USAGE;
    }

    /** About options in groups picocli talks of the whole group. */
    private static String complaint(
            ParameterException e, CommandLine command, Set<OptionSpec> given, @Nullable String repeated) {
        if (repeated != null && (e instanceof MaxValuesExceededException || e instanceof OverwrittenOptionException)) {
            return repeated + " is given twice; give it once";
        }
        if (e instanceof MissingParameterException) {
            for (OptionSpec option : command.getCommandSpec().options()) {
                if (option.required() && !given.contains(option)) {
                    return option.longestName() + " is missing; give " + option.longestName() + "="
                            + option.paramLabel();
                }
            }
        }
        return String.valueOf(e.getMessage());
    }

    /** {@return an option that comes twice, if there is one; the others are noted as given} */
    private static @Nullable String repeated(CommandLine command, Set<OptionSpec> given, String... arguments) {
        for (String a : arguments) {
            OptionSpec option = command.getCommandSpec().findOption(a.split("=", 2)[0]);
            if (option != null && !given.add(option)) {
                return option.longestName();
            }
        }
        return null;
    }

    /** What users can do something about is a message; anything else is a fault of the program and shows where. */
    private static int explain(Exception e, CommandLine commandLine, ParseResult parsed) {
        PrintWriter err = commandLine.getErr();
        Vivace program = (Vivace) commandLine.getCommandSpec().root().userObject();
        if (program.trace) {
            e.printStackTrace(err);
        }
        if (e instanceof UsageException) {
            err.println("vivace: " + e.getMessage());
            err.println("Try '" + commandLine.getCommandSpec().qualifiedName() + " --help'.");
            return CommandLine.ExitCode.USAGE;
        }
        boolean expected = e instanceof FileException
                || e instanceof DataProblems
                || e instanceof LoadException
                || e instanceof MissingNativeException
                || e instanceof MemoryLimitException
                || e instanceof NonFiniteLossException
                || e instanceof IllegalArgumentException;
        if (expected) {
            err.println("vivace: " + inOptions(String.valueOf(e.getMessage())));
        } else if (program.trace) {
            err.println("vivace: this should not have happened; please report it with the lines above.");
        } else {
            err.println("vivace: this should not have happened; please report it with the lines below.");
            e.printStackTrace(err);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** The library advises Java developers; here the same is an option. */
    static String inOptions(String advice) {
        return advice.replace("say onCorrupt(OnCorrupt.SKIP)", "give --on-corrupt skip")
                .replace(
                        "check the split, or say splitNone() if you want none",
                        "give more pictures, or another --valid");
    }

    /** The version in the jar of core. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"Vivace " + NativePart.vivaceVersion()};
        }
    }
}
