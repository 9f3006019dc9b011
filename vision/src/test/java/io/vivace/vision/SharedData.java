package io.vivace.vision;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where real data sets lie beside the repository, if they do. */
public final class SharedData {
    private SharedData() {}

    /** {@return a folder of it; the test is skipped if it is not there} */
    public static Path folder(String name) {
        String given = System.getProperty("vivace.data");
        Path root = given != null ? Path.of(given) : above("shared/data");
        Path folder = root.resolve(name);
        assumeTrue(Files.isDirectory(folder), () -> folder + " is not there; give -Dvivace.data=DIR to run this test");
        return folder;
    }

    /** Tests run in their module's folder, below the repository's, which lies beside or below the data's. */
    private static Path above(String name) {
        for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
            if (Files.isDirectory(p.resolve(name))) {
                return p.resolve(name);
            }
        }
        return Path.of("..", name);
    }
}
