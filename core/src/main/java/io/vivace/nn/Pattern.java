package io.vivace.nn;

import io.vivace.backend.Finish;
import io.vivace.backend.Unary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where modules stand that are computed as one: a convolution or linear layer, then batch norm, then an activation, the last two if there. */
final class Pattern {
    private Pattern() {}

    /**
     * {@return how many modules from a place on are computed as one, 0 if the first is no product}
     *
     * @param rank of the input: behind a linear layer, batch norm of sequences [N, C, L] is about another axis
     */
    static int length(List<? extends Module> modules, int at, int rank) {
        Module product = modules.get(at);
        boolean fits = product instanceof Conv2d || (product instanceof Linear && rank == 2);
        if (!fits || product.hasHooks()) {
            return 0;
        }
        int end = at + 1;
        BatchNorm norm = end < modules.size() ? follows(product, modules.get(end)) : null;
        if (norm != null) {
            end++;
            if (norm.plan.relu()) {
                return end - at;
            }
        }
        boolean activated = end < modules.size() && activates(modules.get(end));
        return end - at + (activated ? 1 : 0);
    }

    /** {@return the module if it is batch norm of the product's outputs} */
    private static @Nullable BatchNorm follows(Module product, Module next) {
        boolean kind = product instanceof Conv2d ? next instanceof BatchNorm2d : next instanceof BatchNorm1d;
        if (!kind || next.hasHooks()) {
            return null;
        }
        BatchNorm norm = (BatchNorm) next;
        return norm.plan.channels() == weight(product).shape().size(0) ? norm : null;
    }

    static Parameter weight(Module product) {
        return product instanceof Conv2d c ? c.weight() : ((Linear) product).weight();
    }

    static @Nullable Parameter bias(Module product) {
        return product instanceof Conv2d c ? c.bias() : ((Linear) product).bias();
    }

    /** {@return the batch norm among n modules that are computed as one} */
    static @Nullable BatchNorm norm(List<? extends Module> modules, int at, int n) {
        return n > 1 && modules.get(at + 1) instanceof BatchNorm norm ? norm : null;
    }

    /** {@return the activation among them that is a module of its own} */
    static @Nullable Module activation(List<? extends Module> modules, int at, int n) {
        return n > 1 && !(modules.get(at + n - 1) instanceof BatchNorm) ? modules.get(at + n - 1) : null;
    }

    /** {@return whether a module is an activation that a product's pass can end in} */
    static boolean activates(Module m) {
        return activation(m) != null && !m.hasHooks();
    }

    /** {@return what a module computes in a product's pass, or null} */
    static Finish.@Nullable Activation activation(@Nullable Module m) {
        if (m instanceof Relu relu) {
            return new Finish.Activation(Unary.RELU, relu.slope(), 0);
        }
        return m instanceof Lambda lambda ? lambda.activation() : null;
    }

    /** {@return whether the last of the modules is computed in the pass of a convolution, which can then add something} */
    static boolean endsInConvolution(List<? extends Module> modules) {
        int size = modules.size();
        if (size == 0) {
            return false;
        }
        if (modules.get(size - 1) instanceof Sequential inner) {
            return !inner.hasHooks() && endsInConvolution(inner.steps());
        }
        for (int at = Math.max(0, size - 3); at < size; at++) {
            if (modules.get(at) instanceof Conv2d && at + length(modules, at, 4) == size) {
                return true;
            }
        }
        return false;
    }
}
