package io.vivace.learn;

import io.vivace.nn.LayerGroups;
import io.vivace.nn.Module;
import io.vivace.nn.Parameter;
import io.vivace.optim.ParameterGroup;
import io.vivace.optim.Settings;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The layer groups of a net as groups of parameters, each under its path in the net. */
final class TrainedGroups {
    private final LayerGroups layers;
    private final LayerGroups.FrozenNorm frozenNorm;
    private int frozenTo;
    private boolean normRests;
    private final List<Map<String, Parameter>> parameters = new ArrayList<>();

    TrainedGroups(Module model, LayerGroups layers, LayerGroups.FrozenNorm frozenNorm) {
        this.layers = layers;
        this.frozenNorm = frozenNorm;
        IdentityHashMap<Parameter, String> paths = new IdentityHashMap<>();
        model.parameters().forEach((path, p) -> paths.put(p, path));
        for (int g = 0; g < layers.size(); g++) {
            Map<String, Parameter> named = new LinkedHashMap<>();
            for (Parameter p : layers.parameters(g).values()) {
                String path = paths.remove(p);
                if (path == null) {
                    throw new IllegalArgumentException("layer group " + g
                            + " has a parameter of shape " + p.shape()
                            + " that the net does not have; make the groups from the modules of this net");
                }
                named.put(path, p);
            }
            parameters.add(named);
        }
        if (!paths.isEmpty()) {
            throw new IllegalArgumentException("these parameters are in no layer group and would never train: "
                    + paths.values().stream().sorted().toList());
        }
    }

    LayerGroups layers() {
        return layers;
    }

    LayerGroups.FrozenNorm frozenNorm() {
        return frozenNorm;
    }

    int frozenTo() {
        return frozenTo;
    }

    void freezeTo(int n) {
        frozenTo = n;
        layers.freezeTo(n, frozenNorm);
    }

    boolean normRests() {
        return normRests;
    }

    /** What a user keeps in evaluation himself stays so unless this has kept it, too. */
    void restNorm(boolean on) {
        if (on != normRests) {
            normRests = on;
            layers.restNorm(on);
        }
    }

    List<ParameterGroup> parameterGroups(Settings settings) {
        return parameters.stream().map(p -> new ParameterGroup(p, settings)).toList();
    }
}
