package io.vivace.backend.cpu;

import io.vivace.backend.UpdateKernels;
import io.vivace.memory.View;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Updates as Java loops over pieces that stay in the cache: memory is read and written once, and that is what takes time. */
final class CpuUpdates implements UpdateKernels {
    private static final int PIECE = 1 << 12;

    /** What happens to one piece: the rows are p, g and the averages. */
    private interface Loop {
        void run(float[][] rows, int n);
    }

    @Override
    public void sgd(View p, View g, @Nullable View v, Sgd s) {
        float lr = (float) s.lr();
        float mu = (float) s.momentum();
        float fresh = (float) s.fresh();
        float shrink = (float) s.shrink();
        float l2 = (float) s.l2();
        if (v == null) {
            run((r, n) -> descend(r[0], r[1], n, lr, shrink, l2), p, g);
        } else if (s.lookAhead()) {
            run((r, n) -> lookAhead(r[0], r[1], r[2], n, lr, mu, shrink, l2), p, g, v);
        } else {
            run((r, n) -> roll(r[0], r[1], r[2], n, lr, mu, fresh, shrink, l2), p, g, v);
        }
    }

    private static void descend(float[] p, float[] g, int n, float lr, float shrink, float l2) {
        for (int i = 0; i < n; i++) {
            float q = p[i] * shrink;
            p[i] = q - lr * (g[i] + l2 * q);
        }
    }

    private static void roll(
            float[] p, float[] g, float[] v, int n, float lr, float mu, float fresh, float shrink, float l2) {
        for (int i = 0; i < n; i++) {
            float q = p[i] * shrink;
            float w = mu * v[i] + fresh * (g[i] + l2 * q);
            v[i] = w;
            p[i] = q - lr * w;
        }
    }

    private static void lookAhead(float[] p, float[] g, float[] v, int n, float lr, float mu, float shrink, float l2) {
        for (int i = 0; i < n; i++) {
            float q = p[i] * shrink;
            float d = g[i] + l2 * q;
            float w = mu * v[i] + d;
            v[i] = w;
            p[i] = q - lr * (d + mu * w);
        }
    }

    @Override
    public void adam(View p, View g, View m, View h, Adam s) {
        float rate = (float) s.rate();
        float b1 = (float) s.beta1();
        float c1 = (float) (1 - s.beta1());
        float b2 = (float) s.beta2();
        float c2 = (float) (1 - s.beta2());
        float scale = (float) s.scale();
        float eps = (float) s.eps();
        float shrink = (float) s.shrink();
        float l2 = (float) s.l2();
        run(
                (r, n) -> {
                    average(r[0], r[1], r[2], r[3], n, b1, c1, b2, c2, shrink, l2);
                    step(r[0], r[2], r[3], n, rate, scale, eps);
                },
                p,
                g,
                m,
                h);
    }

    private static void average(
            float[] p,
            float[] g,
            float[] m,
            float[] h,
            int n,
            float b1,
            float c1,
            float b2,
            float c2,
            float shrink,
            float l2) {
        for (int i = 0; i < n; i++) {
            float q = p[i] * shrink;
            float d = g[i] + l2 * q;
            p[i] = q;
            m[i] = b1 * m[i] + c1 * d;
            h[i] = b2 * h[i] + c2 * d * d;
        }
    }

    private static void step(float[] p, float[] m, float[] h, int n, float rate, float scale, float eps) {
        for (int i = 0; i < n; i++) {
            p[i] -= rate * m[i] / ((float) Math.sqrt(h[i]) * scale + eps);
        }
    }

    @Override
    public void rmsProp(View p, View g, View h, RmsProp s) {
        float lr = (float) s.lr();
        float alpha = (float) s.alpha();
        float rest = (float) (1 - s.alpha());
        float eps = (float) s.eps();
        float shrink = (float) s.shrink();
        float l2 = (float) s.l2();
        run((r, n) -> spread(r[0], r[1], r[2], n, lr, alpha, rest, eps, shrink, l2), p, g, h);
    }

    private static void spread(
            float[] p,
            float[] g,
            float[] h,
            int n,
            float lr,
            float alpha,
            float rest,
            float eps,
            float shrink,
            float l2) {
        for (int i = 0; i < n; i++) {
            float q = p[i] * shrink;
            float d = g[i] + l2 * q;
            float s = alpha * h[i] + rest * d * d;
            h[i] = s;
            p[i] = q - lr * d / ((float) Math.sqrt(s) + eps);
        }
    }

    /** All views are read, all but the second, the gradient, are written. */
    private static void run(Loop loop, View... views) {
        Rows rows = Rows.of(views);
        Elements[] all = Stream.of(views).map(Elements::of).toArray(Elements[]::new);
        int piece = Math.min(PIECE, rows.longest());
        rows.share(() -> {
            float[][] arrays = new float[views.length][piece];
            return (at, n) -> {
                for (int from = 0; from < n; from += piece) {
                    int size = Math.min(piece, n - from);
                    for (int v = 0; v < all.length; v++) {
                        all[v].read(at[v] + (long) from * rows.step(v), rows.step(v), arrays[v], size);
                    }
                    loop.run(arrays, size);
                    for (int v = 0; v < all.length; v++) {
                        if (v != 1) {
                            all[v].write(at[v] + (long) from * rows.step(v), rows.step(v), arrays[v], size);
                        }
                    }
                }
            };
        });
    }
}
