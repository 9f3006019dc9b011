package io.vivace.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What a command did.
 *
 * @param exit its exit code
 * @param out what it printed
 * @param err what it complained about
 */
record Run(int exit, String out, String err) {
    static Run of(Object... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exit = Vivace.commandLine(stream(out), stream(err))
                .execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
        return new Run(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    /** Draws a small data set: folders of two classes. */
    static Path pictures(Path folder, int train, int valid) {
        new ShapePictures(24, 1).write(folder, train, valid, Shape.CROSS, Shape.MOON);
        return folder;
    }
}
