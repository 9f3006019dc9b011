package io.vivace.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The layers of a net from input to output in groups that are frozen together and train with learning rates of their own:
 * early layers see edges, late ones what the task is about (fastai's discriminative layer training).
 *
 * @param groups the groups, each a list of modules
 */
public record LayerGroups(List<List<Module>> groups) {
    /** What becomes of batch norm in frozen groups. */
    public enum FrozenNorm {
        /** Scale and shift keep learning and the statistics keep following the data: fastai v1 ({@code train_bn}). */
        TRAINS,
        /** Scale and shift are frozen, the statistics keep following the data: fastai v1 without {@code train_bn}. */
        FOLLOWS,
        /** Scale and shift are frozen and the statistics are used as they are, even in training: fastai 0.7. */
        RESTS
    }

    /** Checks that there is a group, and copies the lists. */
    public LayerGroups {
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("a net needs at least one layer group");
        }
        groups = groups.stream().map(List::copyOf).toList();
    }

    /**
     * {@return one group of the whole net}
     *
     * @param net the net
     */
    public static LayerGroups single(Module net) {
        return new LayerGroups(List.of(List.of(net)));
    }

    /**
     * {@return groups that start where these modules start} The net is taken apart as far as needed; what stands before the
     * first of them is the first group.
     *
     * @param net the net
     * @param starts modules inside the net, in order
     * @throws IllegalArgumentException if one is not inside, or they are not in order
     */
    public static LayerGroups split(Module net, List<? extends Module> starts) {
        List<List<Module>> groups = new ArrayList<>();
        groups.add(new ArrayList<>());
        int[] next = {0};
        collect(net, starts, next, groups);
        if (next[0] < starts.size()) {
            throw new IllegalArgumentException("layer group " + (next[0] + 1) + " is to start at "
                    + starts.get(next[0]).describe()
                    + ", which is not inside the net after the start of the group before");
        }
        groups.removeIf(List::isEmpty);
        return new LayerGroups(groups);
    }

    private static void collect(Module m, List<? extends Module> starts, int[] next, List<List<Module>> groups) {
        if (next[0] < starts.size() && m == starts.get(next[0])) {
            groups.add(new ArrayList<>());
            next[0]++;
        }
        boolean whole =
                next[0] >= starts.size() || m.modules().values().stream().noneMatch(starts.get(next[0])::equals);
        if (whole) {
            groups.get(groups.size() - 1).add(m);
        } else if (!m.ownParameters().isEmpty()) {
            throw new IllegalArgumentException("a layer group cannot start inside " + m.describe()
                    + ", which has parameters of its own: start it there");
        } else {
            m.children().values().forEach(c -> collect(c, starts, next, groups));
        }
    }

    /** {@return how many groups there are} */
    public int size() {
        return groups.size();
    }

    /**
     * {@return the parameters of a group by a name that is unique in it; one that an earlier group has too is left out}
     *
     * @param group from 0
     */
    public Map<String, Parameter> parameters(int group) {
        Set<Parameter> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int g = 0; g < group; g++) {
            groups.get(g).forEach(m -> seen.addAll(m.parameters().values()));
        }
        Map<String, Parameter> all = new LinkedHashMap<>();
        List<Module> modules = groups.get(group);
        for (int i = 0; i < modules.size(); i++) {
            String prefix = Integer.toString(i);
            modules.get(i).parameters().forEach((name, p) -> {
                if (seen.add(p)) {
                    all.put(Tree.join(prefix, name), p);
                }
            });
        }
        return all;
    }

    /** Trains the last group alone, as fastai does after putting a new head on a trained body. */
    public void freeze() {
        freezeTo(-1);
    }

    /** Trains all groups. */
    public void unfreeze() {
        freezeTo(0);
    }

    /**
     * Trains the groups from n on; batch norm of the others keeps training.
     *
     * @param n the first group to train; negative numbers count from the end
     */
    public void freezeTo(int n) {
        freezeTo(n, FrozenNorm.TRAINS);
    }

    /**
     * Trains the groups from n on and freezes those before.
     *
     * @param n the first group to train; negative numbers count from the end
     * @param norm what becomes of batch norm in the frozen groups
     * @throws IllegalArgumentException if there is no such group
     */
    public void freezeTo(int n, FrozenNorm norm) {
        int first = n < 0 ? n + size() : n;
        if (first < 0 || first > size()) {
            throw new IllegalArgumentException(
                    "freezeTo(" + n + "): there are " + size() + " layer groups; give " + -size() + " to " + size());
        }
        for (int g = 0; g < size(); g++) {
            boolean trains = g >= first;
            for (Module m : groups.get(g)) {
                m.parameters().values().forEach(p -> p.trainable(trains));
                m.apply(part -> part.restInEval(false));
                if (!trains) {
                    m.apply(part -> freezeNorm(part, norm));
                }
            }
        }
    }

    /**
     * Keeps all batch norm in evaluation mode, or no more: it uses its statistics as they are even in training, while scale and shift learn
     * wherever their group does ({@code bn_freeze} of fastai 0.7). Freezing and thawing groups changes nothing about it.
     *
     * @param on whether to keep it so
     */
    public void restNorm(boolean on) {
        groups.stream()
                .flatMap(List::stream)
                .forEach(m -> m.modules().values().stream()
                        .filter(LayerGroups::isNorm)
                        .forEach(n -> n.keepInEval(on)));
    }

    private static boolean isNorm(Module m) {
        return m.ownBuffers().containsKey("running_mean");
    }

    private static void freezeNorm(Module m, FrozenNorm norm) {
        if (isNorm(m)) {
            m.ownParameters().values().forEach(p -> p.trainable(norm == FrozenNorm.TRAINS));
            m.restInEval(norm == FrozenNorm.RESTS);
        }
    }
}
