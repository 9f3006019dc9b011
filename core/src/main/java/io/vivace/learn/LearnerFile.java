package io.vivace.learn;

import io.vivace.io.SafeTensors;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A learner as a safetensors file: the net under its own names, the optimizer under names that begin with "optimizer/". */
final class LearnerFile {
    private static final String OPTIMIZER = "optimizer/";
    private static final String RULE = "vivace.optimizer";

    private LearnerFile() {}

    static void save(Learner learner, Path file) {
        try (var scope = Scope.open()) {
            Map<String, Tensor> all = new LinkedHashMap<>(learner.model().state());
            learner.optimizer().state().forEach((name, t) -> all.put(OPTIMIZER + name, t));
            SafeTensors.write(file, all, Map.of(RULE, learner.optimizer().rule().name()));
        }
    }

    static void load(Learner learner, Path file) {
        try (var scope = Scope.open()) {
            Map<String, Tensor> net = new LinkedHashMap<>();
            Map<String, Tensor> memory = new LinkedHashMap<>();
            SafeTensors.read(file).forEach((name, t) -> {
                if (name.startsWith(OPTIMIZER)) {
                    memory.put(name.substring(OPTIMIZER.length()), t);
                } else {
                    net.put(name, t);
                }
            });
            String saved = SafeTensors.metadata(file).get(RULE);
            String now = learner.optimizer().rule().name();
            if (!memory.isEmpty() && !now.equals(saved)) {
                throw new IllegalArgumentException(
                        file + " remembers steps of " + saved + ", but this learner optimizes by " + now
                                + ": build it with that optimizer, or load the weights alone into model()");
            }
            learner.optimizer().check(memory);
            learner.model().load(net);
            learner.optimizer().load(memory);
        }
    }
}
