package io.vivace.gan.models;

import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * DCGAN's nets (Radford et al. 2015) in the form that the Wasserstein GAN's authors (Arjovsky et al. 2017) and fastai's lesson
 * use: convolutions of kernel 4 and stride 2 halve pictures down to 4×4 in the critic, transposed ones double them in the
 * generator. Each is followed by its activation and then by batch norm, and has no bias.
 *
 * <pre>{@code
 * Dcgan.critic(64).extraLayers(1)            // 2,802,560 parameters
 * Dcgan.generator(100, 64).extraLayers(1)    // 3,613,696 parameters
 * }</pre>
 */
public final class Dcgan {
    /** Pixels on a side of the smallest pictures between layers. */
    static final int GRID = 4;

    private Dcgan() {}

    /**
     * {@return a critic of RGB pictures with 64 features and no extra layers}
     *
     * @param size pixels on a side of a picture: 8, 16, 32, 64 ...
     * @throws IllegalArgumentException if the size is another one
     */
    public static DcganCritic critic(int size) {
        return new DcganCritic(new DcganPlan("critic", size, 3, 64, 0, 1));
    }

    /**
     * {@return a generator of RGB pictures with 64 features and no extra layers}
     *
     * @param noise random numbers that a picture is made from
     * @param size pixels on a side of a picture: 8, 16, 32, 64 ...
     * @throws IllegalArgumentException if the size is another one, or there is no noise
     */
    public static DcganGenerator generator(int noise, int size) {
        return new DcganGenerator(new DcganPlan("generator", size, 3, 64, 0, noise));
    }

    /** {@return a convolution named conv, its activation relu, and batch norm bn if there is one} */
    static Sequential block(Module conv, Module activation, @Nullable Module norm) {
        Map.Entry<String, Module> first = Map.entry("conv", conv);
        Map.Entry<String, Module> second = Map.entry("relu", activation);
        return Sequential.named(norm == null ? List.of(first, second) : List.of(first, second, Map.entry("bn", norm)));
    }
}
