package io.vivace.gan;

import io.vivace.data.DataBunch;
import io.vivace.gan.models.DcganGenerator;
import io.vivace.learn.Learner;
import io.vivace.learn.LearnerBuilder;
import io.vivace.learn.LossFunction;
import io.vivace.memory.DType;
import io.vivace.nn.LayerGroups;
import io.vivace.nn.Module;
import io.vivace.nn.Parameter;
import io.vivace.optim.RmsProp;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Wasserstein GAN (Arjovsky et al. 2017): a critic learns to give generated pictures higher numbers than real ones, its
 * weights kept small, and a generator learns to get low ones. With a critic at its best, the difference of the means is, up to
 * a factor, the distance that the generated pictures have to be moved to become the real ones.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>real pictures [N, ...]</td></tr>
 * <tr><td>output</td><td>[N], f32: what the critic says of each, less what it says of a picture that is generated</td></tr>
 * </table>
 *
 * The mean of the output is the critic's loss, in training and in validation.
 *
 * <pre>{@code
 * var wgan = Wgan.of(Dcgan.generator(100, 64).extraLayers(1), Dcgan.critic(64).extraLayers(1));
 * try (var learn = wgan.learner(data).build()) {
 *     learn.fit(1, 1e-4);
 *     Tensor pictures = wgan.sample(16);    // [16, 3, 64, 64] between -1 and 1
 * }
 * }</pre>
 */
public final class Wgan extends Module {
    private final Module critic;
    private final Module generator;
    private final int noise;
    private @Nullable Rng rng;

    private Wgan(Module generator, Module critic, int noise) {
        this.critic = child("critic", critic);
        this.generator = child("generator", generator);
        this.noise = noise;
    }

    /**
     * {@return both nets as one}
     *
     * @param generator makes pictures
     * @param critic gives pictures numbers [N]
     */
    public static Wgan of(DcganGenerator generator, Module critic) {
        return new Wgan(generator, critic, generator.noise());
    }

    /**
     * {@return both nets as one}
     *
     * @param generator makes pictures from noise [N, noise, 1, 1]
     * @param critic gives pictures numbers [N]
     * @param noise random numbers that a picture is made from
     */
    public static Wgan of(Module generator, Module critic, int noise) {
        if (noise < 1) {
            throw new IllegalArgumentException("a generator needs at least 1 number of noise, got " + noise);
        }
        return new Wgan(generator, critic, noise);
    }

    /** {@return the net that judges} */
    public Module critic() {
        return critic;
    }

    /** {@return the net that makes pictures} */
    public Module generator() {
        return generator;
    }

    // ---------------------------------------------------------------------------------------------- training

    /**
     * {@return a learner in the making that trains both by a {@link WganStep} with RMSprop of learning rate 1e-4} Each net is a
     * layer group, the critic first. The training loss is the critic's; the generator's last one stands beside it.
     *
     * @param data real pictures; targets are not used
     */
    public LearnerBuilder learner(DataBunch data) {
        return Learner.of(data, this)
                .loss(new CriticLoss())
                .groups(new LayerGroups(List.of(List.of(critic), List.of(generator))))
                .optimizer(RmsProp.lr(1e-4))
                .step(WganStep.of(this));
    }

    @Override
    protected void useRng(Rng random) {
        rng = random;
    }

    @Override
    protected Tensor compute(Tensor real) {
        return criticGap(real, noise(real.size(0)));
    }

    /**
     * {@return what the critic says of real pictures less what it says of generated ones, [N]} Its mean is the critic's loss.
     * No gradient reaches the generator.
     *
     * @param real pictures [N, ...]
     * @param z noise [N, noise, 1, 1]
     */
    public Tensor criticGap(Tensor real, Tensor z) {
        Tensor ofReal = critic.forward(real).to(DType.F32);
        Tensor fake = Autograd.noGrad(() -> generator.forward(z));
        Tensor ofFake = critic.forward(fake).to(DType.F32);
        fake.closeUnlessKept();
        return ofReal.sub(ofFake);
    }

    /**
     * {@return the generator's loss: the mean of what the critic says of generated pictures} No gradient of the critic's
     * parameters is computed, and those it had are dropped.
     *
     * @param z noise [N, noise, 1, 1]
     */
    public Tensor generatorLoss(Tensor z) {
        Tensor fake = generator.forward(z);
        Tensor said = critic.frozen(() -> critic.forward(fake));
        fake.closeUnlessKept();
        return said.to(DType.F32).mean();
    }

    /**
     * Brings every parameter of the critic, batch norm's included, between two limits: what keeps the critic from changing
     * faster than the pictures.
     *
     * @param limit the largest absolute value
     */
    public void clampCritic(double limit) {
        if (!(limit > 0)) {
            throw new IllegalArgumentException("the critic's weights need a limit above 0, got " + limit);
        }
        Autograd.noGrad(() -> {
            for (Parameter p : critic.parameters().values()) {
                Tensor inside = p.value().clamp(-limit, limit);
                p.value().copy_(inside);
                inside.close();
            }
        });
    }

    // ---------------------------------------------------------------------------------------------- pictures

    /**
     * {@return normal noise for some pictures, [n, noise, 1, 1]}
     *
     * @param n how many
     * @throws IllegalStateException if there is no generator of random numbers
     */
    public Tensor noise(long n) {
        Rng r = rng;
        if (r == null) {
            throw new IllegalStateException(
                    "this GAN draws noise and has no generator of random numbers: make a learner,"
                            + " or call rng(new Rng(seed)) on it");
        }
        return Tensor.randn(r, n, noise, 1, 1);
    }

    /**
     * {@return new pictures, f32, made in evaluation mode} Those of {@link DcganGenerator} are between −1 and 1; (x + 1)/2 is
     * between 0 and 1.
     *
     * @param n how many
     */
    public Tensor sample(int n) {
        return generator.evaluating(() -> {
            Tensor z = noise(n);
            Tensor pictures = generator.forward(z).to(DType.F32);
            z.close();
            return pictures;
        });
    }

    /** The mean of what {@link Wgan} gives. */
    private static final class CriticLoss implements LossFunction {
        @Override
        public String name() {
            return "Wasserstein critic's loss";
        }

        @Override
        public Tensor of(Tensor output, List<Tensor> targets) {
            return output.mean();
        }

        @Override
        public Tensor ofItems(Tensor output, List<Tensor> targets) {
            return output;
        }
    }
}
