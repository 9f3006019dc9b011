package io.vivace.benchmarks.peers;

import io.vivace.benchmarks.work.Formula;
import io.vivace.benchmarks.work.Prediction;
import io.vivace.benchmarks.work.Step;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A net in evaluation and inference mode. In bf16, weights of products are bf16 once and for all: autocast would convert them each time. */
final class TorchInference {
    private TorchInference() {}

    static Step of(Prediction w, TorchValues values, boolean bf16) {
        Map<String, Tensor> state = new LinkedHashMap<>();
        values.state(w.net().shapes(Prediction.WIDTH, w.classes())).forEach((name, t) -> {
            boolean product = name.startsWith("fc.") || t.dim() > 1;
            state.put(name, bf16 && product ? half(t) : t.detach());
        });
        TorchNet net = TorchNet.forInference(state);
        Tensor input = values.noise(Formula.INPUT, w.input());
        Tensor x = bf16 ? half(input) : input;
        return () -> {
            try (var scope = new PointerScope();
                    var mode = new InferenceMode()) {
                return net.forward(w.net(), x)
                        .to(ScalarType.Float)
                        .square()
                        .mean()
                        .item_float();
            }
        };
    }

    private static Tensor half(Tensor t) {
        Tensor own = t.detach().to(ScalarType.BFloat16);
        own.retainReference();
        return own;
    }
}
