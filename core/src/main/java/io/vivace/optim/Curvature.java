package io.vivace.optim;

import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The last steps of L-BFGS with the changes of the gradient they brought, and the direction that follows from them. */
final class Curvature {
    /** A step s, the change of the gradient y, and 1/(y·s). */
    private record Pair(Tensor s, Tensor y, double inverse) {
        static Pair of(Tensor s, Tensor y) {
            return new Pair(s.keep(), y.keep(), 1 / FlatParameters.dot(y, s));
        }

        void close() {
            s.close();
            y.close();
        }
    }

    private final List<Pair> pairs = new ArrayList<>();
    private @Nullable Tensor direction;
    private @Nullable Tensor lastGrad;
    private double scale = 1;

    /** {@return where to go} */
    Tensor direction() {
        if (direction == null) {
            throw new IllegalStateException("no direction yet");
        }
        return direction;
    }

    double scale() {
        return scale;
    }

    /** Begins with steepest descent. */
    void start(Tensor grad) {
        forget();
        replace(grad.neg(), grad);
    }

    private void replace(Tensor d, Tensor grad) {
        close(direction);
        close(lastGrad);
        direction = d.keep();
        lastGrad = grad.alias().keep();
    }

    private static void close(@Nullable Tensor t) {
        if (t != null) {
            t.close();
        }
    }

    /** Takes in what the last step brought, and turns. */
    void learn(Tensor grad, double length, int history, double leastCurvature) {
        Tensor before = lastGrad;
        if (before == null) {
            throw new IllegalStateException("no step to learn from");
        }
        Tensor y = grad.sub(before);
        Tensor s = direction().mul(length);
        double ys = FlatParameters.dot(y, s);
        if (ys > leastCurvature) {
            while (pairs.size() >= history) {
                pairs.remove(0).close();
            }
            pairs.add(Pair.of(s, y));
            scale = ys / FlatParameters.dot(y, y);
        }
        replace(Scope.compute(() -> turn(grad)), grad);
    }

    /** The two loops of the algorithm: the inverse Hessian, as far as known, times the negative gradient. */
    private Tensor turn(Tensor grad) {
        Tensor r = grad.neg();
        double[] along = new double[pairs.size()];
        for (int i = along.length - 1; i >= 0; i--) {
            Pair p = pairs.get(i);
            along[i] = FlatParameters.dot(p.s, r) * p.inverse;
            r.sub_(p.y.mul(along[i]));
        }
        r.mul_(scale);
        for (int i = 0; i < along.length; i++) {
            Pair p = pairs.get(i);
            double across = FlatParameters.dot(p.y, r) * p.inverse;
            r.add_(p.s.mul(along[i] - across));
        }
        return r;
    }

    void save(Map<String, Tensor> to) {
        to.put("direction", direction());
        if (lastGrad != null) {
            to.put("grad", lastGrad);
        }
        for (int i = 0; i < pairs.size(); i++) {
            to.put("s/" + i, pairs.get(i).s);
            to.put("y/" + i, pairs.get(i).y);
        }
    }

    void load(Map<String, Tensor> from, long size, double savedScale) {
        from.forEach((name, t) -> {
            if (!name.equals("numbers") && t.elements() != size) {
                throw new IllegalArgumentException("L-BFGS state '" + name + "' has " + t.elements()
                        + " elements, the parameters " + size + "; it is of another net");
            }
        });
        forget();
        Tensor d = from.get("direction");
        Tensor g = from.get("grad");
        if (d != null && g != null) {
            replace(d.copy(), g.copy());
        }
        scale = savedScale;
        for (int i = 0; ; i++) {
            Tensor s = from.get("s/" + i);
            Tensor y = from.get("y/" + i);
            if (s == null || y == null) {
                return;
            }
            pairs.add(Pair.of(s.copy(), y.copy()));
        }
    }

    void forget() {
        close(direction);
        close(lastGrad);
        direction = null;
        lastGrad = null;
        scale = 1;
        pairs.forEach(Pair::close);
        pairs.clear();
    }
}
