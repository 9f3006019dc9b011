package io.vivace.nn;

import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** Walks over a module and all below it. */
final class Tree {
    private Tree() {}

    /** Visits every path, a shared module once for each of its paths. */
    static void walk(String path, Module m, BiConsumer<String, Module> visit) {
        visit.accept(path, m);
        m.children().forEach((name, child) -> walk(join(path, name), child, visit));
    }

    static Map<String, Module> modules(Module root) {
        Map<String, Module> all = new LinkedHashMap<>();
        collect("", root, all, Collections.newSetFromMap(new IdentityHashMap<>()));
        return all;
    }

    private static void collect(String path, Module m, Map<String, Module> all, Set<Module> seen) {
        if (seen.add(m)) {
            all.put(path, m);
            m.children().forEach((name, child) -> collect(join(path, name), child, all, seen));
        }
    }

    static Map<String, Parameter> parameters(Module root) {
        Map<String, Parameter> all = new LinkedHashMap<>();
        Set<Parameter> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        modules(root)
                .forEach((path, m) -> m.ownParameters().forEach((name, p) -> {
                    if (seen.add(p)) {
                        all.put(join(path, name), p);
                    }
                }));
        return all;
    }

    static Map<String, Tensor> buffers(Module root) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        modules(root).forEach((path, m) -> m.ownBuffers().forEach((name, b) -> all.put(join(path, name), b.value())));
        return all;
    }

    /** {@return the modules without children, in order: what hooks count} */
    static List<Module> leaves(Module root) {
        List<Module> leaves = new ArrayList<>();
        for (Module m : modules(root).values()) {
            if (m.children().isEmpty()) {
                leaves.add(m);
            }
        }
        return leaves;
    }

    static String text(Module root) {
        StringBuilder text = new StringBuilder();
        print("", root, 0, text);
        return text.toString();
    }

    private static void print(String name, Module m, int depth, StringBuilder text) {
        if (depth > 0) {
            text.append('\n').append("  ".repeat(depth)).append(name).append(": ");
        }
        text.append(m.describe());
        m.children().forEach((n, child) -> print(n, child, depth + 1, text));
    }

    static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
