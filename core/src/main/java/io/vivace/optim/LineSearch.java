package io.vivace.optim;

import io.vivace.tensor.Tensor;
import java.util.function.Supplier;

/**
 * Finds a step length that meets the strong Wolfe conditions: the loss falls enough, and its slope flattens enough (Nocedal
 * and Wright, algorithms 3.5 and 3.6). First the length grows until a minimum must lie between two of them, then the
 * bracket shrinks; new lengths come from the cubic through both ends.
 */
final class LineSearch {
    private static final double FALL = 1e-4;
    private static final double FLATTENING = 0.9;
    private static final int MOST = 25;

    /** A length tried: the loss there, its gradient, and its slope along the direction. */
    record Point(double t, double loss, Tensor grad, double slope) {}

    private final FlatParameters parameters;
    private final Tensor direction;
    private final Supplier<Tensor> loss;
    private final double changeTolerance;
    private final Tensor[] start;
    private final Point origin;
    private Point a;
    private Point b;
    private int tries;
    private int evaluations;
    private boolean done;

    /** Starts where the parameters are now. */
    LineSearch(
            FlatParameters parameters, Point origin, Tensor direction, Supplier<Tensor> loss, double changeTolerance) {
        this.parameters = parameters;
        this.origin = origin;
        this.direction = direction;
        this.loss = loss;
        this.changeTolerance = changeTolerance;
        start = parameters.values();
        a = origin;
        b = origin;
    }

    /** {@return how often the loss was computed} */
    int evaluations() {
        return evaluations;
    }

    /** Moves the parameters to the point found and returns it. */
    Point run(double first) {
        bracket(first);
        shrink();
        Point found = best();
        parameters.restore(start);
        parameters.move(found.t, direction);
        return found;
    }

    private Point best() {
        return a.loss <= b.loss ? a : b;
    }

    private Point evaluate(double t) {
        parameters.restore(start);
        parameters.move(t, direction);
        double value = parameters.evaluate(loss);
        evaluations++;
        Tensor grad = parameters.grad();
        return new Point(t, value, grad, FlatParameters.dot(grad, direction));
    }

    private boolean fallsTooLittle(Point p) {
        return p.loss > origin.loss + FALL * p.t * origin.slope;
    }

    private boolean isFlat(Point p) {
        return Math.abs(p.slope) <= -FLATTENING * origin.slope;
    }

    /** Grows the length until the minimum is passed, or a good point is met. */
    private void bracket(double first) {
        Point before = origin;
        Point p = evaluate(first);
        for (; tries < MOST; tries++) {
            if (fallsTooLittle(p) || (tries > 1 && p.loss >= before.loss)) {
                set(before, p);
                return;
            }
            if (isFlat(p)) {
                done = true;
                set(p, p);
                return;
            }
            if (p.slope >= 0) {
                set(before, p);
                return;
            }
            double least = p.t + 0.01 * (p.t - before.t);
            double next = cubicMinimum(before, p, least, p.t * 10);
            before = p;
            p = evaluate(next);
        }
        set(origin, p);
    }

    private void set(Point first, Point second) {
        a = first;
        b = second;
    }

    /** Draws the bracket together around the minimum. */
    private void shrink() {
        double size = FlatParameters.largest(direction);
        boolean stalled = false;
        boolean aIsLow = a.loss <= b.loss;
        while (!done && tries < MOST && Math.abs(b.t - a.t) * size >= changeTolerance) {
            double left = Math.min(a.t, b.t);
            double right = Math.max(a.t, b.t);
            double t = cubicMinimum(a, b, left, right);
            double margin = 0.1 * (right - left);
            boolean near = Math.min(right - t, t - left) < margin;
            if (near && (stalled || t >= right || t <= left)) {
                t = Math.abs(t - right) < Math.abs(t - left) ? right - margin : left + margin;
                near = false;
            }
            stalled = near;
            Point p = evaluate(t);
            tries++;
            aIsLow = narrow(p, aIsLow);
        }
    }

    /** Puts a point inside in the place of an end. Returns whether a is the lower end afterwards. */
    private boolean narrow(Point p, boolean aIsLow) {
        Point low = aIsLow ? a : b;
        Point high = aIsLow ? b : a;
        if (fallsTooLittle(p) || p.loss >= low.loss) {
            replace(!aIsLow, p);
            return a.loss <= b.loss;
        }
        if (isFlat(p)) {
            done = true;
        } else if (p.slope * (high.t - low.t) >= 0) {
            replace(!aIsLow, low);
        }
        replace(aIsLow, p);
        return aIsLow;
    }

    private void replace(boolean first, Point p) {
        if (first) {
            a = p;
        } else {
            b = p;
        }
    }

    /** {@return where the cubic with the values and slopes of both points is lowest, within limits} */
    private static double cubicMinimum(Point p, Point q, double least, double most) {
        double d1 = p.slope + q.slope - 3 * (p.loss - q.loss) / (p.t - q.t);
        double square = d1 * d1 - p.slope * q.slope;
        if (square < 0) {
            return (least + most) / 2;
        }
        double d2 = Math.sqrt(square);
        double t = p.t <= q.t
                ? q.t - (q.t - p.t) * ((q.slope + d2 - d1) / (q.slope - p.slope + 2 * d2))
                : p.t - (p.t - q.t) * ((p.slope + d2 - d1) / (p.slope - q.slope + 2 * d2));
        return Math.min(Math.max(t, least), most);
    }
}
