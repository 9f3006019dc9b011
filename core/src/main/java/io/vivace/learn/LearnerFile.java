package io.vivace.learn;

import io.vivace.io.SafeTensors;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A learner as a safetensors file: the net under its own names, the optimizer under names that begin with "optimizer/". A
 * {@linkplain CheckpointFile checkpoint} has more, under "state/" and "gradient/".
 */
final class LearnerFile {
    static final String OPTIMIZER = "optimizer/";
    private static final String RULE = "vivace.optimizer";

    private LearnerFile() {}

    /** {@return the live tensors of net and optimizer} */
    static Map<String, Tensor> tensors(Learner learner) {
        Map<String, Tensor> all = new LinkedHashMap<>(learner.model().state());
        learner.optimizer().state().forEach((name, t) -> all.put(OPTIMIZER + name, t));
        return all;
    }

    static Map<String, String> metadata(Learner learner) {
        return Map.of(RULE, learner.optimizer().rule().name());
    }

    /** {@return those of the net, which may have any other names} */
    static Map<String, Tensor> net(Map<String, Tensor> all) {
        Map<String, Tensor> net = new LinkedHashMap<>();
        all.forEach((name, t) -> {
            if (Stream.of(OPTIMIZER, CheckpointFile.STATE, CheckpointFile.GRADIENT)
                    .noneMatch(name::startsWith)) {
                net.put(name, t);
            }
        });
        return net;
    }

    /** {@return those of the optimizer, under its own names} */
    static Map<String, Tensor> optimizer(Map<String, Tensor> all) {
        Map<String, Tensor> memory = new LinkedHashMap<>();
        all.forEach((name, t) -> {
            if (name.startsWith(OPTIMIZER)) {
                memory.put(name.substring(OPTIMIZER.length()), t);
            }
        });
        return memory;
    }

    static void save(Learner learner, Path file) {
        try (var scope = Scope.open()) {
            SafeTensors.write(file, tensors(learner), metadata(learner));
        }
    }

    static void load(Learner learner, Path file) {
        try (var scope = Scope.open()) {
            SafeTensors.Content content = SafeTensors.readAll(file);
            Map<String, Tensor> memory = optimizer(content.tensors());
            String saved = content.metadata().get(RULE);
            String now = learner.optimizer().rule().name();
            if (!memory.isEmpty() && !now.equals(saved)) {
                throw new IllegalArgumentException(
                        file + " remembers steps of " + saved + ", but this learner optimizes by " + now
                                + ": build it with that optimizer, or load the weights alone into model()");
            }
            try {
                learner.optimizer().check(memory);
                learner.model().load(net(content.tensors()));
                learner.optimizer().load(memory);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + " is of another learner: " + e.getMessage(), e);
            }
        }
    }
}
