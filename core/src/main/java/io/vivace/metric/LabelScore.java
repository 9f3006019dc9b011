package io.vivace.metric;

import io.vivace.tensor.Tensor;

/** Precision, recall and the like of labels, from counts over all items. */
final class LabelScore implements Metric {
    private final String name;
    private final Average average;
    private final double threshold;
    private final boolean sigmoid;
    private final PerClass.Score score;
    private long[][] counts = {};
    private boolean undecided;

    LabelScore(String name, Average average, double threshold, boolean sigmoid, PerClass.Score score) {
        if (average == Average.BINARY) {
            throw new IllegalArgumentException(name + ": labels are many; choose Average.MICRO, MACRO or WEIGHTED");
        }
        this.name = name;
        this.average = average;
        this.threshold = threshold;
        this.sigmoid = sigmoid;
        this.score = score;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void reset() {
        counts = new long[0][];
        undecided = false;
    }

    @Override
    public void add(Tensor output, Tensor target) {
        Failures.named(name, () -> count(Labels.of(output, target, threshold, sigmoid)));
    }

    private void count(Labels labels) {
        if (counts.length == 0) {
            counts = new long[labels.perItem()][3];
        } else if (counts.length != labels.perItem()) {
            throw new IllegalArgumentException(
                    "batches before had " + counts.length + " labels, the output has " + labels.perItem());
        }
        undecided |= labels.undecided();
        for (int i = 0; i < labels.predicted().length; i++) {
            long[] own = counts[i % counts.length];
            boolean said = labels.predicted()[i];
            boolean is = labels.actual()[i];
            own[0] += said && is ? 1 : 0;
            own[1] += said ? 1 : 0;
            own[2] += is ? 1 : 0;
        }
    }

    @Override
    public double value() {
        if (undecided || counts.length == 0) {
            return Double.NaN;
        }
        return switch (average) {
            case BINARY, MICRO -> micro();
            case MACRO -> PerClass.mean(counts.length, c -> of(counts[c]), c -> 1);
            case WEIGHTED -> PerClass.mean(counts.length, c -> of(counts[c]), c -> (double) counts[c][2]);
        };
    }

    private double micro() {
        long[] all = new long[3];
        for (long[] own : counts) {
            for (int i = 0; i < 3; i++) {
                all[i] += own[i];
            }
        }
        return of(all);
    }

    private double of(long[] c) {
        return score.of((double) c[0], (double) c[1], (double) c[2]);
    }
}
