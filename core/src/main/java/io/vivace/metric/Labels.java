package io.vivace.metric;

import io.vivace.tensor.Tensor;

/** Predicted and true labels of items that can have several; undecided if a score was NaN. */
record Labels(boolean[] predicted, boolean[] actual, int perItem, boolean undecided) {
    static Labels of(Tensor output, Tensor target, double threshold, boolean sigmoid) {
        if (!output.shape().equals(target.shape()) || output.rank() < 1) {
            throw new IllegalArgumentException("the output is " + output.shape() + ", the target " + target.shape()
                    + "; both must be [N, C] with a 1 in the target for each label an item has");
        }
        float[] scores = output.toFloatArray();
        float[] marks = target.toFloatArray();
        boolean[] predicted = new boolean[scores.length];
        boolean[] actual = new boolean[scores.length];
        boolean undecided = false;
        for (int i = 0; i < scores.length; i++) {
            undecided |= Float.isNaN(scores[i]);
            double p = sigmoid ? 1 / (1 + Math.exp(-scores[i])) : scores[i];
            predicted[i] = p > threshold;
            actual[i] = marks[i] > 0.5f;
        }
        long items = Math.max(1, output.size(0));
        return new Labels(predicted, actual, Math.toIntExact(scores.length / items), undecided);
    }

    Proportion.Count right() {
        double right = undecided ? Double.NaN : 0;
        for (int i = 0; i < predicted.length; i++) {
            right += predicted[i] == actual[i] ? 1 : 0;
        }
        return new Proportion.Count(right, predicted.length);
    }
}
