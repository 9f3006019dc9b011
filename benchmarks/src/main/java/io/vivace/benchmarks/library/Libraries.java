package io.vivace.benchmarks.library;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** All libraries on the class path. */
public final class Libraries {
    /** The name of the library that others are compared with. */
    public static final String OURS = "vivace";

    private Libraries() {}

    /** {@return Vivace, ND4J, then the peers} */
    public static List<Library> all() {
        List<Library> all = new ArrayList<>(List.of(new Vivace(), new Nd4jOperations()));
        for (Library peer : ServiceLoader.load(Library.class)) {
            all.add(peer);
        }
        return List.copyOf(all);
    }

    /**
     * {@return the library of a name}
     *
     * @param name such as {@code vivace}
     * @throws IllegalArgumentException if it is not on the class path
     */
    public static Library named(String name) {
        List<String> names = new ArrayList<>();
        for (Library l : all()) {
            if (l.name().equals(name)) {
                return l;
            }
            names.add(l.name());
        }
        throw new IllegalArgumentException("no library \"" + name + "\" on the class path, only " + names
                + "; peers come with mvn -Ppeers package");
    }
}
