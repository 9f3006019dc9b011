package io.vivace.vision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vivace.nn.AdaptivePool2d;
import io.vivace.nn.BatchNorm1d;
import io.vivace.nn.Dropout;
import io.vivace.nn.Init;
import io.vivace.nn.Layers;
import io.vivace.nn.Linear;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What turns the features of a body into outputs: pool to one pixel, flatten, then for each hidden layer batch norm, dropout,
 * linear, ReLU, and at the end batch norm, dropout, linear (the head of fastai's cnn_learner). Linear layers start with
 * Kaiming-normal weights and biases 0.
 *
 * @param hidden widths of the hidden layers
 * @param dropouts before each linear layer, one more than there are hidden layers
 * @param concatPool whether maxima and means are pooled, maxima first, rather than means alone
 * @param finalNorm whether a batch norm with momentum 0.01 follows the last layer
 */
public record Head(List<Integer> hidden, List<Double> dropouts, boolean concatPool, boolean finalNorm) {
    private static final int WIDEST = 1 << 20;
    private static final int DEEPEST = 100;

    /** Checks the numbers. */
    public Head {
        hidden = List.copyOf(hidden);
        dropouts = List.copyOf(dropouts);
        if (dropouts.size() != hidden.size() + 1 || hidden.size() > DEEPEST) {
            throw new IllegalArgumentException("a head with " + hidden.size() + " hidden layers has "
                    + (hidden.size() + 1) + " dropouts, got " + dropouts);
        }
        if (hidden.stream().anyMatch(w -> w < 1 || w > WIDEST)) {
            throw new IllegalArgumentException("hidden layers have 1 to " + WIDEST + " outputs, got " + hidden);
        }
        if (dropouts.stream().anyMatch(p -> !(p >= 0 && p < 1))) {
            throw new IllegalArgumentException("dropouts are probabilities from 0 to below 1, got " + dropouts);
        }
    }

    /** {@return one hidden layer of 512, dropouts ¼ and ½} */
    public static Head standard() {
        return new Head(List.of(512), List.of(0.25, 0.5), true, false);
    }

    /**
     * {@return the same with other hidden layers, and dropout p/2 before each and p before the last layer}
     *
     * @param p dropout before the last layer
     * @param widths of the hidden layers; none for a single linear layer
     */
    public Head hidden(double p, int... widths) {
        var drops = new ArrayList<>(Collections.nCopies(widths.length, p / 2));
        drops.add(p);
        return new Head(Arrays.stream(widths).boxed().toList(), drops, concatPool, finalNorm);
    }

    /** {@return the same with means alone in place of maxima and means} */
    public Head withAveragePool() {
        return new Head(hidden, dropouts, false, finalNorm);
    }

    /** {@return the same with batch norm after the last layer} */
    public Head withFinalNorm() {
        return new Head(hidden, dropouts, concatPool, true);
    }

    /**
     * {@return the layers, without values yet}
     *
     * @param features channels that the body gives
     * @param outputs of the last layer
     */
    public Sequential build(int features, int outputs) {
        List<Module> layers = new ArrayList<>();
        layers.add(concatPool ? AdaptivePool2d.maxAndAvg(1) : AdaptivePool2d.avg(1));
        layers.add(Layers.flatten());
        int in = concatPool ? 2 * features : features;
        for (int i = 0; i < hidden.size(); i++) {
            add(layers, in, dropouts.get(i), hidden.get(i));
            layers.add(Layers.relu());
            in = hidden.get(i);
        }
        add(layers, in, dropouts.get(hidden.size()), outputs);
        if (finalNorm) {
            layers.add(BatchNorm1d.of(outputs).momentum(0.01));
        }
        return Layers.sequential(layers);
    }

    private static void add(List<Module> layers, int in, double dropout, int out) {
        layers.add(BatchNorm1d.of(in));
        if (dropout > 0) {
            layers.add(Dropout.of(dropout));
        }
        layers.add(Linear.of(in, out).starting(Init.kaimingNormal(Init.Fan.IN, Init.RELU_GAIN), Init.constant(0)));
    }

    void write(ObjectNode to) {
        hidden.forEach(to.putArray("hidden")::add);
        dropouts.forEach(to.putArray("dropouts")::add);
        to.put("concatPool", concatPool);
        to.put("finalNorm", finalNorm);
    }

    static Head read(JsonNode from) {
        List<Integer> widths = Arrays.stream(Json.numbers(from, "hidden"))
                .mapToObj(w -> (int) w)
                .toList();
        List<Double> drops =
                Arrays.stream(Json.numbers(from, "dropouts")).boxed().toList();
        return new Head(widths, drops, Json.truth(from, "concatPool"), Json.truth(from, "finalNorm"));
    }
}
