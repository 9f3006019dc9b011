package io.vivace.vision.detection;

import io.vivace.data.DataProblems;
import io.vivace.data.Problem;
import io.vivace.io.Fuzz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged annotations are read, or their problems are told. */
class ReadersFuzzTest {
    @TempDir
    Path folder;

    @Test
    void xml() throws IOException {
        Path xml = Files.createDirectory(folder.resolve("xml"));
        Fuzz.of("voc xml", folder, DataProblems.class)
                .run(
                        f -> {
                            Files.copy(f, xml.resolve("a.xml"), StandardCopyOption.REPLACE_EXISTING);
                            told(VocXml.read(xml, null), f);
                        },
                        ReadersTest.VOC.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void json() throws IOException {
        Fuzz.of("coco json", folder, DataProblems.class)
                .run(f -> told(CocoJson.read(f), f), ReadersTest.COCO.getBytes(StandardCharsets.UTF_8));
    }

    private static void told(Annotations read, Path file) {
        if (!read.problems().isEmpty()) {
            throw new DataProblems(
                    Stream.concat(Stream.of(new Problem(file.toString(), "has problems")), read.problems().stream())
                            .toList());
        }
    }
}
