package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.backend.UpdateKernels;
import org.jspecify.annotations.Nullable;

/** The updates of optimizers, see {@link UpdateKernels}: each changes its tensors in place, outside the graph. */
public final class Updates {
    private Updates() {}

    /**
     * Stochastic gradient descent.
     *
     * @param p the parameter
     * @param g its gradient, of the same shape
     * @param velocity of the same shape, or null
     * @param numbers constants of this step
     */
    public static void sgd(Tensor p, Tensor g, @Nullable Tensor velocity, UpdateKernels.Sgd numbers) {
        Backend.current().updates().sgd(p.view(), g.view(), velocity == null ? null : velocity.view(), numbers);
        changed(p);
        if (velocity != null) {
            changed(velocity);
        }
    }

    /**
     * Adam.
     *
     * @param p the parameter
     * @param g its gradient, of the same shape
     * @param mean average of gradients
     * @param square average of their squares
     * @param numbers constants of this step
     */
    public static void adam(Tensor p, Tensor g, Tensor mean, Tensor square, UpdateKernels.Adam numbers) {
        Backend.current().updates().adam(p.view(), g.view(), mean.view(), square.view(), numbers);
        changed(p, mean, square);
    }

    /**
     * RMSprop.
     *
     * @param p the parameter
     * @param g its gradient, of the same shape
     * @param square average of squared gradients
     * @param numbers constants of this step
     */
    public static void rmsProp(Tensor p, Tensor g, Tensor square, UpdateKernels.RmsProp numbers) {
        Backend.current().updates().rmsProp(p.view(), g.view(), square.view(), numbers);
        changed(p, square);
    }

    private static void changed(Tensor... tensors) {
        for (Tensor t : tensors) {
            t.storage().written(false);
        }
    }
}
