package io.vivace.benchmarks.work;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;

/** What the first steps of a work return: written down once from PyTorch by scripts/golden/workloads.py. */
public final class Golden {
    private static final Properties VALUES = read();

    private Golden() {}

    private static Properties read() {
        var values = new Properties();
        try (InputStream in = Golden.class.getResourceAsStream("/io/vivace/benchmarks/golden.properties")) {
            if (in == null) {
                throw new IllegalStateException("golden.properties is not on the class path: build the module anew");
            }
            values.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("golden.properties could not be read", e);
        }
        return values;
    }

    /**
     * {@return what the first steps return, if it was written down}
     *
     * @param work which
     */
    public static Optional<float[]> of(Work work) {
        String line = VALUES.getProperty(work.id().replace(' ', '_'));
        if (line == null) {
            return Optional.empty();
        }
        double[] v =
                Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray();
        float[] floats = new float[v.length];
        for (int i = 0; i < v.length; i++) {
            floats[i] = (float) v[i];
        }
        return Optional.of(floats);
    }

    /**
     * Does the first steps of a work and compares what they return.
     *
     * @param work which
     * @param precision says how near results must be
     * @param step the work made ready, not yet done
     * @return what the first step returned
     * @throws IllegalStateException if a step returned something else
     */
    public static float prove(Work work, Precision precision, Step step) {
        float[] expected = of(work).orElse(new float[0]);
        float first = 0;
        int compared = Math.min(step.comparable(), expected.length);
        for (int i = 0; i < Math.max(1, compared); i++) {
            float given = step.run();
            first = i == 0 ? given : first;
            if (i < compared) {
                check(work, precision, i, given, expected);
            }
        }
        return first;
    }

    private static void check(Work work, Precision precision, int step, float given, float[] expected) {
        double tolerance = precision.tolerance() * Math.max(Math.abs(expected[0]), Math.abs(expected[step]));
        if (!(Math.abs(given - expected[step]) <= tolerance)) {
            throw new IllegalStateException(
                    "step " + (step + 1) + " of " + work.id() + " in " + precision.label() + " returned " + given
                            + ", PyTorch " + expected[step] + ": this is other work, so it is not timed");
        }
    }
}
