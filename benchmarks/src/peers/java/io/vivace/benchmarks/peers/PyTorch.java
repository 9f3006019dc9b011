package io.vivace.benchmarks.peers;

import io.vivace.benchmarks.library.Library;
import io.vivace.benchmarks.work.Classification;
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
import org.bytedeco.pytorch.global.torch;

/**
 * PyTorch through its C++ interface by JavaCPP, with pictures and weights in the layout given. In bf16 it runs as PyTorch means it
 * to: under autocast, with f32 weights.
 */
public final class PyTorch implements Library {
    private final boolean channelsLast;

    /** Row-major pictures; called by the service loader. */
    public PyTorch() {
        this(false);
    }

    PyTorch(boolean channelsLast) {
        this.channelsLast = channelsLast;
    }

    @Override
    public String name() {
        return channelsLast ? "pytorch-channels-last" : "pytorch";
    }

    @Override
    public boolean does(Work work, Precision precision) {
        if (work instanceof Prediction
                || work instanceof Classification
                || work instanceof Segmentation
                || work instanceof WganTraining
                || work instanceof StyleClosure) {
            return true;
        }
        if (work instanceof LanguageModel || work instanceof Translation) {
            return !channelsLast;
        }
        if (work instanceof OptimizerStep) {
            return precision == Precision.F32 && !channelsLast;
        }
        if (work instanceof Operation w) {
            return TorchOperations.does(w, precision, channelsLast);
        }
        return false;
    }

    /**
     * PyTorch brings several copies of OpenMP. In its GRUs, where threads of one spin while they wait, those of another wait for
     * a core: they take 15 times as long. In all other works it is faster with threads that spin.
     */
    @Override
    public Map<String, String> environment(Work work) {
        boolean gru = work instanceof Translation
                || (work instanceof RecurrentLayer w && w.cell() == RecurrentLayer.Cell.GRU);
        return Map.of("OMP_WAIT_POLICY", gru ? "PASSIVE" : "ACTIVE");
    }

    @Override
    public Step prepare(Work work, Precision precision) {
        torch.set_num_threads(Integer.getInteger(
                "vivace.benchmarks.threads", Runtime.getRuntime().availableProcessors()));
        var values = new TorchValues(channelsLast);
        boolean bf16 = precision == Precision.BF16;
        if (work instanceof Classification w) {
            return TorchTraining.of(w, values, bf16);
        }
        if (work instanceof Prediction w) {
            return TorchInference.of(w, values, bf16);
        }
        if (work instanceof Segmentation w) {
            return TorchTraining.of(w, values, bf16);
        }
        if (work instanceof LanguageModel w) {
            return new TorchLanguageModel(w, values, bf16);
        }
        if (work instanceof Translation w) {
            return new TorchTranslation(w, values, bf16);
        }
        if (work instanceof WganTraining w) {
            return new TorchWgan(w, values, bf16);
        }
        if (work instanceof StyleClosure w) {
            return new TorchStyle(w, values, bf16);
        }
        if (work instanceof OptimizerStep w) {
            return TorchTraining.update(w, values);
        }
        if (work instanceof Operation w) {
            return TorchOperations.of(w, values, bf16);
        }
        throw new IllegalArgumentException(name() + " does not do " + work.id());
    }

    /** The same with pictures and weights channels-last in memory. */
    public static final class ChannelsLast implements Library {
        private final PyTorch torch = new PyTorch(true);

        /** Called by the service loader. */
        public ChannelsLast() {}

        @Override
        public String name() {
            return torch.name();
        }

        @Override
        public boolean does(Work work, Precision precision) {
            return torch.does(work, precision);
        }

        @Override
        public Map<String, String> environment(Work work) {
            return torch.environment(work);
        }

        @Override
        public Step prepare(Work work, Precision precision) {
            return torch.prepare(work, precision);
        }
    }
}
