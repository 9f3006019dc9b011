package io.vivace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The commands that docs/reference-runs.md prints are commands that this program understands. */
class ReferenceRunsTest {
    @Test
    void theDocumentedCommandsAreUnderstood() throws IOException {
        List<String> commands = commands(Files.readString(Path.of("../docs/reference-runs.md")));
        assertThat(commands).hasSize(3);
        for (String command : commands) {
            CommandLine.ParseResult parsed = Vivace.commandLine(System.out, System.err)
                    .parseArgs(Arrays.copyOfRange(command.split("\\s+"), 1, command.split("\\s+").length));
            assertThat(parsed.subcommand().commandSpec().name()).as(command).isEqualTo("classify");
        }
    }

    private static List<String> commands(String text) {
        return Arrays.stream(text.replaceAll("\\\\\\R", " ").split("\\R"))
                .map(String::trim)
                .filter(l -> l.startsWith("examples/vivace "))
                .toList();
    }
}
