package io.vivace.examples;

import io.vivace.nn.LayerGroups;
import io.vivace.tensor.Rng;
import io.vivace.vision.ImageDataBunch;
import io.vivace.vision.VisionLearnerBuilder;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.models.Body;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** On which body a lesson's net stands, and what it starts from. */
final class BodyOptions {
    @Option(
            names = "--arch",
            paramLabel = "NAME",
            defaultValue = "resnet34",
            description = {
                "The body: that of a net for classes, such as resnet18, resnet34, squeezenet1_1, xresnet18.",
                "Arguments follow a colon. Default: ${DEFAULT-VALUE}."
            })
    private String arch = "resnet34";

    @Option(
            names = "--weights",
            paramLabel = "PATH",
            description = {
                "Trained weights of the body: safetensors, a PyTorch file or a folder of .npy files.",
                "Default: none; then everything learns from the start, for the recipe's epochs, along one cycle."
            })
    private @Nullable Path weights;

    /** {@return the name and arguments as given} */
    String arch() {
        return arch;
    }

    /** {@return whether the body has learnt on something else} */
    boolean isTrained() {
        return weights != null;
    }

    /**
     * Looks at the names.
     *
     * @throws UsageException if there is no such net, or no such file
     */
    void check() {
        if (weights != null) {
            Existing.any("--weights", weights, "safetensors, a PyTorch file or a folder of .npy files");
        }
        try {
            Architecture a = Architecture.parse(arch);
            if (!Architecture.names().contains(a.name())) {
                throw new UsageException(
                        "--arch: \"" + a.name() + "\" is not known; give one of " + Architecture.names());
            }
            Body.of(a.build());
        } catch (IllegalArgumentException e) {
            throw new UsageException("--arch: " + e.getMessage());
        }
    }

    /** {@return the net whose body is used} */
    Architecture architecture() {
        return Architecture.parse(arch);
    }

    /**
     * {@return the body for these pictures, with starting values}
     *
     * @param data tells the channels
     * @param seed of the starting values
     */
    Body body(ImageDataBunch data, long seed) {
        Body body =
                Body.of(architecture().with("channels", data.color().channels()).build());
        body.net().init(new Rng(seed));
        return body;
    }

    /** {@return the learner with the body's weights, frozen to its head if there are any; batch norm rests where it is frozen} */
    VisionLearnerBuilder started(VisionLearnerBuilder learner) {
        VisionLearnerBuilder b = learner.frozenNorm(LayerGroups.FrozenNorm.RESTS);
        return weights == null ? b : b.weights(weights);
    }
}
