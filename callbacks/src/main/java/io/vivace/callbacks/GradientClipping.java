package io.vivace.callbacks;

import io.vivace.learn.Callback;
import io.vivace.learn.Step;
import io.vivace.nn.Parameter;
import io.vivace.optim.Gradients;
import java.util.Collection;

/**
 * Limits the gradients between the backward pass and the step, so that one bad batch cannot throw the weights far away
 * (Pascanu et al. 2013). fastai's {@code GradientClipping}.
 *
 * <pre>{@code learner.callbacks(GradientClipping.byNorm(0.25))}</pre>
 */
public final class GradientClipping implements Callback {
    private final double most;
    private final boolean together;

    private GradientClipping(double most, boolean together) {
        if (!(most > 0)) {
            throw new IllegalArgumentException("gradient clipping needs a limit above 0, got " + most);
        }
        this.most = most;
        this.together = together;
    }

    /**
     * {@return a callback that scales all gradients by one factor when together they are too long}
     *
     * @param most the longest Euclidean length allowed, above 0
     */
    public static GradientClipping byNorm(double most) {
        return new GradientClipping(most, true);
    }

    /**
     * {@return a callback that limits each element of each gradient}
     *
     * @param most the largest absolute value allowed, above 0
     */
    public static GradientClipping byValue(double most) {
        return new GradientClipping(most, false);
    }

    @Override
    public boolean changesTraining() {
        return true;
    }

    @Override
    public void afterBackward(Step step) {
        Collection<Parameter> parameters = step.model().parameters().values();
        if (together) {
            Gradients.clipNorm(parameters, most);
        } else {
            Gradients.clipValue(parameters, most);
        }
    }
}
