package io.vivace.vision;

import io.vivace.learn.LossFunction;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Size;
import java.util.List;

/**
 * Any number of classes for each picture; collated to f32 [N, classes] of zeros and ones.
 *
 * @param classes by output
 * @param threshold classes whose probability is above are said
 */
public record ManyCategoriesTarget(List<String> classes, double threshold) implements Target<Prediction> {
    /** Copies the classes. */
    public ManyCategoriesTarget {
        classes = List.copyOf(classes);
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("a threshold is a probability from 0 to 1, got " + threshold);
        }
    }

    /**
     * {@return the target with a threshold of ½}
     *
     * @param classes by output
     */
    public static ManyCategoriesTarget of(List<String> classes) {
        return new ManyCategoriesTarget(classes, 0.5);
    }

    @Override
    public ManyCategoriesTarget threshold(double probability) {
        return new ManyCategoriesTarget(classes, probability);
    }

    @Override
    public int outputs() {
        return classes.size();
    }

    @Override
    public List<Tensor> collate(List<Prediction> values) {
        int n = classes.size();
        float[] hot = new float[values.size() * n];
        for (int i = 0; i < values.size(); i++) {
            for (int k = 0; k < n; k++) {
                hot[i * n + k] = values.get(i).probabilities().containsKey(classes.get(k)) ? 1 : 0;
            }
        }
        return List.of(Tensor.of(hot, values.size(), n));
    }

    @Override
    public Prediction decode(Tensor said, Size shown) {
        return Prediction.above(classes, said.toFloatArray(), threshold);
    }

    @Override
    public LossFunction loss() {
        return LossFunction.bceWithLogits();
    }

    @Override
    public String text(Prediction value) {
        return value.label();
    }

    @Override
    public TargetPlan plan() {
        return TargetPlan.of("categories", classes).with("threshold", threshold);
    }

    @Override
    public Boolean agrees(Prediction said, Prediction is) {
        return said.label().equals(is.label());
    }
}
