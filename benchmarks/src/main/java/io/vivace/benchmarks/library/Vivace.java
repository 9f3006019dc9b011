package io.vivace.benchmarks.library;

import io.vivace.backend.Backend;
import io.vivace.benchmarks.work.Classification;
import io.vivace.benchmarks.work.ImagePipeline;
import io.vivace.benchmarks.work.LanguageModel;
import io.vivace.benchmarks.work.Operation;
import io.vivace.benchmarks.work.OptimizerStep;
import io.vivace.benchmarks.work.Precision;
import io.vivace.benchmarks.work.Prediction;
import io.vivace.benchmarks.work.RecurrentLayer;
import io.vivace.benchmarks.work.Segmentation;
import io.vivace.benchmarks.work.Step;
import io.vivace.benchmarks.work.StyleClosure;
import io.vivace.benchmarks.work.Translation;
import io.vivace.benchmarks.work.WganTraining;
import io.vivace.benchmarks.work.Work;
import java.util.Map;

/** Vivace itself. */
final class Vivace implements Library {
    @Override
    public String name() {
        return Libraries.OURS;
    }

    @Override
    public boolean does(Work work, Precision precision) {
        boolean products = work instanceof Classification
                || work instanceof Prediction
                || work instanceof Segmentation
                || work instanceof LanguageModel
                || work instanceof Translation
                || work instanceof WganTraining
                || work instanceof StyleClosure
                || work instanceof RecurrentLayer
                || work instanceof Operation.Convolution
                || work instanceof Operation.Matmul;
        return precision == Precision.F32 || (products && Backend.current().multipliesBf16());
    }

    /** Threads of OpenMP that spin for milliseconds take a core from those of Java loops. */
    @Override
    public Map<String, String> environment(Work work) {
        return Map.of("GOMP_SPINCOUNT", "3000");
    }

    private static io.vivace.tensor.Precision of(Precision precision) {
        return precision == Precision.BF16 ? io.vivace.tensor.Precision.BF16 : io.vivace.tensor.Precision.F32;
    }

    @Override
    public Step prepare(Work work, Precision precision) {
        io.vivace.Vivace.threads(Integer.getInteger("vivace.benchmarks.threads", io.vivace.Vivace.threads()));
        if (work instanceof Classification w) {
            return VivaceTraining.classification(w, of(precision));
        }
        if (work instanceof Prediction w) {
            return new VivaceInference(w, of(precision));
        }
        if (work instanceof Segmentation w) {
            return VivaceTraining.segmentation(w, of(precision));
        }
        if (work instanceof LanguageModel w) {
            return VivaceText.of(w, of(precision));
        }
        if (work instanceof Translation w) {
            return VivaceText.of(w, of(precision));
        }
        if (work instanceof WganTraining w) {
            return VivaceTraining.wgan(w, of(precision));
        }
        if (work instanceof StyleClosure w) {
            return new VivaceStyle(w, of(precision));
        }
        if (work instanceof OptimizerStep w) {
            return VivaceTraining.update(w);
        }
        if (work instanceof ImagePipeline w) {
            return VivaceImages.of(w);
        }
        if (work instanceof Operation w) {
            return VivaceOperations.of(w, precision);
        }
        throw new IllegalArgumentException("vivace does not do " + work.id());
    }
}
