package io.vivace.learn;

import static io.vivace.metric.Metrics.accuracy;

import io.vivace.io.FileException;
import io.vivace.io.Fuzz;
import io.vivace.optim.Adam;
import io.vivace.schedule.TrainPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged and hostile checkpoints are refused with one exception, whatever it is that they say. */
class CheckpointFuzzTest {
    @TempDir
    Path folder;

    @Test
    void checkpoints() throws IOException {
        var net = Spiral.netWithDropoutAndNorm();
        try (var data = Spiral.data(20, 12);
                var learn = Learner.of(data, net)
                        .groups(Spiral.twoGroups(net))
                        .optimizer(Adam.defaults())
                        .metrics(accuracy())
                        .callbacks(StopDiverging.usual())
                        .checkpoint(Checkpoint.in(folder.resolve("runs")).everyBatches(3))
                        .silent()
                        .build()) {
            List<TrainPhase> phases = List.of(TrainPhase.epochs(2).lr(1e-2, 1e-3));
            learn.fit(phases.get(0));
            byte[] middle = Files.readAllBytes(folder.resolve("runs/fit-000-batch-000000006.safetensors"));
            byte[] end = Files.readAllBytes(folder.resolve("runs/fit-000-end.safetensors"));
            Fuzz.of("checkpoint", folder, FileException.class)
                    .run(
                            file -> {
                                try (CheckpointFile read = CheckpointFile.read(file)) {
                                    new FitLoop(learn, phases, learn.callbacks(), false).adopt(read);
                                } finally {
                                    learn.unfreeze(); // gives the optimizer's memory back
                                    net.zeroGrad();
                                }
                            },
                            middle,
                            Fuzz.withoutChecksum(middle),
                            Fuzz.withoutChecksum(end));
        }
    }
}
