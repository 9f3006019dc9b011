package io.vivace.backend.cpu;

import io.vivace.memory.DType;
import io.vivace.memory.View;
import java.util.Arrays;

/**
 * Additive attention of one sequence's steps, item by item and several items at once. Keys and values lie in arrays for the
 * whole sequence: they are met at every step, and loops over arrays that start at 0 vectorise. All views are row-major, and f32
 * unless it is said.
 */
final class AttentionLoop {
    private final int words;
    private final int items;
    private final int width;
    private final int features;
    private final float[][] keys; // [n · S + s]
    private final float[][] values;
    private final float[] score;

    /**
     * Reads what all steps look at.
     *
     * @param keys [S, N, D], of any floating type
     * @param values [S, N, C], likewise
     * @param score [D]
     */
    AttentionLoop(View keys, View values, View score) {
        words = (int) keys.shape().size(0);
        items = (int) keys.shape().size(1);
        width = (int) keys.shape().size(2);
        features = (int) values.shape().size(2);
        this.keys = read(keys);
        this.values = read(values);
        this.score = new float[width];
        Elements.of(score).read(score.offset(), (int) score.stride(0), this.score, width);
    }

    private float[][] read(View v) {
        int n = (int) v.shape().size(2);
        float[][] rows = new float[words * items][n];
        try (var scratch = new Scratch()) {
            View exact = scratch.as(DType.F32, scratch.inRowMajor(v));
            Elements from = Elements.of(exact);
            for (int s = 0; s < words; s++) {
                for (int item = 0; item < items; item++) {
                    from.read(exact.offset() + ((long) s * items + item) * n, 1, rows[item * words + s], n);
                }
            }
        }
        return rows;
    }

    private long work() {
        return (long) items * words * (width + features);
    }

    /**
     * Takes a look.
     *
     * @param queries [N, D]
     * @param shares [N, S]: written
     * @param contexts [N, C], of any floating type: written
     */
    void forward(View queries, View shares, View contexts) {
        Elements from = Elements.of(queries);
        Elements part = Elements.of(shares);
        Elements seen = Elements.of(contexts);
        Team.share(items, work(), () -> {
            float[] query = new float[width];
            float[] t = new float[width];
            float[] share = new float[words];
            float[] context = new float[features];
            return item -> {
                from.read(queries.offset() + item * width, 1, query, width);
                int first = (int) item * words;
                for (int s = 0; s < words; s++) {
                    add(keys[first + s], query, t);
                    Gates.tanh(t, t, width);
                    share[s] = dot(t, score);
                }
                softmax(share);
                Arrays.fill(context, 0);
                for (int s = 0; s < words; s++) {
                    addScaled(share[s], values[first + s], context);
                }
                part.write(shares.offset() + item * words, 1, share, words);
                seen.write(contexts.offset() + item * features, 1, context, features);
            };
        });
    }

    private static void softmax(float[] x) {
        float top = Float.NEGATIVE_INFINITY;
        for (float v : x) {
            top = Math.max(top, v);
        }
        double sum = 0;
        for (int s = 0; s < x.length; s++) {
            x[s] = (float) Math.exp(x[s] - top);
            sum += x[s];
        }
        for (int s = 0; s < x.length; s++) {
            x[s] = (float) (x[s] / sum);
        }
    }

    /** The gradients of keys, values and score, which add up from step to step. */
    final class Sums {
        private final float[][] ofKeys = new float[words * items][width];
        private final float[][] ofValues = new float[words * items][features];
        private final float[][] ofScore = new float[items][width]; // one for each item, so that their order is fixed

        /**
         * Goes back through a look.
         *
         * @param queries [N, D]
         * @param shares [N, S]
         * @param dcontexts gradient of what was seen [N, C]
         * @param dqueries gradient of the queries [N, D]: written
         */
        void backward(View queries, View shares, View dcontexts, View dqueries) {
            Elements from = Elements.of(queries);
            Elements part = Elements.of(shares);
            Elements outer = Elements.of(dcontexts);
            Elements to = Elements.of(dqueries);
            Team.share(items, 2 * work(), () -> {
                float[] query = new float[width];
                float[] t = new float[width];
                float[] share = new float[words];
                float[] dcontext = new float[features];
                float[] dquery = new float[width];
                return item -> {
                    from.read(queries.offset() + item * width, 1, query, width);
                    part.read(shares.offset() + item * words, 1, share, words);
                    outer.read(dcontexts.offset() + item * features, 1, dcontext, features);
                    Arrays.fill(dquery, 0);
                    int first = (int) item * words;
                    float[] dscores = dscores(first, share, dcontext);
                    for (int s = 0; s < words; s++) {
                        add(keys[first + s], query, t);
                        Gates.tanh(t, t, width);
                        addScaled(dscores[s], t, ofScore[(int) item]);
                        slopes(dscores[s], t);
                        addScaled(1, t, ofKeys[first + s]);
                        addScaled(1, t, dquery);
                    }
                    to.write(dqueries.offset() + item * width, 1, dquery, width);
                };
            });
        }

        /** Adds to the gradients of the values. {@return those of the scores before the softmax} */
        private float[] dscores(int first, float[] share, float[] dcontext) {
            float[] d = new float[words];
            float mean = 0;
            for (int s = 0; s < words; s++) {
                addScaled(share[s], dcontext, ofValues[first + s]);
                d[s] = dot(dcontext, values[first + s]);
                mean += share[s] * d[s];
            }
            for (int s = 0; s < words; s++) {
                d[s] = share[s] * (d[s] - mean);
            }
            return d;
        }

        /** t = dscore · score · (1 − t²). */
        private void slopes(float dscore, float[] t) {
            for (int i = 0; i < t.length; i++) {
                t[i] = dscore * score[i] * (1 - t[i] * t[i]);
            }
        }

        /** Writes the sums: f32, row-major, of the shapes of keys, values and score. */
        void write(View dkeys, View dvalues, View dscore) {
            write(ofKeys, dkeys);
            write(ofValues, dvalues);
            float[] sum = new float[width];
            for (float[] one : ofScore) {
                addScaled(1, one, sum);
            }
            Elements.of(dscore).write(dscore.offset(), 1, sum, width);
        }

        private void write(float[][] rows, View to) {
            int n = (int) to.shape().size(2);
            Elements out = Elements.of(to);
            for (int s = 0; s < words; s++) {
                for (int item = 0; item < items; item++) {
                    out.write(to.offset() + ((long) s * items + item) * n, 1, rows[item * words + s], n);
                }
            }
        }
    }

    private static void add(float[] a, float[] b, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] = a[i] + b[i];
        }
    }

    private static void addScaled(float factor, float[] x, float[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += factor * x[i];
        }
    }

    /** Eight sums beside one another: a single one would wait for each addition. */
    private static float dot(float[] a, float[] b) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int i = 0;
        for (; i + 8 <= a.length; i += 8) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
            s4 += a[i + 4] * b[i + 4];
            s5 += a[i + 5] * b[i + 5];
            s6 += a[i + 6] * b[i + 6];
            s7 += a[i + 7] * b[i + 7];
        }
        for (; i < a.length; i++) {
            s0 += a[i] * b[i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }
}
