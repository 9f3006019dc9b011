package io.vivace.vision;

import io.vivace.io.FileException;
import io.vivace.io.WeightNames;
import io.vivace.io.Weights;
import io.vivace.nn.LoadReport;
import io.vivace.nn.Module;
import io.vivace.tensor.Scope;
import io.vivace.vision.models.Body;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Weights that were trained on something else, for the body of a net. */
final class Pretrained {
    private Pretrained() {}

    /**
     * Fills the body.
     *
     * @param whole the net that the weights are of
     * @param body its body
     * @param file weights in any format; what they hold beyond the body does not matter
     * @throws FileException if part of the body is not in it; the message lists what
     */
    static void load(Module whole, Body body, Path file) {
        LoadReport report;
        try (var scope = Scope.open()) {
            report = whole.loadMatching(WeightNames.fit(Weights.read(file), whole.shapes()));
        }
        Set<String> ofBody = namesIn(whole, body);
        List<String> wrong = Stream.concat(
                        report.missing().stream().map(m -> m + " is missing"), report.misshaped().stream())
                .filter(m -> ofBody.contains(m.substring(0, m.indexOf(' '))))
                .toList();
        if (!wrong.isEmpty()) {
            throw new FileException(
                    file,
                    "these weights are not of this architecture; " + wrong.size() + " of " + ofBody.size()
                            + " tensors of its body do not fit:\n  " + String.join("\n  ", wrong));
        }
    }

    private static Set<String> namesIn(Module whole, Body body) {
        Set<Module> parts = Collections.newSetFromMap(new IdentityHashMap<>());
        parts.addAll(body.net().modules().values());
        Set<String> names = new HashSet<>();
        whole.modules().forEach((path, m) -> {
            if (parts.contains(m)) {
                m.ownParameters().keySet().forEach(n -> names.add(join(path, n)));
                m.ownBuffers().keySet().forEach(n -> names.add(join(path, n)));
            }
        });
        return names;
    }

    /** Gives the memory of all that is not part of the body back. */
    static void closeRest(Module whole, Body body) {
        Set<Module> parts = Collections.newSetFromMap(new IdentityHashMap<>());
        parts.addAll(body.net().modules().values());
        closeRest(whole, parts);
    }

    private static void closeRest(Module m, Set<Module> parts) {
        if (m.modules().values().stream().noneMatch(parts::contains)) {
            m.close();
        } else if (!parts.contains(m)) {
            m.children().values().forEach(c -> closeRest(c, parts));
        }
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
