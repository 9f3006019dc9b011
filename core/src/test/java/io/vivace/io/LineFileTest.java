package io.vivace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineFileTest {
    @TempDir
    Path folder;

    @Test
    void linesAreThereBeforeTheFileIsClosed() throws Exception {
        Path file = folder.resolve("new/log.txt");
        try (LineFile lines = LineFile.create(file)) {
            lines.write("ä");
            assertThat(Files.readString(file)).isEqualTo("ä\n");
            assertThat(lines.length()).isEqualTo(3);
        }
        try (LineFile lines = LineFile.append(file)) {
            lines.write("b");
        }
        assertThat(Files.readString(file)).isEqualTo("ä\nb\n");
        LineFile.create(file).close();
        assertThat(Files.readString(file)).isEmpty();
    }

    @Test
    void halfALineIsCutOff() throws Exception {
        Path file = folder.resolve("log.txt");
        String whole = "x".repeat(20_000) + "\n";
        for (String half : new String[] {"", "half", "y".repeat(20_000)}) {
            Files.writeString(file, whole + half);
            try (LineFile lines = LineFile.append(file)) {
                lines.write("next");
            }
            assertThat(Files.readString(file)).isEqualTo(whole + "next\n");
        }
        Files.writeString(file, "no line at all");
        LineFile.append(file).close();
        assertThat(Files.readString(file)).isEmpty();
    }

    @Test
    void goesOnWhereItIsCut() throws Exception {
        Path file = folder.resolve("log.txt");
        try (LineFile lines = LineFile.append(file)) {
            lines.write("a");
            long here = lines.length();
            lines.write("b");
            lines.cut(here);
            lines.cut(100);
            lines.write("c");
        }
        assertThat(Files.readString(file)).isEqualTo("a\nc\n");
    }

    @Test
    void saysWhatCannotBeWritten() throws Exception {
        assertThatThrownBy(() -> LineFile.append(folder))
                .isInstanceOf(FileException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("cannot be written");
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> LineFile.create(file.resolve("log"))).isInstanceOf(FileException.class);
    }
}
