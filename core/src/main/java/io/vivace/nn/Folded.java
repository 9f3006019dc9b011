package io.vivace.nn;

import io.vivace.backend.Finish;
import io.vivace.backend.Unary;
import io.vivace.memory.DType;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.FixedLayer;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A convolution or linear layer with what follows it. Batch norm in evaluation is a factor and a sum per output (Jacob et al.
 * 2018, section 3.2): γ·(W·x + b − μ)/√(σ² + ε) + β = (s·W)·x + ((b − μ)·s + β) with s = γ/√(σ² + ε).
 */
final class Folded implements AutoCloseable {
    private final Module product;
    private final @Nullable BatchNorm norm;
    private final @Nullable Module activation;
    private final boolean adds;
    private final @Nullable Module last;
    /** Null where the numbers do not allow it. */
    private final @Nullable FixedLayer layer;

    private Folded(
            Module product,
            @Nullable BatchNorm norm,
            @Nullable Module activation,
            boolean adds,
            @Nullable Module last,
            @Nullable FixedLayer layer) {
        this.product = product;
        this.norm = norm;
        this.activation = activation;
        this.adds = adds;
        this.last = last;
        this.layer = layer;
    }

    static Folded of(
            Module product,
            @Nullable BatchNorm norm,
            @Nullable Module activation,
            boolean adds,
            @Nullable Module last) {
        FixedLayer layer = Autograd.noGrad(() -> {
            try (var scope = Scope.open()) {
                return layer(product, norm, finish(norm, activation, adds, last));
            }
        });
        return new Folded(product, norm, activation, adds, last, layer);
    }

    boolean is(@Nullable BatchNorm n, @Nullable Module a, boolean add, @Nullable Module l) {
        return norm == n && activation == a && adds == add && last == l;
    }

    private static Finish finish(
            @Nullable BatchNorm norm, @Nullable Module activation, boolean adds, @Nullable Module last) {
        boolean rectifies = norm != null && norm.plan.relu();
        var first = rectifies ? new Finish.Activation(Unary.RELU, 0, 0) : Pattern.activation(activation);
        return new Finish(first, adds, Pattern.activation(last));
    }

    private static @Nullable FixedLayer layer(Module product, @Nullable BatchNorm norm, Finish finish) {
        Tensor w = Pattern.weight(product).value();
        Parameter b = Pattern.bias(product);
        Tensor bias = b == null ? null : b.value().to(DType.F32);
        Tensor scale = null;
        if (norm != null) {
            float[] shift = bias == null ? new float[(int) w.size(0)] : bias.toFloatArray();
            scale = Tensor.of(fold(norm, shift));
            bias = Tensor.of(shift);
        }
        if (w.dtype() != DType.F32 || (scale != null && !finite(scale))) {
            return null;
        }
        return product instanceof Conv2d c
                ? FixedLayer.conv2d(w, scale, bias, c.spec(), finish)
                : FixedLayer.linear(w, scale, bias, finish);
    }

    /** {@return the factors; biases become shifts in place} */
    private static float[] fold(BatchNorm norm, float[] bias) {
        float[] mean = norm.runningMean().toFloatArray();
        float[] variance = norm.runningVariance().toFloatArray();
        Parameter gamma = norm.weight();
        Parameter beta = norm.bias();
        float[] g = gamma == null ? null : gamma.value().toFloatArray();
        float[] t = beta == null ? null : beta.value().toFloatArray();
        float[] scale = new float[bias.length];
        for (int i = 0; i < scale.length; i++) {
            double s = (g == null ? 1 : g[i]) / Math.sqrt(variance[i] + norm.eps());
            scale[i] = (float) s;
            bias[i] = (float) ((bias[i] - (double) mean[i]) * s + (t == null ? 0 : t[i]));
        }
        return scale;
    }

    static boolean finite(Tensor t) {
        try (var scope = Scope.open()) {
            return Float.isFinite(t.detach().to(DType.F32).sum().item());
        }
    }

    /** {@return the output} */
    Tensor forward(Tensor x, @Nullable Tensor added) {
        FixedLayer fixed = layer;
        if (fixed == null || (added != null && !added.shape().equals(fixed.outputShape(x)))) {
            return Inference.oneByOne(() -> plainly(x, added));
        }
        return fixed.apply(x, added);
    }

    private Tensor plainly(Tensor x, @Nullable Tensor added) {
        Tensor y = then(product, x, false);
        y = then(norm, y, true);
        y = then(activation, y, true);
        return then(last, added == null ? y : y.add_(added), true);
    }

    private static Tensor then(@Nullable Module module, Tensor x, boolean own) {
        Tensor y = module == null ? x : module.forward(x);
        if (own && y != x) {
            x.closeUnlessKept();
        }
        return y;
    }

    @Override
    public String toString() {
        boolean rectifies = norm != null && norm.plan.relu();
        return product.label()
                + (norm == null ? "" : "+" + norm.label())
                + (rectifies ? "+ReLU" : "")
                + (activation == null ? "" : "+" + activation.describe())
                + (adds ? "+sum" : "")
                + (last == null ? "" : "+" + last.describe());
    }

    @Override
    public void close() {
        if (layer != null) {
            layer.close();
        }
    }
}
