package io.vivace.gan;

import io.vivace.learn.Fit;
import io.vivace.learn.SavedState;
import io.vivace.learn.Step;
import io.vivace.learn.TrainStep;
import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Trains a {@link Wgan} on a batch of real pictures: the critic's weights are clamped and the critic takes a step; when it has
 * taken enough of them, the generator takes one. Events of the generator's part follow those of the critic's: its gradients and
 * its update can be seen and changed as the critic's can.
 *
 * <p>A round that an epoch cannot finish goes on in the next one. Counting starts anew in each fit.
 *
 * <pre>{@code
 * wgan.learner(data).step(WganStep.of(wgan).criticSteps(CriticSteps.always(5)).clamp(0.01))
 * }</pre>
 */
public final class WganStep implements TrainStep {
    /** The column of the table and the records that holds the generator's last loss. */
    public static final String GENERATOR_LOSS = "generator loss";

    private record Options(double limit, CriticSteps criticSteps, int pictures) {}

    private final Wgan wgan;
    private final Options options;
    private @Nullable Fit fit;
    private boolean resumed;
    private int criticSteps;
    private long generatorSteps;
    private double generatorLoss;

    private WganStep(Wgan wgan, Options options) {
        this.wgan = wgan;
        this.options = options;
    }

    /**
     * {@return a step as published: weights of at most 0.01, {@link CriticSteps#thorough}}
     *
     * @param wgan what the learner trains
     */
    public static WganStep of(Wgan wgan) {
        return new WganStep(wgan, new Options(0.01, CriticSteps.thorough(), 0));
    }

    /**
     * {@return a new step with another limit of the critic's weights}
     *
     * @param limit the largest absolute value; infinity leaves them as they are
     */
    public WganStep clamp(double limit) {
        if (!(limit > 0)) {
            throw new IllegalArgumentException("the critic's weights need a limit above 0, got " + limit);
        }
        return new WganStep(wgan, new Options(limit, options.criticSteps, options.pictures));
    }

    /**
     * {@return a new step that trains the critic more or less often}
     *
     * @param schedule how often
     */
    public WganStep criticSteps(CriticSteps schedule) {
        return new WganStep(wgan, new Options(options.limit, schedule, options.pictures));
    }

    /**
     * {@return a new step whose generator learns from another number of pictures; as many as the batch has at first}
     *
     * @param n pictures
     */
    public WganStep pictures(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("the generator learns from at least 1 picture, got " + n);
        }
        return new WganStep(wgan, new Options(options.limit, options.criticSteps, n));
    }

    /** {@return how many steps the generator has taken in the last fit} */
    public long generatorSteps() {
        return generatorSteps;
    }

    @Override
    public void run(Step step) {
        start(step);
        if (options.limit < Double.POSITIVE_INFINITY) {
            wgan.clampCritic(options.limit);
        }
        STANDARD.run(step);
        if (!step.isSkipped() && ++criticSteps >= options.criticSteps.before(generatorSteps)) {
            criticSteps = 0;
            generatorSteps++;
            trainGenerator(step);
        }
        step.epoch().metric(GENERATOR_LOSS, generatorLoss);
    }

    private void start(Step step) {
        if (step.model() != wgan) {
            throw new IllegalStateException(
                    "this step trains another GAN than the learner has; make it by WganStep.of(wgan)"
                            + " of the learner's own");
        }
        if (fit == step.fit()) {
            return;
        }
        fit = step.fit();
        boolean goesOn = resumed && step.fit().batch() > 0;
        resumed = false;
        if (!goesOn) {
            criticSteps = 0;
            generatorSteps = 0;
            generatorLoss = Double.NaN;
        }
    }

    private void trainGenerator(Step step) {
        int n = options.pictures == 0 ? step.batch().size() : options.pictures;
        Tensor loss = wgan.generatorLoss(wgan.noise(n));
        generatorLoss = loss.item();
        step.loss(loss);
        step.backward();
        step.update();
    }

    /** Where the round of now is. */
    @Override
    public void save(SavedState to) {
        to.put("critic_steps", criticSteps);
        to.put("generator_steps", generatorSteps);
        to.put("generator_loss", generatorLoss);
    }

    @Override
    public void load(SavedState from) {
        criticSteps = (int) from.whole("critic_steps");
        generatorSteps = from.whole("generator_steps");
        generatorLoss = from.number("generator_loss");
        resumed = true;
    }
}
