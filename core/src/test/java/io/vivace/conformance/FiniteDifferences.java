package io.vivace.conformance;

import io.vivace.conformance.Golden.Case;
import io.vivace.conformance.Golden.Kind;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Compares derivatives along random directions with differences of fourth order, {@code (8 (f(h) − f(−h)) − (f(2h) −
 * f(−2h))) / 12h}; so steps can be large, and the rounding of f32 small beside them.
 */
final class FiniteDifferences {
    private static final double STEP = 0.02;
    private static final double TOLERANCE = 5e-3;
    private static final int DIRECTIONS = 3;
    private static final int COORDINATES = 3;

    private FiniteDifferences() {}

    /** Gradients of all base cases. */
    static void first(Op op) {
        Golden.of(op, Kind.BASE).forEach(c -> first(op, c));
    }

    /** Gradients of one case. */
    static void first(Op op, Case c) {
        try (var scope = Scope.open()) {
            Tensor[] x = Evaluation.operands(c);
            boolean[] wanted = Evaluation.wanted(c);
            float[][] g = Evaluation.gradients(op.body(c), x, wanted);
            boolean[] counted = Evaluation.differentiable(c, op.body(c), x, wanted);
            Rng rng = new Rng(c.toString().hashCode());
            for (int i = 0; i < x.length; i++) {
                if (wanted[i] && x[i].elements() > 0) {
                    compare(
                            c + ": operand " + i,
                            x,
                            i,
                            g[i],
                            moved -> Evaluation.loss(op.body(c), moved, counted),
                            rng);
                }
            }
        }
    }

    private static void compare(
            String about, Tensor[] x, int i, float[] gradient, ToDoubleFunction<Tensor[]> f, Rng rng) {
        double length = norm(gradient);
        for (int d = 0; d < DIRECTIONS + COORDINATES; d++) {
            float[] v = d < DIRECTIONS ? signs(rng, gradient.length) : coordinate(rng, gradient.length);
            double slope = dot(gradient, v);
            double found = difference(x, i, v, f);
            double allowed = TOLERANCE * (Math.abs(slope) + (d < DIRECTIONS ? length : 0.1 * length)) + 5e-4;
            if (!(Math.abs(found - slope) <= allowed)) {
                throw new AssertionError(about + ": along direction " + d + " small steps give " + found
                        + ", the gradient " + slope + " (they may differ by " + allowed + ")");
            }
        }
    }

    private static double difference(Tensor[] x, int i, float[] v, ToDoubleFunction<Tensor[]> f) {
        double near = at(x, i, v, STEP, f) - at(x, i, v, -STEP, f);
        double far = at(x, i, v, 2 * STEP, f) - at(x, i, v, -2 * STEP, f);
        return (8 * near - far) / (12 * STEP);
    }

    private static double at(Tensor[] x, int i, float[] v, double step, ToDoubleFunction<Tensor[]> f) {
        try (var scope = Scope.open()) {
            float[] values = x[i].toFloatArray();
            for (int k = 0; k < values.length; k++) {
                values[k] += (float) (step * v[k]);
            }
            Tensor[] moved = x.clone();
            moved[i] = Tensor.of(values).reshape(x[i].shape());
            return f.applyAsDouble(moved);
        }
    }

    /** Gradients of gradients of all base cases. */
    static void second(Op op) {
        Golden.of(op, Kind.BASE).forEach(c -> second(op, c));
        Golden.of(op, Kind.KINKS, Kind.ODD).stream().filter(Case::hasGradient).forEach(c -> sameFirst(op, c));
    }

    /** Differentiates u·g, the product of the gradient with a fixed direction. */
    private static void second(Op op, Case c) {
        try (var scope = Scope.open()) {
            Tensor[] x = Evaluation.operands(c);
            boolean[] wanted = Evaluation.wanted(c);
            Rng rng = new Rng(c.toString().hashCode());
            float[][] u = new float[x.length][];
            for (int i = 0; i < x.length; i++) {
                u[i] = signs(rng, Math.toIntExact(x[i].elements()));
            }
            float[][] gg = gradientsOfGradients(op, c, x, wanted, u);
            for (int i = 0; i < x.length; i++) {
                if (wanted[i]) {
                    compare(
                            c + ": second gradient, operand " + i,
                            x,
                            i,
                            gg[i],
                            moved -> {
                                float[][] g = Evaluation.gradients(op.body(c), moved, wanted);
                                double sum = 0;
                                for (int k = 0; k < g.length; k++) {
                                    sum += wanted[k] ? dot(g[k], u[k]) : 0;
                                }
                                return sum;
                            },
                            rng);
                }
            }
        }
    }

    private static float @Nullable [][] gradientsOfGradients(Op op, Case c, Tensor[] x, boolean[] wanted, float[][] u) {
        Tensor[] leaves = Evaluation.leaves(x, wanted);
        Tensor loss = Evaluation.recordedLoss(op.body(c).apply(leaves));
        Tensor sum = null;
        if (loss != null) {
            loss.backward(null, true, true);
            for (int i = 0; i < leaves.length; i++) {
                Tensor g = leaves[i].grad();
                if (g != null) {
                    Tensor part = g.mul(Tensor.of(u[i]).reshape(g.shape())).sum();
                    sum = sum == null ? part : sum.add(part);
                }
            }
        }
        for (Tensor leaf : leaves) {
            leaf.zeroGrad();
        }
        if (sum != null && sum.needsGrad()) {
            sum.backward();
        }
        return Evaluation.collect(leaves, wanted);
    }

    /** The recorded gradient must be the plain one, whatever code computes it. */
    private static void sameFirst(Op op, Case c) {
        try (var scope = Scope.open()) {
            Tensor[] x = Evaluation.operands(c);
            boolean[] wanted = Evaluation.wanted(c);
            float[][] plain = Evaluation.gradients(op.body(c), x, wanted);
            Tensor[] leaves = Evaluation.leaves(x, wanted);
            Tensor loss = Evaluation.recordedLoss(op.body(c).apply(leaves));
            if (loss != null) {
                loss.backward(null, true, true);
            }
            float[][] recorded = Evaluation.collect(leaves, wanted);
            for (int i = 0; i < x.length; i++) {
                if (wanted[i]) {
                    Closeness.F32
                            .times(2 * op.tolerance())
                            .check(c + ": recorded gradient of operand " + i, recorded[i], plain[i]);
                }
            }
        }
    }

    private static float[] signs(Rng rng, int n) {
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            v[i] = (float) ((rng.chance(0.5) ? 1 : -1) * rng.uniform(0.5, 1));
        }
        return v;
    }

    private static float[] coordinate(Rng rng, int n) {
        float[] v = new float[n];
        v[rng.nextInt(n)] = 1;
        return v;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static double norm(float[] v) {
        return Math.sqrt(dot(v, v));
    }
}
