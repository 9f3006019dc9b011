package io.vivace.optim;

import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * L-BFGS (Liu and Nocedal 1989; Nocedal and Wright, Numerical Optimization, algorithm 7.4): goes down along a direction that
 * takes in the curvature seen in the last steps. Step lengths and the tests that end a step are those of PyTorch. It needs
 * the loss again and again, so a step takes the function that computes it.
 *
 * <pre>{@code
 * var lbfgs = Lbfgs.over(image).lr(0.5);
 * for (int i = 0; i < 50; i++) lbfgs.step(() -> loss(image));
 * }</pre>
 */
public final class Lbfgs implements AutoCloseable {
    /** Below this product with the change of the gradient, a step says nothing about curvature. */
    private static final double LEAST_CURVATURE = 1e-10;

    private final FlatParameters parameters;
    private final Curvature curvature = new Curvature();
    private double lr = 1;
    private int maxIterations = 20;
    private int maxEvaluations = 25;
    private int history = 100;
    private double gradTolerance = 1e-7;
    private double changeTolerance = 1e-9;
    private boolean strongWolfe;
    private long iterations;
    private double t;

    private Lbfgs(List<Tensor> leaves) {
        parameters = new FlatParameters(leaves);
    }

    /**
     * {@return an optimizer of these tensors}
     *
     * @param leaves f32 leaves that require gradients
     * @throws IllegalArgumentException if there are none, or one is not such a leaf
     */
    public static Lbfgs over(Tensor... leaves) {
        return new Lbfgs(List.of(leaves));
    }

    /**
     * {@return this, with a learning rate; 1 at first}
     *
     * @param rate the step length tried first
     */
    public Lbfgs lr(double rate) {
        Settings.atLeastZero("learning rate", rate);
        lr = rate;
        return this;
    }

    /**
     * {@return this, with a number of iterations in a step; 20 at first} The loss is computed at most 5/4 times as often.
     *
     * @param most the number
     */
    public Lbfgs maxIterations(int most) {
        atLeastOne("maxIterations", most);
        maxIterations = most;
        maxEvaluations = most * 5 / 4;
        return this;
    }

    /**
     * {@return this, with a number of steps whose curvature is remembered; 100 at first}
     *
     * @param steps the number
     */
    public Lbfgs history(int steps) {
        atLeastOne("history", steps);
        history = steps;
        return this;
    }

    /**
     * {@return this, with other limits below which a step ends}
     *
     * @param gradient of the largest element of the gradient; 1e-7 at first
     * @param change of the loss and of the largest change of an element; 1e-9 at first
     */
    public Lbfgs tolerances(double gradient, double change) {
        gradTolerance = gradient;
        changeTolerance = change;
        return this;
    }

    /** {@return this, with step lengths that meet the strong Wolfe conditions} */
    public Lbfgs strongWolfe() {
        strongWolfe = true;
        return this;
    }

    private static void atLeastOne(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, got " + value);
        }
    }

    /** {@return the number of iterations made so far, in all steps} */
    public long iterations() {
        return iterations;
    }

    /**
     * Goes some iterations down.
     *
     * @param loss computes the loss, a single element; gradients are dropped before and computed after it
     * @return the loss before the step
     */
    public double step(Supplier<Tensor> loss) {
        double first = parameters.evaluate(loss);
        try (var scope = Scope.open()) {
            descend(first, parameters.grad(), loss);
        }
        return first;
    }

    private void descend(double first, Tensor firstGrad, Supplier<Tensor> loss) {
        double now = first;
        Tensor grad = firstGrad;
        int evaluations = 1;
        for (int i = 1; FlatParameters.largest(grad) > gradTolerance; i++) {
            double before = now;
            double slope = aim(grad);
            if (slope > -changeTolerance) {
                return;
            }
            if (strongWolfe) {
                var here = new LineSearch.Point(0, now, grad, slope);
                var search = new LineSearch(parameters, here, curvature.direction(), loss, changeTolerance);
                LineSearch.Point found = search.run(t);
                now = found.loss();
                grad = found.grad();
                t = found.t();
                evaluations += search.evaluations();
            } else {
                parameters.move(t, curvature.direction());
                if (i < maxIterations) {
                    now = parameters.evaluate(loss);
                    grad = parameters.grad();
                    evaluations++;
                }
            }
            if (i == maxIterations || evaluations >= maxEvaluations || stands(now - before)) {
                return;
            }
        }
    }

    private boolean stands(double change) {
        return FlatParameters.largest(curvature.direction()) * t <= changeTolerance
                || Math.abs(change) < changeTolerance;
    }

    /** Chooses direction and first step length. Returns the slope of the loss along the direction. */
    private double aim(Tensor grad) {
        iterations++;
        Autograd.noGrad(() -> {
            if (iterations == 1) {
                curvature.start(grad);
                t = Math.min(1, 1 / FlatParameters.sumOfSizes(grad)) * lr;
            } else {
                curvature.learn(grad, t, history, LEAST_CURVATURE);
                t = lr;
            }
        });
        return FlatParameters.dot(grad, curvature.direction());
    }

    /** {@return what is remembered, by name; the tensors are the live ones} Numbers are kept as the bits of doubles, i64. */
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        if (iterations > 0) {
            state.put("numbers", Tensor.of(new long[] {
                iterations, Double.doubleToRawLongBits(t), Double.doubleToRawLongBits(curvature.scale())
            }));
            curvature.save(state);
        }
        return state;
    }

    /**
     * Remembers what was {@link #state() saved}, and nothing else.
     *
     * @param state by name; copied
     * @throws IllegalArgumentException if it is of other parameters
     */
    public void load(Map<String, Tensor> state) {
        Tensor numbers = state.get("numbers");
        long[] n = numbers == null ? new long[3] : numbers.toLongArray();
        curvature.load(state, parameters.size(), Double.longBitsToDouble(n[2]));
        iterations = n[0];
        t = Double.longBitsToDouble(n[1]);
    }

    /** Gives the memory of what is remembered back. */
    @Override
    public void close() {
        curvature.forget();
        iterations = 0;
    }
}
