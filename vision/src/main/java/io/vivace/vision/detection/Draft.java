package io.vivace.vision.detection;

import io.vivace.data.Problem;
import io.vivace.vision.image.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Annotations in the making: classes are names until all are known. */
final class Draft {
    /** Sides of pictures beyond this are a mistake. */
    static final int LONGEST_SIDE = 1 << 20;

    private record Named(Box box, String name, Thing.Note note) {}

    private record Picture(Size size, List<Named> things) {}

    private final Map<String, Picture> pictures = new LinkedHashMap<>();
    private final TreeMap<String, String> found = new TreeMap<>(); // name → where it was met first
    private final List<Problem> problems = new ArrayList<>();

    void problem(String where, String what) {
        problems.add(new Problem(where, what));
    }

    /** Notes a picture; false and a problem if its size or name cannot be right. */
    boolean picture(String where, String name, double height, double width) {
        if (!side(height) || !side(width)) {
            problem(
                    where,
                    "the picture has " + number(height) + " rows and " + number(width)
                            + " columns, expected whole numbers from 1 to " + LONGEST_SIDE);
            return false;
        }
        if (pictures.putIfAbsent(name, new Picture(Size.of((int) height, (int) width), new ArrayList<>())) != null) {
            problem(where, "the picture '" + name + "' was there before; each has to be described once");
            return false;
        }
        return true;
    }

    private static boolean side(double s) {
        return s >= 1 && s <= LONGEST_SIDE && s == Math.rint(s);
    }

    /** Adds a thing to a picture noted before: its box, cut to the picture, or a problem if nothing is in it. */
    void thing(String where, String picture, double[] edges, @Nullable String name, Thing.Note note) {
        Picture in = pictures.get(picture);
        if (in == null) {
            return; // its problem is known
        }
        if (name == null || name.isEmpty()) {
            problem(where, "the thing has no class");
            return;
        }
        if (!Arrays.stream(edges).allMatch(Double::isFinite)) {
            problem(where, "the box has edges " + text(edges) + ", expected four numbers");
            return;
        }
        Box box = new Box(edges[0], edges[1], edges[2], edges[3]);
        Box inside = box.clipped(in.size);
        if (inside.area() == 0) {
            problem(
                    where,
                    "the box from row " + number(edges[0]) + ", column " + number(edges[1]) + " to row "
                            + number(edges[2]) + ", column " + number(edges[3]) + " (counted from 0) "
                            + (box.area() > 0 ? "is outside its picture of " + in.size : "ends before it begins"));
            return;
        }
        found.putIfAbsent(name, where);
        in.things.add(new Named(inside, name, note));
    }

    /** {@return all of it, with classes in alphabetical order} */
    Annotations finish() {
        return finish(List.copyOf(found.keySet()));
    }

    /** {@return all of it, with the classes given; things of others are problems} */
    Annotations finish(List<String> classes) {
        Map<String, Integer> number = new LinkedHashMap<>();
        classes.forEach(c -> number.putIfAbsent(c, number.size()));
        found.forEach((name, where) -> {
            if (!number.containsKey(name)) {
                problem(where, "the class '" + name + "' is none of those asked for: " + classes);
            }
        });
        Map<String, Boxes> all = new LinkedHashMap<>();
        pictures.forEach((name, p) -> {
            List<Thing> things = new ArrayList<>();
            for (Named n : p.things) {
                Integer label = number.get(n.name);
                if (label != null) {
                    things.add(Thing.of(n.box, label, n.note));
                }
            }
            all.put(name, new Boxes(p.size, things));
        });
        return new Annotations(List.copyOf(number.keySet()), all, problems);
    }

    /** {@return a number that text holds, NaN if it holds none} */
    static double number(@Nullable String text) {
        if (text == null || text.length() > 40) {
            return Double.NaN;
        }
        try {
            return Double.parseDouble(text.trim());
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static String number(double v) {
        return v == Math.rint(v) && Math.abs(v) < 1e15 ? Long.toString((long) v) : Double.toString(v);
    }

    private static String text(double[] edges) {
        return String.join(", ", Arrays.stream(edges).mapToObj(Draft::number).toList());
    }
}
