package io.vivace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    @Test
    void writesAndReplaces() throws IOException {
        Path file = folder.resolve("deep/er/report.json");
        AtomicFile.writeText(file, "one");
        AtomicFile.writeText(file, "zwei, größer");
        assertThat(file).hasContent("zwei, größer");
        assertThat(names(file.getParent())).containsExactly("report.json");
    }

    @Test
    void whatCannotBeWrittenIsKnownBefore() throws IOException {
        Path file = folder.resolve("new/report.json");
        AtomicFile.requireWritable(file);
        assertThat(names(file.getParent())).isEmpty();
        AtomicFile.writeText(file, "old");
        AtomicFile.requireWritable(file);
        assertThat(file).hasContent("old");
        assertThat(names(file.getParent())).containsExactly("report.json");

        assertThatThrownBy(() -> AtomicFile.requireWritable(folder)).hasMessageContaining("it is a folder");
        assertThatThrownBy(() -> AtomicFile.requireWritable(file.resolve("below")))
                .isInstanceOf(FileException.class)
                .hasMessageStartingWith(file.resolve("below") + ": cannot be written");
    }

    @Test
    void aFullDiskLeavesTheOldFileAndNoOther() throws IOException {
        Path file = folder.resolve("weights");
        AtomicFile.writeText(file, "old");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write(ByteBuffer.wrap(new byte[100]));
                    throw new FileSystemException("x.tmp", null, "No space left on device");
                }))
                .isInstanceOf(FileException.class)
                .hasMessage(file + ": cannot be written: No space left on device");
        assertThat(file).hasContent("old");
        assertThat(names(folder)).containsExactly("weights");
    }

    @Test
    void theReasonOfASystemIsFoundBelowThatOfAWriter() {
        var full = new FileSystemException("x.tmp", null, "No space left on device");
        assertThatThrownBy(() -> AtomicFile.write(folder.resolve("a.png"), out -> {
                    throw new IOException("I/O error writing PNG file!", full);
                }))
                .hasMessage(folder.resolve("a.png") + ": cannot be written: No space left on device");
    }

    @Test
    void anExceptionOfTheContentLeavesTheOldFileToo() throws IOException {
        Path file = folder.resolve("weights");
        AtomicFile.writeText(file, "old");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    throw new IllegalStateException("tensor was released");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(file).hasContent("old");
        assertThat(names(folder)).containsExactly("weights");
    }

    @Test
    void aRealLimitOfTheSystemIsReportedByName() throws Exception {
        assumeThat(Files.isExecutable(Path.of("/bin/bash")))
                .as("a shell with ulimit")
                .isTrue();
        Path file = folder.resolve("big");
        AtomicFile.writeText(file, "old");
        String output = child("ulimit -f 64; exec \"$@\"", "fill", file);
        assertThat(output)
                .contains(file.toString())
                .contains("cannot be written")
                .contains("File too large");
        assertThat(file).hasContent("old");
        assertThat(names(folder)).containsExactly("big");
    }

    @Test
    void beingKilledWhileWritingLeavesTheOldFile() throws Exception {
        assumeThat(Files.isExecutable(Path.of("/bin/bash"))).as("a shell").isTrue();
        Path file = folder.resolve("victim");
        AtomicFile.writeText(file, "old");
        child("exec \"$@\"", "halt", file);
        assertThat(file).hasContent("old");
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path file = folder.resolve("file");
        AtomicFile.writeText(file, "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        AtomicFile.writeText(link, "new");
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("new");
    }

    @Test
    void foldersAndDevicesAreNotReplaced() {
        assertThatThrownBy(() -> AtomicFile.writeText(folder, "x")).hasMessageContaining("it is a folder");
        assumeThat(Files.exists(Path.of("/dev/null"))).isTrue();
        assertThatThrownBy(() -> AtomicFile.writeText(Path.of("/dev/null"), "x"))
                .hasMessageContaining("device");
    }

    @Test
    void aFolderThatIsAFileIsNamed() {
        AtomicFile.writeText(folder.resolve("f"), "x");
        assertThatThrownBy(() -> AtomicFile.writeText(folder.resolve("f/g"), "x"))
                .isInstanceOf(FileException.class)
                .hasMessageContaining(folder.resolve("f/g").toString());
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> s = Files.list(folder)) {
            return s.map(p -> p.getFileName().toString()).toList();
        }
    }

    private static String child(String shell, String what, Path file) throws Exception {
        Process p = new ProcessBuilder(
                        "/bin/bash",
                        "-c",
                        shell,
                        "-",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        what,
                        file.toString())
                .redirectErrorStream(true)
                .start();
        try (var out = p.getInputStream()) {
            String text = new String(out.readAllBytes());
            assertThat(p.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return text;
        }
    }

    /** Writes a file in a process that is stopped before the end. */
    static final class Child {
        public static void main(String[] arguments) {
            Path file = Path.of(arguments[1]);
            try {
                AtomicFile.write(file, out -> {
                    for (int i = 0; i < 100; i++) {
                        AtomicFile.writeFully(out, ByteBuffer.allocate(10_000));
                        if (i == 50 && arguments[0].equals("halt")) {
                            Runtime.getRuntime().halt(9);
                        }
                    }
                });
            } catch (FileException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
