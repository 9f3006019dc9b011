package io.vivace.callbacks.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The page's own files. */
final class Assets {
    private static final List<String> SCRIPTS = List.of("text.js", "chart.js", "layers.js", "app.js");

    private Assets() {}

    static String page() {
        return read("page.html");
    }

    static String style() {
        return read("style.css");
    }

    /** {@return all scripts as one} */
    static String script() {
        return SCRIPTS.stream()
                .map(Assets::read)
                .collect(Collectors.joining("\n", "\"use strict\";\n(() => {\n", "\n})();\n"));
    }

    private static String read(String name) {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        name + " is missing in vivace-callbacks; was the jar built without resources?");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
