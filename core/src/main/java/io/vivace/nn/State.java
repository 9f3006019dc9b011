package io.vivace.nn;

import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Reading and writing all parameters and buffers of a net by path. */
final class State {
    private State() {}

    static Map<String, Tensor> of(Module root) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        Tree.walk("", root, (path, m) -> {
            m.ownParameters().forEach((name, p) -> all.put(Tree.join(path, name), p.value()));
            m.ownBuffers().forEach((name, b) -> all.put(Tree.join(path, name), b.value()));
        });
        return all;
    }

    static Map<String, Shape> shapes(Module root) {
        Map<String, Shape> all = new LinkedHashMap<>();
        Tree.walk("", root, (path, m) -> {
            m.ownParameters().forEach((name, p) -> all.put(Tree.join(path, name), p.shape()));
            m.ownBuffers().forEach((name, b) -> all.put(Tree.join(path, name), b.shape()));
        });
        return all;
    }

    static void load(Module root, Map<String, Tensor> state) {
        Match match = new Match(root, state);
        LoadReport report = match.report();
        if (!report.isComplete()) {
            throw new IllegalArgumentException(root.label() + ": the state does not fit, nothing was loaded.\n" + report
                    + "\nUse loadMatching(state) to take what fits.");
        }
        match.copy();
    }

    static LoadReport loadMatching(Module root, Map<String, Tensor> state) {
        Match match = new Match(root, state);
        match.copy();
        return match.report();
    }

    /** A place for values in a net. */
    private record Slot(Object owner, Shape shape, boolean optional, Consumer<Tensor> set) {
        static Slot of(Parameter p) {
            return new Slot(p, p.shape(), false, p::set);
        }

        static Slot of(Buffer b) {
            return new Slot(b, b.shape(), b.isOptional(), b::set);
        }
    }

    /** Which entry of a state goes where. */
    private static final class Match {
        private final Map<String, Slot> slots = new LinkedHashMap<>();
        private final IdentityHashMap<Slot, Tensor> found = new IdentityHashMap<>();
        private final Set<Object> filled = Collections.newSetFromMap(new IdentityHashMap<>());
        private final List<String> misshaped = new ArrayList<>();
        private final Map<String, Tensor> state;

        Match(Module root, Map<String, Tensor> state) {
            this.state = state;
            Tree.walk("", root, (path, m) -> {
                m.ownParameters().forEach((name, p) -> slots.put(Tree.join(path, name), Slot.of(p)));
                m.ownBuffers().forEach((name, b) -> slots.put(Tree.join(path, name), Slot.of(b)));
            });
            slots.forEach(this::find);
        }

        private void find(String name, Slot slot) {
            Tensor given = state.get(name);
            if (given == null) {
                return;
            }
            filled.add(slot.owner);
            if (given.shape().equals(slot.shape)) {
                found.put(slot, given);
            } else {
                misshaped.add(name + " is " + given.shape() + ", the net needs " + slot.shape);
            }
        }

        /** A tied parameter is complete with the value under any of its names. */
        LoadReport report() {
            List<String> missing = new ArrayList<>();
            slots.forEach((name, slot) -> {
                if (!filled.contains(slot.owner) && !slot.optional) {
                    missing.add(name + " " + slot.shape);
                }
            });
            List<String> unknown = new ArrayList<>();
            state.forEach((name, t) -> {
                if (!slots.containsKey(name)) {
                    unknown.add(name + " " + t.shape());
                }
            });
            return new LoadReport(missing, unknown, misshaped);
        }

        void copy() {
            found.forEach((slot, t) -> slot.set.accept(t));
        }
    }
}
