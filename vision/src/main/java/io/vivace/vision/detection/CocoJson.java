package io.vivace.vision.detection;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads COCO's JSON files of instances (Lin et al. 2014) and the JSON form of Pascal VOC, which is the same with a field
 * {@code ignore}. The file is read piece by piece; outlines of objects, which are most of it, are passed by. Classes are in the order of
 * their ids. Boxes without width or height, of which COCO's own files have some, are left out with a warning.
 */
final class CocoJson {
    private static final Logger LOG = LoggerFactory.getLogger(CocoJson.class);

    /** Fields of an object in one of the lists: numbers, texts and a box. */
    private static final class Fields {
        final Map<String, Double> numbers = new HashMap<>();
        final Map<String, String> texts = new HashMap<>();
        double[] bbox = {};
        int line;

        double number(String name) {
            return numbers.getOrDefault(name, Double.NaN);
        }

        boolean is(String name) {
            return number(name) > 0;
        }
    }

    private record Known(String where, double image, double category, double[] bbox, Thing.Note note) {}

    private record Pictured(
            String where, double id, @Nullable String file, double height, double width) {}

    private final Path file;
    private final Draft draft = new Draft();
    private final List<Pictured> images = new ArrayList<>();
    private final List<Known> known = new ArrayList<>();
    private final TreeMap<Double, String> categories = new TreeMap<>();

    private CocoJson(Path file) {
        this.file = file;
    }

    static Annotations read(Path file) {
        var reader = new CocoJson(file);
        reader.read();
        return reader.finish();
    }

    private void read() {
        try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                draft.problem(file.toString(), "is no JSON object with \"images\", \"annotations\" and \"categories\"");
                return;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String list = json.currentName();
                json.nextToken();
                switch (list) {
                    case "images" -> each(json, list, this::image);
                    case "annotations" -> each(json, list, this::annotation);
                    case "categories" -> each(json, list, this::category);
                    default -> json.skipChildren();
                }
            }
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
            draft.problem(file + line, "is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            draft.problem(file.toString(), "cannot be read: " + e.getMessage());
        }
    }

    /** Takes what an object of a list says. */
    private interface Taker {
        void take(String where, Fields of);
    }

    private void each(JsonParser json, String list, Taker taker) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            draft.problem(place(json), "\"" + list + "\" is no list");
            json.skipChildren();
            return;
        }
        for (JsonToken t = json.nextToken(); t != null && t != JsonToken.END_ARRAY; t = json.nextToken()) {
            if (t == JsonToken.START_OBJECT) {
                Fields fields = object(json);
                taker.take(file + ", line " + fields.line, fields);
            } else {
                draft.problem(place(json), "\"" + list + "\" holds something that is no object");
                json.skipChildren();
            }
        }
    }

    private String place(JsonParser json) {
        return file + ", line " + json.currentTokenLocation().getLineNr();
    }

    private static Fields object(JsonParser json) throws IOException {
        var f = new Fields();
        f.line = json.currentTokenLocation().getLineNr();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value.isNumeric()) {
                f.numbers.put(name, json.getDoubleValue());
            } else if (value.isBoolean()) {
                f.numbers.put(name, json.getBooleanValue() ? 1.0 : 0.0);
            } else if (value == JsonToken.VALUE_STRING) {
                f.texts.put(name, json.getText());
            } else if (value == JsonToken.START_ARRAY && name.equals("bbox")) {
                f.bbox = numbers(json);
            } else {
                json.skipChildren();
            }
        }
        return f;
    }

    /** {@return at most four numbers; none if it is something else} */
    private static double[] numbers(JsonParser json) throws IOException {
        double[] n = new double[4];
        int count = 0;
        for (JsonToken t = json.nextToken(); t != null && t != JsonToken.END_ARRAY; t = json.nextToken()) {
            if (count < 4 && t.isNumeric()) {
                n[count] = json.getDoubleValue();
            } else {
                json.skipChildren();
                count = 4;
            }
            count++;
        }
        return count == 4 ? n : new double[0];
    }

    private void image(String where, Fields f) {
        images.add(
                new Pictured(where, f.number("id"), f.texts.get("file_name"), f.number("height"), f.number("width")));
    }

    private void category(String where, Fields f) {
        String name = f.texts.get("name");
        if (name == null || Double.isNaN(f.number("id"))) {
            draft.problem(where, "the category needs a number \"id\" and a text \"name\"");
        } else if (categories.putIfAbsent(f.number("id"), name) != null) {
            draft.problem(where, "two categories have the id " + f.number("id"));
        }
    }

    private void annotation(String where, Fields f) {
        if (f.bbox.length != 4) {
            draft.problem(where, "the annotation needs a \"bbox\" of four numbers: x, y, width, height");
            return;
        }
        Thing.Note note = f.is("iscrowd")
                ? Thing.Note.CROWD
                : f.is("ignore") || f.is("difficult") ? Thing.Note.DIFFICULT : Thing.Note.USUAL;
        known.add(new Known(where, f.number("image_id"), f.number("category_id"), f.bbox, note));
    }

    private Annotations finish() {
        Map<Double, String> files = new HashMap<>();
        for (Pictured p : images) {
            if (p.file == null || Double.isNaN(p.id)) {
                draft.problem(p.where, "the image needs a number \"id\" and a text \"file_name\"");
            } else if (draft.picture(p.where, p.file, p.height, p.width) && files.putIfAbsent(p.id, p.file) != null) {
                draft.problem(p.where, "two images have the id " + p.id);
            }
        }
        leaveOutEmpty();
        for (Known k : known) {
            String name = categories.get(k.category);
            String picture = files.get(k.image);
            if (name == null || picture == null) {
                draft.problem(
                        k.where,
                        name == null
                                ? "there is no category of the id " + k.category
                                : "there is no image of the id " + k.image);
            } else {
                draft.thing(k.where, picture, edges(k.bbox), name, k.note);
            }
        }
        return draft.finish(List.copyOf(categories.values()));
    }

    private void leaveOutEmpty() {
        List<Known> empty = known.stream().filter(k -> isEmpty(k.bbox)).toList();
        if (!empty.isEmpty()) {
            LOG.warn(
                    "{} of {} boxes are left out, because they have no width or no height, the first at {}",
                    empty.size(),
                    known.size(),
                    empty.get(0).where);
            known.removeIf(k -> isEmpty(k.bbox));
        }
    }

    /** {@return whether a box is a line or a point} Less than nothing is a mistake. */
    private static boolean isEmpty(double[] b) {
        return b[2] >= 0 && b[3] >= 0 && b[2] * b[3] == 0;
    }

    private static double[] edges(double[] b) {
        double[] e = {b[1], b[0], b[1] + b[3] - 1, b[0] + b[2] - 1};
        return Arrays.stream(b).allMatch(Double::isFinite) ? e : b;
    }
}
