package io.vivace.examples;

import io.vivace.nn.LayerGroups;
import io.vivace.vision.ImageDataBunch;
import io.vivace.vision.VisionLearner;
import io.vivace.vision.VisionLearnerBuilder;
import io.vivace.vision.models.Architecture;
import java.nio.file.Path;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which net is trained, and what it starts from. */
final class NetOptions {
    /** What classifies the features. */
    enum HeadChoice {
        /** The classifier that belongs to the architecture. */
        OWN,
        /** Concatenated pools, batch norm, dropout and two linear layers, as fastai puts on a trained body. */
        STANDARD
    }

    /** The names for the help text. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Architecture.names().iterator();
        }
    }

    @Option(
            names = "--arch",
            paramLabel = "NAME",
            defaultValue = "resnet18",
            completionCandidates = Names.class,
            description = {
                "The net: ${COMPLETION-CANDIDATES}.",
                "Arguments follow a colon: darknet:residuals=1+2+2+2+1,width=16. Default: ${DEFAULT-VALUE}."
            })
    private String arch = "resnet18";

    @Option(
            names = "--weights",
            paramLabel = "PATH",
            description =
                    "Trained weights to start from: safetensors, a PyTorch file or a folder of .npy files. Default: none.")
    private @Nullable Path weights;

    @Option(
            names = "--head",
            paramLabel = "HEAD",
            description = {
                "What classifies: own (of the architecture) or standard (pools, batch norm, dropout, two linear layers).",
                "Default: standard with --weights, own without."
            })
    private @Nullable HeadChoice head;

    @Option(
            names = "--split-at",
            paramLabel = "N",
            split = ",",
            description = {
                "Layers of the body at which layer groups start, such as 6 or 5,8; each group has a learning rate of its own.",
                "The standard head is a group of its own. Default: as is usual for the architecture."
            })
    private int @Nullable [] splitAt;

    @Option(
            names = "--frozen-norm",
            paramLabel = "WHAT",
            description =
                    "What batch norm does in frozen layers: ${COMPLETION-CANDIDATES}. Default: TRAINS; in the lessons of 2018, RESTS.")
    private LayerGroups.@Nullable FrozenNorm frozenNorm;

    /** {@return whether it starts from weights trained on something else} */
    boolean isPretrained() {
        return weights != null;
    }

    /** {@return whether there is a body that can be frozen while a new head learns} */
    boolean hasNewHead() {
        return head == null ? isPretrained() : head == HeadChoice.STANDARD;
    }

    /** {@return the name and arguments as given} */
    String arch() {
        return arch;
    }

    /**
     * {@return a learner in the making}
     *
     * @param data what to learn from
     * @throws UsageException if there is no such net
     */
    VisionLearnerBuilder learner(ImageDataBunch data) {
        return learner(data, LayerGroups.FrozenNorm.TRAINS);
    }

    /**
     * {@return a learner in the making}
     *
     * @param data what to learn from
     * @param usualNorm what batch norm does in frozen layers unless the user wants something else
     * @throws UsageException if there is no such net
     */
    VisionLearnerBuilder learner(ImageDataBunch data, LayerGroups.FrozenNorm usualNorm) {
        if (weights != null) {
            Existing.any("--weights", weights, "safetensors, a PyTorch file or a folder of .npy files");
        }
        if (splitAt != null && !hasNewHead()) {
            throw new UsageException("--split-at is for a body with a new head; add --head standard");
        }
        VisionLearnerBuilder b;
        try {
            Architecture a = architecture();
            b = hasNewHead() ? VisionLearner.cnn(data, a) : VisionLearner.of(data, a);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--arch: " + e.getMessage());
        }
        if (weights != null) {
            b = b.weights(weights);
        }
        if (splitAt != null) {
            b = b.splitAt(splitAt);
        }
        return b.frozenNorm(frozenNorm == null ? usualNorm : frozenNorm);
    }

    private Architecture architecture() {
        Architecture a = Architecture.parse(arch);
        if (!Architecture.names().contains(a.name())) {
            throw new UsageException("--arch: \"" + a.name() + "\" is not known; give one of " + Architecture.names());
        }
        return a;
    }
}
