package io.vivace.vision;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a model says about a picture, or what is known about it.
 *
 * @param label the most probable class; of a model that gives any number of classes, those above its threshold, with blanks between
 * @param probability of the most probable class, 0 to 1
 * @param probabilities of all classes, in the order of the model; of what is known, 1 for each class there is
 */
public record Prediction(String label, double probability, Map<String, Double> probabilities) {
    /**
     * {@return what is known: these classes and no others}
     *
     * @param classes names
     */
    public static Prediction known(List<String> classes) {
        Map<String, Double> sure = new LinkedHashMap<>();
        classes.forEach(c -> sure.put(c, 1.0));
        return new Prediction(String.join(" ", classes), 1, Collections.unmodifiableMap(sure));
    }

    /** {@return the class with the highest probability} */
    static Prediction likeliest(List<String> classes, float[] p) {
        int best = best(p);
        return new Prediction(classes.get(best), p[best], all(classes, p));
    }

    /** {@return the classes above a threshold} */
    static Prediction above(List<String> classes, float[] p, double threshold) {
        String label = IntStream.range(0, p.length)
                .filter(i -> p[i] > threshold)
                .mapToObj(classes::get)
                .collect(Collectors.joining(" "));
        return new Prediction(label, p[best(p)], all(classes, p));
    }

    private static int best(float[] p) {
        return IntStream.range(0, p.length)
                .reduce((a, b) -> p[b] > p[a] ? b : a)
                .orElseThrow();
    }

    private static Map<String, Double> all(List<String> classes, float[] p) {
        Map<String, Double> all = new LinkedHashMap<>();
        for (int i = 0; i < p.length; i++) {
            all.put(classes.get(i), (double) p[i]);
        }
        return Collections.unmodifiableMap(all);
    }

    /** {@return label and probability, such as {@code cat (0.97)}} */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s (%.4f)", label, probability);
    }
}
