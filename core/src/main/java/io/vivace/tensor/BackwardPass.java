package io.vivace.tensor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One walk over the graph from results to inputs. Nodes run latest first; a node's saved tensors go back to the pool as
 * soon as it has run, unless the graph is retained.
 */
final class BackwardPass {
    private final boolean retainGraph;
    private final boolean createGraph;
    private boolean within;
    private final @Nullable Map<Meta, Integer> wanted;
    private final @Nullable Set<Node> useful;
    private final PriorityQueue<Node> queue =
            new PriorityQueue<>(Comparator.comparingLong((Node n) -> n.id).reversed());
    private final Map<Node, @Nullable Tensor[]> pending = new LinkedHashMap<>();
    private final Map<Meta, Tensor> leaves = new LinkedHashMap<>();
    private final List<Tensor> held = new ArrayList<>();

    private BackwardPass(
            boolean retainGraph, boolean createGraph, @Nullable Map<Meta, Integer> wanted, @Nullable Set<Node> useful) {
        this.retainGraph = retainGraph;
        this.createGraph = createGraph;
        this.wanted = wanted;
        this.useful = useful;
    }

    /** Adds the gradients of all leaves to their {@code grad}. */
    static void accumulate(Tensor root, Tensor gradient, boolean retainGraph, boolean createGraph) {
        var pass = new BackwardPass(retainGraph, createGraph, null, null);
        pass.run(List.of(root), List.of(gradient), () -> pass.leaves.forEach(pass::store));
    }

    /** {@return the gradients of chosen tensors; null where the roots do not depend on one} */
    static @Nullable Tensor[] gradients(
            List<Tensor> roots, List<Tensor> gradients, List<Tensor> inputs, boolean retainGraph, boolean createGraph) {
        return gradients(roots, gradients, inputs, retainGraph, createGraph, false);
    }

    /** {@return the same as a part of another pass, which applies the hooks of what was chosen} */
    static @Nullable Tensor[] within(Tensor root, Tensor gradient, List<Tensor> inputs) {
        return gradients(List.of(root), List.of(gradient), inputs, false, false, true);
    }

    private static @Nullable Tensor[] gradients(
            List<Tensor> roots,
            List<Tensor> gradients,
            List<Tensor> inputs,
            boolean retainGraph,
            boolean createGraph,
            boolean within) {
        Map<Meta, Integer> wanted = new LinkedHashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            wanted.put(inputs.get(i).meta(), i);
        }
        Set<Node> useful = new HashSet<>();
        Map<Node, Boolean> seen = new LinkedHashMap<>();
        for (Tensor r : roots) {
            reaches(r.meta(), wanted, seen);
        }
        seen.forEach((n, yes) -> {
            if (yes) {
                useful.add(n);
            }
        });
        @Nullable Tensor[] results = new Tensor[inputs.size()];
        var pass = new BackwardPass(retainGraph, createGraph, wanted, useful);
        pass.within = within;
        pass.run(
                roots,
                gradients,
                () -> pass.leaves.forEach((m, g) -> {
                    Integer at = wanted.get(m);
                    if (at != null) {
                        results[at] = g.alias();
                    }
                }));
        return results;
    }

    /** Marks, without recursion, the nodes from which a wanted value can be reached. */
    private static void reaches(@Nullable Meta root, Map<Meta, Integer> wanted, Map<Node, Boolean> seen) {
        if (root == null || root.node == null) {
            return;
        }
        List<Node> order = new ArrayList<>();
        Set<Node> visited = new HashSet<>(seen.keySet());
        List<Node> stack = new ArrayList<>(List.of(root.node));
        while (!stack.isEmpty()) {
            Node n = stack.remove(stack.size() - 1);
            if (visited.add(n)) {
                order.add(n);
                for (Meta in : n.inputs) {
                    if (in != null && in.node != null) {
                        stack.add(in.node);
                    }
                }
            }
        }
        order.sort(Comparator.comparingLong(n -> n.id));
        for (Node n : order) {
            boolean yes = false;
            for (Meta in : n.inputs) {
                yes |= in != null && (wanted.containsKey(in) || (in.node != null && seen.getOrDefault(in.node, false)));
            }
            seen.put(n, yes);
        }
    }

    boolean wants(Meta m) {
        if (wanted == null || useful == null) {
            return true;
        }
        return wanted.containsKey(m) || (m.node != null && useful.contains(m.node));
    }

    private void run(List<Tensor> roots, List<Tensor> gradients, Runnable finish) {
        ThreadState state = ThreadState.current();
        boolean before = state.recording;
        Precision precision = state.precision;
        state.recording = createGraph;
        state.precision = Precision.F32; // gradients keep to the types of the forward pass
        try {
            for (int i = 0; i < roots.size(); i++) {
                Tensor root = roots.get(i);
                Meta m = root.meta();
                if (m != null) {
                    deliver(m, fitting("backward", gradients.get(i), root));
                }
            }
            for (Node n = queue.poll(); n != null; n = queue.poll()) {
                runNode(n);
            }
            finishLeaves();
            finish.run();
        } finally {
            state.recording = before;
            state.precision = precision;
            held.forEach(Tensor::close);
        }
    }

    private void runNode(Node n) {
        @Nullable Tensor[] grads = Objects.requireNonNull(pending.remove(n));
        for (int i = 0; i < grads.length; i++) {
            Tensor g = grads[i];
            if (g != null) {
                grads[i] = finished(n.outputs[i], g);
            }
        }
        if (createGraph) {
            n.backward.run(new Grads(n, grads, this));
        } else {
            try (var scope = Scope.open()) {
                n.backward.run(new Grads(n, grads, this));
            }
            for (Tensor g : grads) {
                if (g != null) {
                    g.close();
                }
            }
        }
        if (!retainGraph) {
            n.release();
        }
    }

    /** {@return a gradient that comes from outside in the type of what it belongs to, after a look at its shape} */
    private static Tensor fitting(String where, Tensor gradient, Tensor of) {
        if (!gradient.shape().equals(of.shape())) {
            throw new IllegalArgumentException(
                    where + ": the gradient has shape " + gradient.shape() + ", what it belongs to has " + of.shape());
        }
        return gradient.to(of.dtype());
    }

    /** Applies hooks to a complete gradient and keeps it where asked. */
    private Tensor finished(Meta m, Tensor g) {
        Tensor result = g;
        for (UnaryOperator<Tensor> hook : List.copyOf(m.hooks)) {
            result = fitting("gradient hook", hook.apply(result), g);
        }
        if (result != g) {
            result = hold(result);
        }
        boolean leaf = m.node == null;
        if (!leaf && wanted != null && wanted.containsKey(m)) {
            leaves.put(m, hold(result));
        }
        if (!leaf && wanted == null && m.retainGrad) {
            store(m, result);
        }
        return result;
    }

    private void finishLeaves() {
        leaves.replaceAll((m, g) -> m.node == null && !within ? finished(m, g) : g);
    }

    /** Adds a gradient to what has arrived for a value so far. */
    void deliver(Meta m, Tensor g) {
        if (m.node == null) {
            Tensor sum = leaves.get(m);
            leaves.put(m, sum == null ? hold(g) : plus(sum, g));
            return;
        }
        Node n = m.node;
        @Nullable Tensor[] slots = pending.get(n);
        if (slots == null) {
            slots = new Tensor[n.outputs.length];
            pending.put(n, slots);
            queue.add(n);
        }
        Tensor sum = slots[m.index];
        slots[m.index] = sum == null ? hold(g) : plus(sum, g);
    }

    private Tensor plus(Tensor sum, Tensor g) {
        if (!createGraph && sum.storage().isExclusive() && sum.view().isDense()) {
            return sum.add_(g);
        }
        return hold(sum.add(g));
    }

    /** {@return the same value under a handle that no scope closes} */
    private Tensor hold(Tensor g) {
        Tensor alias = createGraph ? g.alias() : g.holdAlias();
        if (!createGraph) {
            held.add(alias);
        }
        return alias;
    }

    private void store(Meta m, Tensor g) {
        if (wanted != null) {
            return;
        }
        Tensor old = m.grad;
        if (old == null) {
            m.grad = createGraph ? g.copy().keep() : ownGradient(g);
        } else if (createGraph) {
            m.grad = old.add(g).keep();
        } else {
            old.add_(g);
        }
    }

    /** {@return a gradient that nothing else shares, taking over the memory of g where that is possible} */
    private static Tensor ownGradient(Tensor g) {
        boolean alone = g.storage().isExclusive() && g.view().isDense();
        return (alone ? g.detach() : g.detach().copy()).keep();
    }
}
