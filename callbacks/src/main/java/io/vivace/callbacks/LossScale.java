package io.vivace.callbacks;

import io.vivace.learn.Callback;
import io.vivace.learn.Fit;
import io.vivace.learn.SavedState;
import io.vivace.learn.Step;
import io.vivace.nn.Parameter;
import io.vivace.optim.Gradients;
import java.util.Collection;

/**
 * Multiplies the loss before the backward pass and divides the gradients after it, so that small gradients survive in numbers of few
 * exponents, such as f16 (Micikevicius et al. 2018, "Mixed Precision Training"). A power of two changes no bit of a result that
 * neither overflows nor is lost. bf16 has the exponents of f32 and needs none of this.
 *
 * <p>The dynamic scale is that of fastai's {@code MixedPrecision}: it begins at 2<sup>16</sup>, halves when a gradient is not finite,
 * and doubles after 1000 good updates in a row, up to 2<sup>24</sup>. Unlike there, an update that overflowed is left out as a whole: in
 * fastai the optimizer still steps with gradients of zero, so that weight decay and momentum move the weights. At a scale of 1
 * gradients that are not finite are no matter of the scale, and the fit ends with a {@link NonFiniteGradientException}.
 *
 * <p>Accumulated gradients are divided when they are whole; limits on gradients ({@code ClipGradients}) see their true size. The scale
 * goes on from fit to fit.
 *
 * <pre>{@code learner.callbacks(LossScale.dynamic(), ClipGradients.normOfEachGroup(1))}</pre>
 */
public final class LossScale implements Callback {
    private static final double START = 0x1p16;
    private static final double FIXED = 512;
    private static final int PATIENCE = 1000;
    private static final double MOST = 0x1p24;

    private final boolean dynamic;
    private final int patience;
    private final double most;
    private double scale;
    private int good;
    private double scaleBefore;
    private int goodBefore;

    private LossScale(boolean dynamic, double scale, int patience, double most) {
        if (!(scale > 0 && Double.isFinite(scale))) {
            throw new IllegalArgumentException("the scale of a loss is above 0, got " + scale);
        }
        if (patience < 1) {
            throw new IllegalArgumentException("the scale grows after at least 1 good update, got " + patience);
        }
        if (!(most >= scale)) {
            throw new IllegalArgumentException("the largest scale, " + most + ", is below the first, " + scale);
        }
        this.dynamic = dynamic;
        this.scale = scale;
        this.patience = patience;
        this.most = most;
    }

    /** {@return a scale that follows the gradients, 2<sup>16</sup> at first} */
    public static LossScale dynamic() {
        return new LossScale(true, START, PATIENCE, MOST);
    }

    /** {@return a scale that stays at 512} */
    public static LossScale fixed() {
        return fixed(FIXED);
    }

    /**
     * {@return a scale that stays} Gradients are not looked at: one that overflows makes the weights NaN, and the next loss, which is
     * then not finite, ends the fit. {@link CheckGradients} ends it before that.
     *
     * @param scale above 0
     */
    public static LossScale fixed(double scale) {
        return new LossScale(false, scale, PATIENCE, Math.max(MOST, scale));
    }

    /**
     * {@return with another first scale}
     *
     * @param first above 0, a power of two if no bit is to change
     */
    public LossScale startingAt(double first) {
        return new LossScale(dynamic, first, patience, Math.max(most, first));
    }

    /**
     * {@return with a scale that grows sooner or later}
     *
     * @param updates good ones in a row after which it doubles, at least 1
     */
    public LossScale doublingAfter(int updates) {
        return new LossScale(dynamic, scale, updates, most);
    }

    /**
     * {@return with another limit}
     *
     * @param limit from which on the scale does not double, at least the first scale
     */
    public LossScale atMost(double limit) {
        return new LossScale(dynamic, scale, patience, limit);
    }

    /** {@return the scale of now} */
    public double scale() {
        return scale;
    }

    /** When gradients are whole, before anything looks at their size. */
    @Override
    public int order() {
        return -50;
    }

    @Override
    public boolean changesTraining() {
        return true;
    }

    @Override
    public void beforeFit(Fit fit) {
        good = fit.isSearch() ? good : 0;
        scaleBefore = scale;
        goodBefore = good;
    }

    @Override
    public void afterLoss(Step step) {
        if (step.isTraining()) {
            step.scaleLoss(scale);
        }
    }

    @Override
    public void afterBackward(Step step) {
        if (step.isSkipped()) { // gradients are still being collected, all of them at this scale
            return;
        }
        Collection<Parameter> parameters = step.model().parameters().values();
        if (dynamic && !Gradients.areFinite(parameters)) {
            overflow(step);
            return;
        }
        Gradients.scale(parameters, 1 / scale);
        if (dynamic && ++good >= patience && scale < most) {
            scale *= 2;
            good = 0;
        }
    }

    private void overflow(Step step) {
        if (scale <= 1) {
            throw NonFiniteGradientException.at(step);
        }
        scale /= 2;
        good = 0;
        step.model().zeroGrad();
        step.skipRest();
    }

    /** The search for a learning rate leaves everything as it was. */
    @Override
    public void afterFit(Fit fit) {
        if (fit.isSearch()) {
            scale = scaleBefore;
            good = goodBefore;
        }
    }

    @Override
    public void save(SavedState to) {
        to.put("scale", scale);
        to.put("good", good);
    }

    @Override
    public void load(SavedState from) {
        scale = from.number("scale");
        good = (int) from.whole("good");
    }
}
