package io.vivace.learn;

import io.vivace.data.DataBunch;
import io.vivace.metric.Metric;
import io.vivace.nn.LayerGroups;
import io.vivace.nn.Module;
import io.vivace.nn.Parameter;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes a learner that stands where another one does. */
final class LearnerCopy {
    private LearnerCopy() {}

    static Learner of(Learner from, Module fresh, Callback... callbacks) {
        if (fresh == from.model()) {
            throw new IllegalArgumentException("a copy needs a net of its own: make a new one of the same layers");
        }
        Learner copy = alike(from, from.data(), fresh, callbacks)
                .groups(groups(from, fresh))
                .frozenNorm(from.frozenNorm())
                .build();
        fresh.load(from.model().state());
        if (from.frozenTo() != 0) {
            copy.freezeTo(from.frozenTo());
        }
        copy.restNorm(from.normRests());
        Map<String, Parameter> own = fresh.parameters();
        from.model()
                .parameters()
                .forEach((path, p) -> Objects.requireNonNull(own.get(path)).trainable(p.isTrainable()));
        copy.rng().state(from.rng().state());
        copy.epochsStarted(from.epochsStarted());
        return copy;
    }

    /** {@return a learner of a part of another one's net, which stays that one's} */
    static Learner ofPart(Learner from, DataBunch data, Module part, Callback... callbacks) {
        LearnerBuilder builder = alike(from, data, part, callbacks);
        builder.lender = from;
        Learner learner = builder.build();
        learner.rng().state(from.rng().state());
        return learner;
    }

    private static LearnerBuilder alike(Learner from, DataBunch data, Module net, Callback... callbacks) {
        LearnerBuilder builder = Learner.of(data, net)
                .loss(from.loss())
                .optimizer(from.rule())
                .metrics(from.metrics().toArray(Metric[]::new))
                .callbacks(callbacks)
                .step(from.step())
                .precision(from.precision());
        return from.out() == null ? builder.silent() : builder.printTo(from.out());
    }

    /** {@return the modules of the new net that stand where those of the old one's groups do} */
    private static LayerGroups groups(Learner from, Module fresh) {
        if (!fresh.shapes().equals(from.model().shapes())) {
            throw new IllegalArgumentException(
                    "the nets differ: a copy of " + from.model().describe()
                            + " needs the same layers under the same names, not those of " + fresh.describe());
        }
        IdentityHashMap<Module, String> paths = new IdentityHashMap<>();
        from.model().modules().forEach((path, m) -> paths.put(m, path));
        Map<String, Module> modules = fresh.modules();
        List<List<Module>> groups = from.groups().groups().stream()
                .map(g -> g.stream().map(m -> found(modules, paths.get(m))).toList())
                .toList();
        return new LayerGroups(groups);
    }

    private static Module found(Map<String, Module> modules, @Nullable String path) {
        Module m = path == null ? null : modules.get(path);
        if (m == null) {
            throw new IllegalArgumentException("the new net has no module '" + path + "'");
        }
        return m;
    }
}
