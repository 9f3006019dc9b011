package io.vivace.callbacks.dashboard;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vivace.io.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder with a file for each run, so that runs of other processes and earlier ones can be seen beside those of now. What lies in it is
 * not trusted: files are bounded, checked, and looked up by name only among those that were found.
 */
final class RunFolder {
    private static final String ENDING = ".run.json";
    private static final int MOST_FILES = 64;
    private static final long MOST_BYTES = 16 << 20;
    private static final long SILENT_MILLIS = 60_000;
    static final ObjectMapper JSON = new ObjectMapper();

    private record Found(Path file, long changed, long bytes) {}

    private record Headline(Found found, ObjectNode json) {}

    private final Path folder;
    private Map<String, Headline> known = Map.of();

    RunFolder(Path folder) {
        this.folder = folder;
    }

    boolean isOf(Path other) {
        return folder.equals(other);
    }

    /** Writes a run, in one step. */
    static void write(Path folder, Run run) {
        byte[] json = Json.bytes(to -> RunJson.whole(to, run));
        AtomicFile.write(folder.resolve(run.id() + ENDING), out -> {
            ByteBuffer content = ByteBuffer.wrap(json);
            while (content.hasRemaining()) {
                out.write(content);
            }
        });
    }

    /** Writes the headlines of the newest files, without those of some runs. */
    synchronized void headlines(JsonGenerator to, Set<String> without) throws IOException {
        Map<String, Headline> now = new HashMap<>();
        for (Found f : newest()) {
            String name = String.valueOf(f.file.getFileName());
            String id = name.substring(0, name.length() - ENDING.length());
            if (without.contains(id)) {
                continue;
            }
            Headline before = known.get(id);
            Headline headline = before != null && before.found.equals(f) ? before : headline(f, id);
            now.put(id, headline);
            headline.json.put("state", state(headline));
            to.writeTree(headline.json);
        }
        known = now;
    }

    private List<Found> newest() throws IOException {
        List<Found> all = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return all;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path f : files.filter(f -> f.toString().endsWith(ENDING)).toList()) {
                found(f).ifPresent(all::add);
            }
        }
        all.sort(Comparator.comparingLong(Found::changed).reversed());
        return all.stream().limit(MOST_FILES).toList();
    }

    private static Optional<Found> found(Path f) throws IOException {
        try {
            BasicFileAttributes a = Files.readAttributes(f, BasicFileAttributes.class);
            return a.isRegularFile()
                    ? Optional.of(new Found(f, a.lastModifiedTime().toMillis(), a.size()))
                    : Optional.empty();
        } catch (NoSuchFileException gone) {
            return Optional.empty(); // somebody has just removed it
        }
    }

    private static Headline headline(Found f, String id) {
        ObjectNode json = JSON.createObjectNode();
        try {
            JsonNode run = read(f).get("run");
            for (String text : List.of("title", "state", "message")) {
                json.set(text, run.get(text));
            }
            for (String number : List.of("started", "seconds", "batches", "planned", "epoch", "epochs")) {
                json.set(number, run.path(number));
            }
        } catch (IOException | IllegalArgumentException e) {
            json.removeAll();
            json.put("title", id)
                    .put("state", "unreadable")
                    .put("message", "the file is not of a run: " + e.getMessage());
        }
        json.put("id", id);
        for (String version : List.of("version", "layersVersion", "picturesVersion")) {
            json.put(version, f.changed);
        }
        return new Headline(f, json);
    }

    /** A run of a program that was killed never ends. */
    private static String state(Headline h) {
        String state = h.json.path("state").asText();
        boolean silent = System.currentTimeMillis() - h.found.changed > SILENT_MILLIS;
        return state.equals("running") && silent ? "silent" : state;
    }

    /** {@return a part of a run that the last headlines named: run, layers or pictures; null if there is none} */
    byte @Nullable [] part(String id, String part) {
        Headline h;
        synchronized (this) {
            h = known.get(id);
        }
        if (h == null) {
            return null;
        }
        try {
            JsonNode found = read(h.found).get(part);
            if (part.equals("run")) {
                ((ObjectNode) found).put("id", id).put("state", state(h));
            }
            return JSON.writeValueAsBytes(found);
        } catch (IOException | IllegalArgumentException e) {
            return null; // the headline says why, or will at the next look
        }
    }

    private static JsonNode read(Found f) throws IOException {
        if (f.bytes > MOST_BYTES) {
            throw new IllegalArgumentException("it has " + f.bytes + " bytes, more than " + MOST_BYTES);
        }
        try (InputStream in = Files.newInputStream(f.file)) {
            JsonNode root = JSON.readTree(in.readNBytes((int) MOST_BYTES));
            RunCheck.check(root);
            return root;
        }
    }
}
