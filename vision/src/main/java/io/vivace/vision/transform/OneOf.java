package io.vivace.vision.transform;

import io.vivace.tensor.Rng;
import java.util.List;

/**
 * Does one of several changes, or none.
 *
 * @param changes to choose from
 * @param probabilities of each; what is missing to 1 is the probability of none
 */
public record OneOf(List<Transform> changes, List<Double> probabilities) implements Transform {
    /** Checks the numbers. */
    public OneOf {
        changes = List.copyOf(changes);
        probabilities = List.copyOf(probabilities);
        double sum = probabilities.stream().mapToDouble(p -> p).sum();
        if (changes.size() != probabilities.size()
                || !(sum <= 1 + 1e-9)
                || probabilities.stream().anyMatch(p -> p < 0)) {
            throw new IllegalArgumentException("oneOf: give each of " + changes.size()
                    + " changes a probability, together at most 1, got " + probabilities);
        }
    }

    /**
     * {@return one of these or none, all with the same probability}
     *
     * @param changes to choose from
     */
    public static OneOf orNone(Transform... changes) {
        List<Transform> all = List.of(changes);
        double share = 1.0 / (all.size() + 1);
        return new OneOf(all, all.stream().map(c -> share).toList());
    }

    @Override
    public void draw(Rng rng, Sketch sketch) {
        double u = rng.nextDouble();
        for (int i = 0; i < changes.size(); i++) {
            u -= probabilities.get(i);
            if (u < 0) {
                changes.get(i).draw(rng, sketch);
                return;
            }
        }
    }
}
