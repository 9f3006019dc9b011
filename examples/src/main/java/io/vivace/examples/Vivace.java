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
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/**
 * The command line program: {@code examples/vivace <command>}. It ends with 0 if all went well, with 1 if something stood in the
 * way, and with 2 if it was called wrongly.
 */
@Command(
        name = "vivace",
        description = "Trains and uses image classifiers.",
        synopsisSubcommandLabel = "<command>",
        mixinStandardHelpOptions = true,
        versionProvider = Vivace.Version.class,
        subcommands = {
            QuickstartCommand.class,
            ClassifyCommand.class,
            PredictCommand.class,
            DoctorCommand.class,
            HelpCommand.class
        })
public final class Vivace {
    private final PrintStream out;

    @Option(names = "--trace", scope = ScopeType.INHERIT, description = "Show where in the program an error arose.")
    private boolean trace;

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
                .setExecutionExceptionHandler(Vivace::explain);
    }

    /** {@return where commands print what was asked for} */
    PrintStream out() {
        return out;
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
            err.println("Try 'vivace " + parsed.commandSpec().name() + " --help'.");
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
            err.println("vivace: " + e.getMessage());
        } else if (program.trace) {
            err.println("vivace: this should not have happened; please report it with the lines above.");
        } else {
            err.println("vivace: this should not have happened; please report it with the lines below.");
            e.printStackTrace(err);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** The version in the jar of core. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"Vivace " + NativePart.vivaceVersion()};
        }
    }
}
