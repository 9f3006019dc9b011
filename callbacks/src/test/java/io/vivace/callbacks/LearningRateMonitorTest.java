package io.vivace.callbacks;

import static io.vivace.metric.Metrics.accuracy;
import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.learn.EpochRecord;
import io.vivace.learn.Learner;
import io.vivace.nn.LayerGroups;
import io.vivace.nn.Layers;
import io.vivace.nn.Linear;
import io.vivace.schedule.Lr;
import io.vivace.schedule.TrainPhase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearningRateMonitorTest {
    @TempDir
    Path folder;

    @Test
    void ratesOfAllGroupsAreColumnsAndLines() throws Exception {
        Path file = folder.resolve("rates.csv");
        var net = Layers.sequential(Linear.of(3, 4), Linear.of(4, 2));
        try (var data = Tiny.data(16);
                var learn = Learner.of(data, net)
                        .groups(LayerGroups.split(net, List.of(net.get(1))))
                        .metrics(accuracy())
                        .callbacks(LearningRateMonitor.ofEpochs().batchesTo(file))
                        .silent()
                        .build()) {
            var phase =
                    TrainPhase.epochs(2).lr(Lr.of(0.01, 0.1), Lr.of(0.02, 0.4)).momentum(0.9, 0.8);
            List<EpochRecord> epochs = learn.fit(phase).epochs();
            var batches = learn.recorder().batches();
            for (int e = 0; e < 2; e++) {
                var last = batches.get(3 * e + 2);
                var metrics = epochs.get(e).metrics();
                assertThat(metrics.get("lr_0")).isEqualTo(last.lr().get(0));
                assertThat(metrics.get("lr_1")).isEqualTo(last.lr().get(1));
                assertThat(metrics.get("momentum")).isEqualTo(last.momentum());
            }
            List<String> lines = Files.readAllLines(file);
            assertThat(lines).hasSize(7);
            assertThat(lines.get(0)).isEqualTo("epoch,batch,lr_0,lr_1,momentum");
            for (int b = 0; b < 6; b++) {
                var r = batches.get(b);
                assertThat(lines.get(b + 1))
                        .isEqualTo(b / 3 + "," + b + "," + r.lr().get(0) + "," + r.lr().get(1) + "," + r.momentum());
            }
            assertThat(lines.get(1)).isEqualTo("0,0,0.01,0.1,0.9");
        }
    }

    @Test
    void oneGroupHasOneColumn() {
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, LearningRateMonitor.ofEpochs())) {
            assertThat(learn.fit(1, 0.25).last().metrics())
                    .containsEntry("lr", 0.25)
                    .containsKey("momentum");
        }
    }

    /** Accumulating leaves updates out; the rates are still those of the batch. */
    @Test
    void batchesWithoutAnUpdateCount() throws Exception {
        Path file = folder.resolve("rates.csv");
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(
                        data,
                        AccumulateGradients.over(3),
                        LearningRateMonitor.ofEpochs().batchesTo(file))) {
            learn.fit(2, 0.25);
        }
        assertThat(Files.readAllLines(file)).hasSize(7);
    }
}
