package io.vivace.vision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * How to make a target again: a name, classes and numbers, which a file can hold, where a class cannot be. The kinds of Vivace are
 * known; kinds of your own become known by {@link #register}, so that models of them can be exported and loaded.
 *
 * @param kind what it is registered as
 * @param classes names by index; empty where there are no classes
 * @param numbers what else there is to know, by name
 */
public record TargetPlan(String kind, List<String> classes, Map<String, Double> numbers) {
    private static final int MOST_NUMBERS = 64;
    private static final Map<String, Function<? super TargetPlan, ? extends Target<?>>> KNOWN =
            new ConcurrentHashMap<>(Map.of(
                    "category",
                    p -> new CategoryTarget(p.classes),
                    "categories",
                    p -> new ManyCategoriesTarget(p.classes, p.number("threshold", 0.5)),
                    "numbers",
                    p -> new NumbersTarget(p.classes),
                    PictureTarget.KIND,
                    PictureTarget::of));

    static {
        ServiceLoader.load(Kinds.class).forEach(k -> k.makers().forEach(TargetPlan::register));
    }

    /** Targets of a part of the library, found by {@link ServiceLoader}. */
    public interface Kinds {
        /** {@return what makes a target again, by the name of its kind} It must check what it gets, as it may come from a file. */
        Map<String, Function<? super TargetPlan, ? extends Target<?>>> makers();
    }

    /** Copies classes and numbers. */
    public TargetPlan {
        classes = List.copyOf(classes);
        numbers = Map.copyOf(numbers);
        numbers.forEach((name, v) -> {
            if (!Double.isFinite(v)) {
                throw new IllegalArgumentException("number \"" + name + "\" of a target must be finite, got " + v);
            }
        });
    }

    /**
     * {@return a plan without numbers}
     *
     * @param kind what it is registered as
     * @param classes names by index
     */
    public static TargetPlan of(String kind, List<String> classes) {
        return new TargetPlan(kind, classes, Map.of());
    }

    /**
     * {@return the same with another number}
     *
     * @param name of the number
     * @param value finite
     */
    public TargetPlan with(String name, double value) {
        var all = new TreeMap<>(numbers);
        all.put(name, value);
        return new TargetPlan(kind, classes, all);
    }

    /**
     * {@return a number}
     *
     * @param name of the number
     * @param usual what it is if not given
     */
    public double number(String name, double usual) {
        return numbers.getOrDefault(name, usual);
    }

    /**
     * Makes a kind of target known to this program.
     *
     * @param kind stable, as files will hold it
     * @param maker makes a target; it must check what it gets, as it may come from a file
     * @throws IllegalArgumentException if the name is taken
     */
    public static void register(String kind, Function<? super TargetPlan, ? extends Target<?>> maker) {
        if (KNOWN.putIfAbsent(kind, maker) != null) {
            throw new IllegalArgumentException("a kind of target named \"" + kind + "\" is already registered");
        }
    }

    /**
     * {@return the target}
     *
     * @throws IllegalArgumentException if nobody registered the kind, or classes and numbers do not fit
     */
    public Target<?> build() {
        var maker = KNOWN.get(kind);
        if (maker == null) {
            throw new IllegalArgumentException(
                    "no kind of target is named \"" + kind + "\"; known are " + new TreeSet<>(KNOWN.keySet())
                            + ". One of your own becomes known by TargetPlan.register(name, maker).");
        }
        return maker.apply(this);
    }

    void write(ObjectNode to) {
        to.put("kind", kind);
        classes.forEach(to.putArray("classes")::add);
        if (!numbers.isEmpty()) {
            ObjectNode all = to.putObject("numbers");
            new TreeMap<>(numbers).forEach(all::put);
        }
    }

    static TargetPlan read(JsonNode from) {
        Map<String, Double> numbers = new TreeMap<>();
        if (from.has("numbers")) {
            JsonNode given = Json.object(from, "numbers");
            if (given.size() > MOST_NUMBERS) {
                throw new IllegalArgumentException("a target has at most " + MOST_NUMBERS + " numbers");
            }
            given.fieldNames().forEachRemaining(name -> numbers.put(name, Json.number(given, name)));
        }
        return new TargetPlan(Json.text(from, "kind"), Json.texts(from, "classes"), numbers);
    }
}
