package io.vivace.callbacks.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Looks at the shape of what a file says about a run, so that the page can draw it without further questions. */
final class RunCheck {
    private RunCheck() {}

    /**
     * Looks at it.
     *
     * @throws IllegalArgumentException if something is missing or of another kind
     */
    static void check(JsonNode root) {
        JsonNode run = object(root, "run");
        for (String text : List.of("title", "state", "message")) {
            require(run.path(text).isTextual(), text);
        }
        for (String number : List.of("started", "seconds", "batches", "planned", "epoch", "epochs")) {
            require(run.path(number).isNumber(), number);
        }
        JsonNode clock = object(run, "clock");
        int beats = numbers(clock, "batch");
        require(numbers(clock, "seconds") == beats && numbers(clock, "epoch") == beats, "clock");
        for (JsonNode line : array(run, "lines")) {
            require(line.path("chart").isTextual() && line.path("name").isTextual(), "names of lines");
            int points = numbers(line, "x");
            require(numbers(line, "y") == points, "points of lines");
            require(
                    !line.has("low") || (numbers(line, "low") == points && numbers(line, "high") == points),
                    "low, high");
        }
        for (JsonNode mark : array(run, "marks")) {
            require(mark.path("batch").isNumber() && mark.path("label").isTextual(), "marks");
        }
        int columns = array(run, "columns").size();
        for (JsonNode column : run.get("columns")) {
            require(column.isTextual(), "columns");
        }
        for (JsonNode row : array(run, "rows")) {
            require(row.isArray() && row.size() == columns, "rows");
            row.forEach(v -> require(v.isNumber() || v.isNull(), "rows"));
        }
        layers(object(root, "layers"));
        pictures(object(root, "pictures"));
    }

    private static void layers(JsonNode layers) {
        int looks = numbers(layers, "batch");
        for (JsonNode layer : array(layers, "layers")) {
            require(layer.path("name").isTextual(), "names of layers");
            for (String kind : List.of("activations", "gradients")) {
                JsonNode k = object(layer, kind);
                for (String line : List.of("mean", "std", "nearZero")) {
                    require(numbers(k, line) == looks, line);
                }
                require(k.path("low").isTextual() && k.path("high").isTextual(), "ends of histograms");
                require(k.path("bins").isInt() && k.path("levels").isTextual(), "histograms");
                int bins = k.get("bins").asInt();
                require(bins > 0 && bins <= 1000, "bins");
                require(bytes(k.get("levels").asText()) == looks * bins, "levels");
            }
        }
    }

    private static void pictures(JsonNode pictures) {
        require(pictures.path("source").isTextual(), "source");
        for (JsonNode p : array(pictures, "pictures")) {
            require(p.path("caption").isTextual() && p.path("verdict").isTextual(), "captions");
            require(p.path("width").isInt() && p.path("height").isInt(), "sizes of pictures");
            bytes(p.path("png").asText());
        }
    }

    private static int bytes(String base64) {
        return java.util.Base64.getDecoder().decode(base64).length;
    }

    private static JsonNode object(JsonNode in, String name) {
        require(in != null && in.path(name).isObject(), name);
        return in.get(name);
    }

    private static JsonNode array(JsonNode in, String name) {
        require(in.path(name).isArray(), name);
        return in.get(name);
    }

    private static int numbers(JsonNode in, String name) {
        for (JsonNode v : array(in, name)) {
            require(v.isNumber() || v.isNull(), name);
        }
        return in.get(name).size();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("\"" + what + "\" is missing or not as expected");
        }
    }
}
