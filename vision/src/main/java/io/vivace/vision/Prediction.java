package io.vivace.vision;

import java.util.Map;

/**
 * What a model says about a picture.
 *
 * @param label the most probable class; of a model that gives any number of classes, those above ½, with blanks between
 * @param probability of the most probable class, 0 to 1
 * @param probabilities of all classes, in the order of the model
 */
public record Prediction(String label, double probability, Map<String, Double> probabilities) {
    /** {@return label and probability, such as {@code cat (0.97)}} */
    @Override
    public String toString() {
        return String.format(java.util.Locale.ROOT, "%s (%.4f)", label, probability);
    }
}
