package io.vivace.vision;

import io.vivace.learn.LossFunction;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Size;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One class for each picture; collated to i64 [N].
 *
 * @param classes by output
 */
public record CategoryTarget(List<String> classes) implements Target<Prediction> {
    /** Copies the classes. */
    public CategoryTarget {
        classes = List.copyOf(classes);
    }

    @Override
    public int outputs() {
        return classes.size();
    }

    @Override
    public List<Tensor> collate(List<Prediction> values) {
        Map<String, Integer> index = new HashMap<>();
        IntStream.range(0, classes.size()).forEach(i -> index.put(classes.get(i), i));
        return List.of(Tensor.of(values.stream()
                .mapToLong(v -> {
                    Integer i = index.get(v.label());
                    if (i == null) {
                        throw new IllegalArgumentException("\"" + v.label() + "\" is none of the classes " + classes);
                    }
                    return i;
                })
                .toArray()));
    }

    @Override
    public Prediction decode(Tensor said, Size shown) {
        return Prediction.likeliest(classes, said.toFloatArray());
    }

    @Override
    public LossFunction loss() {
        return LossFunction.crossEntropy();
    }

    @Override
    public String text(Prediction value) {
        return value.label();
    }

    @Override
    public TargetPlan plan() {
        return TargetPlan.of("category", classes);
    }

    @Override
    public Boolean agrees(Prediction said, Prediction is) {
        return said.label().equals(is.label());
    }
}
