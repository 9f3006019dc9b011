package io.vivace.benchmarks.work;

import io.vivace.gan.models.Dcgan;
import io.vivace.gan.models.DcganCritic;
import io.vivace.gan.models.DcganGenerator;

/**
 * A round of a Wasserstein GAN on DCGAN's nets with one extra layer each: the critic's weights clamped to 0.01 and a step of the
 * critic on real and generated pictures, then a step of the generator, both by RMSprop. Its result is the critic's loss less the
 * generator's.
 *
 * @param id its name
 * @param batch pictures
 * @param side their height and width
 * @param features of the nets' widest pictures
 * @param noise numbers that a picture is generated from
 * @param flop arithmetic operations of a round
 */
public record WganTraining(String id, int batch, int side, int features, int noise, double flop) implements Work {
    /**
     * Learning rate of the steps. RMSprop's first step goes by ten times as much in the direction of each gradient's sign; with the
     * published rates the signs of small gradients, which rounding decides, would decide the later losses.
     */
    public static final double LR = 1e-7;

    /** The largest absolute value of the critic's parameters. */
    public static final double LIMIT = 0.01;

    /** Seed of the noise that the critic's pictures are made from. */
    public static final int CRITICS_NOISE = Formula.OTHER;

    /** Seed of the noise that the generator's pictures are made from. */
    public static final int GENERATORS_NOISE = Formula.OTHER - 1;

    @Override
    public int items() {
        return batch;
    }

    @Override
    public WganTraining small() {
        return new WganTraining(id + " small", 8, 16, 8, 10, 0);
    }

    /** {@return the sizes of the real pictures} */
    public long[] pictures() {
        return new long[] {batch, 3, side, side};
    }

    /** {@return the sizes of noise} */
    public long[] seeds() {
        return new long[] {batch, noise, 1, 1};
    }

    /** {@return a critic without values} */
    public DcganCritic critic() {
        return Dcgan.critic(side).features(features).extraLayers(1);
    }

    /** {@return a generator without values} */
    public DcganGenerator generator() {
        return Dcgan.generator(noise, side).features(features).extraLayers(1);
    }
}
