package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.learn.Callback;
import io.vivace.learn.Fit;
import io.vivace.optim.Adam;
import io.vivace.optim.WeightDecay;
import io.vivace.schedule.TrainPhase;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HyperParametersTest {
    private static Map<String, Object> of(TrainPhase... phases) {
        Map<String, Object> seen = new LinkedHashMap<>();
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, new Callback() {
                    @Override
                    public void beforeFit(Fit fit) {
                        seen.putAll(HyperParameters.of(fit));
                    }
                })) {
            learn.fit(phases);
        }
        return seen;
    }

    @Test
    void saysWhatWasChosen() {
        assertThat(of(
                        TrainPhase.epochs(1)
                                .optimizer(Adam.defaults())
                                .lr(0.01, 0.1)
                                .momentum(0.8)
                                .weightDecay(WeightDecay.l2(0.25)),
                        TrainPhase.epochs(1).lr(0.05)))
                .containsEntry("parameters", 8L)
                .containsEntry("parameters_trained", 8L)
                .containsEntry("layer_groups", 1)
                .containsEntry("loss", "cross-entropy")
                .containsEntry("optimizer", Adam.defaults().name())
                .containsEntry("lr", 0.1)
                .containsEntry("momentum", 0.8)
                .containsEntry("weight_decay", 0.25)
                .containsEntry("phases", 2)
                .containsEntry("train_items", 48)
                .containsEntry("valid_items", 12)
                .containsEntry("batches_per_epoch", 3)
                .containsEntry("epochs", 2)
                .containsEntry("batches", 6L)
                .containsKeys("net", "precision");
        assertThat(of(TrainPhase.epochs(1))).containsEntry("optimizer", "Sgd").containsEntry("weight_decay", 0.0);
    }
}
