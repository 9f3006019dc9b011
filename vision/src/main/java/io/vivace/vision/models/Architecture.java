package io.vivace.vision.models;

import io.vivace.nn.Module;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How to build a net again: a name and numbers, which a file can hold, where a class cannot be. The nets of this package
 * are known by the names that torchvision and fastai gave them; nets of your own become known by {@link #register}.
 *
 * <pre>{@code
 * Architecture.register("two-layers", a -> sequential(
 *         flatten(), Linear.of(784, a.whole("hidden", 50)), relu(), Linear.of(a.whole("hidden", 50), a.whole("classes", 10))));
 * var net = Architecture.of("two-layers").with("hidden", 100).build();
 * }</pre>
 *
 * @param name what it is registered as
 * @param arguments whole numbers, numbers, true or false, lists of whole numbers, or short names such as {@code resnet34}, by name
 */
public record Architecture(String name, Map<String, Object> arguments) {
    private static final int MOST = 1_000_000;
    private static final int MOST_IN_ALL = 10_000;
    private static final Set<String> NO_NAMES = Set.of("true", "false", "NaN", "Infinity");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");
    private static final Map<String, Function<? super Architecture, ? extends Module>> KNOWN =
            new ConcurrentHashMap<>();

    /** Checks the arguments and copies them. */
    public Architecture {
        var copy = new TreeMap<String, Object>();
        arguments.forEach((k, v) -> copy.put(k, checked(k, v)));
        arguments = Collections.unmodifiableMap(copy);
    }

    /**
     * {@return an architecture with its usual numbers}
     *
     * @param name what it is registered as
     */
    public static Architecture of(String name) {
        return new Architecture(name, Map.of());
    }

    /**
     * {@return the architecture that a text describes, as people type it and {@link #toString} writes it}
     *
     * @param text a name, or a name and arguments such as {@code darknet:residuals=1+2+2+2+1,width=16}
     * @throws IllegalArgumentException if it cannot be understood
     */
    public static Architecture parse(String text) {
        int colon = text.indexOf(':');
        Architecture a = of((colon < 0 ? text : text.substring(0, colon)).trim());
        if (colon >= 0) {
            for (String part : text.substring(colon + 1).split(",")) {
                int equals = part.indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException("\"" + part + "\" in \"" + text
                            + "\" is no argument; write name:argument=value,argument=value");
                }
                a = a.with(
                        part.substring(0, equals).trim(),
                        value(part.substring(equals + 1).trim(), text));
            }
        }
        return a;
    }

    private static Object value(String v, String text) {
        try {
            if (v.equals("true") || v.equals("false")) {
                return v.equals("true");
            }
            if (v.matches("\\d+(\\+\\d+)+")) {
                return Arrays.stream(v.split("\\+")).map(Integer::valueOf).toList();
            }
            if (isName(v)) {
                return v;
            }
            return v.matches("-?\\d+") ? (Object) Integer.valueOf(v) : Double.valueOf(v);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"" + v + "\" in \"" + text
                            + "\" is no value; write a number, true or false, whole numbers such as 1+2+2+1, or a name such as"
                            + " resnet34",
                    e);
        }
    }

    /** Nets of a part of the library, found by {@link ServiceLoader}. */
    public interface Kinds {
        /** {@return what builds a net, by the name of its architecture} It must check what it gets, as it may come from a file. */
        Map<String, Function<? super Architecture, ? extends Module>> makers();
    }

    static {
        ServiceLoader.load(Kinds.class).forEach(k -> k.makers().forEach(Architecture::register));
    }

    /**
     * Makes an architecture known to this program, so that nets of its kind can be exported and loaded.
     *
     * @param name stable, as files will hold it
     * @param maker builds a net without values from the arguments; it must check what it gets, as it may come from a file
     * @throws IllegalArgumentException if the name is taken
     */
    public static void register(String name, Function<? super Architecture, ? extends Module> maker) {
        if (BuiltIn.NETS.containsKey(name) || KNOWN.putIfAbsent(name, maker) != null) {
            throw new IllegalArgumentException("an architecture named \"" + name + "\" is already registered");
        }
    }

    /** {@return the names of all architectures this program knows} */
    public static SortedSet<String> names() {
        var all = new TreeSet<>(BuiltIn.NETS.keySet());
        all.addAll(KNOWN.keySet());
        return all;
    }

    /**
     * {@return a new net, whose parameters have no values yet}
     *
     * @throws IllegalArgumentException if nobody registered the name, or the arguments do not fit
     */
    public Module build() {
        Function<? super Architecture, ? extends Module> maker = BuiltIn.NETS.get(name);
        maker = maker == null ? KNOWN.get(name) : maker;
        if (maker == null) {
            throw new IllegalArgumentException("no architecture is named \"" + name + "\"; known are " + names()
                    + ". A net of your own becomes known by Architecture.register(name, maker).");
        }
        if (BuiltIn.NETS.containsKey(name)) {
            requireKnown(BuiltIn.arguments(name));
        }
        return maker.apply(this);
    }

    /** A misspelt argument would otherwise give another net than the one that is wanted. */
    private void requireKnown(SortedSet<String> known) {
        for (String argument : arguments.keySet()) {
            if (!known.contains(argument)) {
                throw new IllegalArgumentException(
                        "architecture \"" + name + "\" takes no argument \"" + argument + "\"; it takes " + known);
            }
        }
    }

    // ---------------------------------------------------------------------------------------------- arguments

    /**
     * {@return the same with another argument}
     *
     * @param argument its name
     * @param value a whole number, a number, true or false, a list of whole numbers, or a name: a letter and up to 63 letters, digits,
     *     dots, hyphens and underscores
     */
    public Architecture with(String argument, Object value) {
        var all = new TreeMap<>(arguments);
        all.put(argument, value);
        return new Architecture(name, all);
    }

    /**
     * {@return a whole number from 1}
     *
     * @param argument its name
     * @param usual what it is if not given
     */
    public int whole(String argument, int usual) {
        Object v = arguments.get(argument);
        if (v == null) {
            return usual;
        }
        if (v instanceof Integer i && i >= 1) {
            return i;
        }
        throw wrong(argument, "a whole number from 1 to " + MOST, v);
    }

    /**
     * {@return a whole number from 1 to a bound}
     *
     * @param argument its name
     * @param usual what it is if not given
     * @param most the bound
     */
    public int whole(String argument, int usual, int most) {
        int v = whole(argument, usual);
        if (v > most) {
            throw wrong(argument, "a whole number from 1 to " + most, v);
        }
        return v;
    }

    /**
     * {@return true or false}
     *
     * @param argument its name
     * @param usual what it is if not given
     */
    public boolean truth(String argument, boolean usual) {
        Object v = arguments.get(argument);
        if (v == null) {
            return usual;
        }
        if (v instanceof Boolean b) {
            return b;
        }
        throw wrong(argument, "true or false", v);
    }

    /**
     * {@return a number}
     *
     * @param argument its name
     * @param usual what it is if not given
     */
    public double number(String argument, double usual) {
        Object v = arguments.get(argument);
        if (v == null) {
            return usual;
        }
        if (v instanceof Number n) {
            return n.doubleValue();
        }
        throw wrong(argument, "a number", v);
    }

    /**
     * {@return whole numbers from 1}
     *
     * @param argument their name
     * @param usual what they are if not given
     */
    public List<Integer> wholes(String argument, List<Integer> usual) {
        Object v = arguments.get(argument);
        if (v == null) {
            return usual;
        }
        List<?> list = v instanceof List<?> l ? l : List.of(v);
        List<Integer> numbers = new ArrayList<>();
        for (Object o : list) {
            if (!(o instanceof Integer i) || i < 1) {
                throw wrong(argument, "a list of whole numbers from 1", v);
            }
            numbers.add(i);
        }
        return numbers;
    }

    /**
     * {@return a name}
     *
     * @param argument its name
     * @param usual what it is if not given
     */
    public String text(String argument, String usual) {
        Object v = arguments.get(argument);
        if (v == null) {
            return usual;
        }
        if (v instanceof String s) {
            return s;
        }
        throw wrong(argument, "a name", v);
    }

    /**
     * {@return one of a few names, without regard to upper and lower case}
     *
     * @param argument its name
     * @param usual what it is if not given
     * @param <E> what can be chosen from
     */
    public <E extends Enum<E>> E choice(String argument, E usual) {
        String given = text(argument, usual.name());
        E[] all = usual.getDeclaringClass().getEnumConstants();
        return Arrays.stream(all)
                .filter(e -> e.name().equalsIgnoreCase(given))
                .findFirst()
                .orElseThrow(() -> wrong(
                        argument,
                        "one of "
                                + Arrays.stream(all)
                                        .map(e -> e.name().toLowerCase(Locale.ROOT))
                                        .toList(),
                        given));
    }

    /** What a file claims must not make the program build without end. */
    private static Object checked(String argument, @Nullable Object v) {
        if (v instanceof Integer i && Math.abs((long) i) <= MOST) {
            return v;
        }
        if (v instanceof Boolean || (v instanceof Double d && Double.isFinite(d))) {
            return v;
        }
        if (v instanceof String s && isName(s)) {
            return v;
        }
        if (v instanceof List<?> list && list.stream().allMatch(Integer.class::isInstance)) {
            long all =
                    list.stream().mapToLong(o -> Math.abs((long) (Integer) o)).sum();
            if (all + list.size() <= MOST_IN_ALL) {
                return List.copyOf(list);
            }
        }
        throw new IllegalArgumentException("argument \"" + argument
                + "\" of an architecture must be a whole number up to "
                + MOST + ", a finite number, true or false, a list of whole numbers with a sum below " + MOST_IN_ALL
                + ", or a name of at most 64 letters, digits, dots, hyphens and underscores; got "
                + (v instanceof String s && s.length() > 100 ? "a text of " + s.length() + " characters" : v));
    }

    /** {@return whether a text is a name, and would not be read as something else} */
    private static boolean isName(String text) {
        return NAME.matcher(text).matches() && !NO_NAMES.contains(text);
    }

    private IllegalArgumentException wrong(String argument, String wanted, Object got) {
        return new IllegalArgumentException(
                "architecture \"" + name + "\": \"" + argument + "\" must be " + wanted + ", got " + got);
    }

    /** {@return name and arguments, such as {@code darknet:residuals=1+2+2+2+1,width=16}} */
    @Override
    public String toString() {
        String all = arguments.entrySet().stream()
                .map(e -> e.getKey() + "=" + text(e.getValue()))
                .collect(Collectors.joining(","));
        return all.isEmpty() ? name : name + ":" + all;
    }

    private static String text(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining("+"))
                : value.toString();
    }
}
