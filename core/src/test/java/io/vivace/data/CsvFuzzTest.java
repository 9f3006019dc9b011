package io.vivace.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.io.Fuzz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that are damaged: rows that can be read name files inside their folder, or there is a problem with a reason. */
class CsvFuzzTest {
    @TempDir
    Path folder;

    @Test
    void jsonTables() throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            text.append("{\"file\": \"a/")
                    .append(i)
                    .append(".png\", \"tags\": [\"cat\", ")
                    .append(i)
                    .append("]}\n");
        }
        Path pictures = folder.resolve("pictures");
        Fuzz.of("table.jsonl", folder, DataProblems.class)
                .run(
                        file -> {
                            var found = Found.inTable(file, pictures, "file", "");
                            for (Item<Path> item : found.items()) {
                                assertThat(item.content().normalize().startsWith(pictures))
                                        .isTrue();
                            }
                            DataProblems.throwIfAny(found.problems());
                        },
                        text.toString().getBytes(StandardCharsets.UTF_8),
                        ("[" + text.toString().replaceAll("\n(?=.)", ",\n") + "]").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void tables() throws IOException {
        var text = new StringBuilder("file,label,\"a, b\"\n");
        for (int i = 0; i < 12; i++) {
            text.append("a/")
                    .append(i)
                    .append(".png,\"cat \"\"")
                    .append(i % 3)
                    .append("\"\"\",")
                    .append(i * 10)
                    .append('\n');
        }
        byte[] bom = ("\ufeff" + text).getBytes(StandardCharsets.UTF_8);
        Path pictures = folder.resolve("pictures");
        Fuzz.of("csv", folder, DataProblems.class)
                .run(
                        file -> {
                            var found = Found.inTable(file, pictures, "file", "");
                            for (Item<Path> item : found.items()) {
                                assertThat(item.content().normalize().startsWith(pictures))
                                        .isTrue();
                            }
                            DataProblems.throwIfAny(found.problems());
                        },
                        text.toString().getBytes(StandardCharsets.UTF_8),
                        bom,
                        ("file,x\r\n" + "up.png,1\r\n".repeat(5)).getBytes(StandardCharsets.UTF_8));
    }
}
