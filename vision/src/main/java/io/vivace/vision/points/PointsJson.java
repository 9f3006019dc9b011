package io.vivace.vision.points;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vivace.data.DataProblems;
import io.vivace.data.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Points of many pictures in one JSON file. */
final class PointsJson {
    private static final long MOST_BYTES = 1L << 28;
    private static final Point UNKNOWN = new Point(Double.NaN, Double.NaN);

    private PointsJson() {}

    static Map<String, Points> read(Path file, int count) {
        var problems = new ArrayList<Problem>();
        Map<String, Points> all = new LinkedHashMap<>();
        try {
            JsonNode root = tree(file);
            root.fieldNames().forEachRemaining(name -> {
                List<Point> points = points(root.get(name));
                if (points.size() == count) {
                    all.put(name, new Points(null, points));
                } else {
                    problems.add(new Problem(
                            file + ", \"" + name + "\"", "is no list of " + count + " pairs [row, column] of numbers"));
                }
            });
        } catch (IOException e) {
            problems.add(new Problem(file.toString(), "cannot be read as points in JSON: " + e.getMessage()));
        }
        DataProblems.throwIfAny(problems);
        return all;
    }

    private static JsonNode tree(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException("it has more than " + MOST_BYTES + " bytes");
        }
        try {
            JsonNode root = new ObjectMapper().readTree(Files.readAllBytes(file));
            if (!root.isObject()) {
                throw new IOException("it is no object {\"picture\": [[row, column], ...], ...}");
            }
            return root;
        } catch (JsonProcessingException e) {
            throw new IOException(e.getOriginalMessage(), e);
        }
    }

    /** {@return the points; none if they are something else} */
    private static List<Point> points(JsonNode list) {
        List<Point> points = new ArrayList<>();
        for (JsonNode p : list) {
            if (p.isNull()) {
                points.add(UNKNOWN);
            } else if (p.isArray()
                    && p.size() == 2
                    && p.get(0).isNumber()
                    && p.get(1).isNumber()) {
                points.add(new Point(p.get(0).doubleValue(), p.get(1).doubleValue()));
            } else {
                return List.of();
            }
        }
        return points;
    }
}
