package io.vivace.callbacks;

import static io.vivace.metric.Metrics.accuracy;

import io.vivace.callbacks.tensorboard.TensorBoard;
import io.vivace.data.DataBunch;
import io.vivace.learn.Callback;
import io.vivace.learn.Checkpoint;
import io.vivace.learn.ClipGradients;
import io.vivace.learn.Epoch;
import io.vivace.learn.Learner;
import io.vivace.learn.LearnerBuilder;
import io.vivace.learn.SavedState;
import io.vivace.learn.Step;
import io.vivace.nn.Module;
import io.vivace.optim.Adam;
import io.vivace.optim.Sgd;
import io.vivace.optim.WeightDecay;
import io.vivace.schedule.Decay;
import io.vivace.schedule.HyperParameter;
import io.vivace.schedule.Lr;
import io.vivace.schedule.Ramp;
import io.vivace.schedule.Schedules;
import io.vivace.schedule.Setting;
import io.vivace.schedule.TrainPhase;
import java.nio.file.Path;
import java.time.Duration;

/** The Java of docs/training.md, so that it compiles; ReadmeTest of the examples compares the two. */
final class TrainingPage {
    /** A number of a user's own. */
    interface DropoutRate {
        void set(double p);
    }

    static void train(DataBunch data, Module net) {
        try (var learn = Learner.of(data, net).metrics(accuracy()).build()) {
            double rate = learn.lrFind().suggestion(); // leaves the learner as it was
            learn.fitOneCycle(5, rate);
            learn.recorder().plotLosses(Path.of("losses.png"));
        }
    }

    static void phases(Learner learn, DataBunch larger) {
        learn.fit(
                TrainPhase.epochs(1).optimizer(Sgd.momentum(0.9)).lr(1e-2),
                TrainPhase.epochs(1.5).lr(1e-2, 1e-3).decay(Decay.COSINE).momentum(0.95, 0.85),
                TrainPhase.epochs(2)
                        .optimizer(Adam.defaults().weightDecay(WeightDecay.decoupled(0.1)))
                        .lr(Lr.of(1e-5, 1e-4, 1e-3)) // one for each layer group
                        .weightDecay(0.1, 0)
                        .data(larger));
    }

    static void schedules(Learner learn, DropoutRate dropout) {
        learn.fit(Schedules.oneCycle(30, 1.3).div(20).tail(0.2).momentum(0.95, 0.85)); // fastai 0.7's use_clr_beta
        learn.fit(Schedules.cosineOneCycle(5, Lr.slice(1e-5, 1e-3))); // fastai v1's fit_one_cycle
        learn.fit(Schedules.slantedTriangle(4, Lr.of(1e-2)).div(32).cut(10)); // ULMFiT
        learn.fit(Schedules.cosineRestarts(3, Lr.of(1e-2)).length(1).factor(2)); // SGDR
        learn.fit(Schedules.flatThenCosine(5, Lr.of(1e-3), 0.72));
        learn.fit(Schedules.steps(Lr.of(0.1), 0.1, 30, 30, 30));
        learn.fit(Schedules.constant(1, Lr.of(1e-3)).then(Schedules.cosineOneCycle(2, Lr.of(1e-2))));

        // any number can follow a schedule
        learn.fit(TrainPhase.epochs(3)
                .lr(1e-3)
                .ramp(Setting.BETA2, Ramp.of(0.99, 0.9, Decay.LINEAR))
                .ramp(HyperParameter.of(dropout::set), Ramp.of(0.5, 0.1, Decay.COSINE)));
    }

    static final class StopWhenGood implements Callback {
        @Override
        public void afterEpoch(Epoch e) {
            if (e.metric("accuracy") > 0.99) {
                e.stopFit("good enough");
            }
        }
    }

    static final class CountGoodBatches implements Callback {
        private long good;

        @Override
        public void afterLoss(Step step) {
            if (step.isTraining() && step.lossValue() < 0.1) {
                good++;
            }
        }

        @Override
        public void afterEpoch(Epoch e) {
            e.metric("good_batches", good);
        }

        @Override
        public void save(SavedState to) {
            to.put("good", good);
        }

        @Override
        public void load(SavedState from) {
            good = from.whole("good");
        }
    }

    static LearnerBuilder usual(DataBunch data, Module net) {
        return Learner.of(data, net)
                .metrics(accuracy())
                .callbacks(
                        Mixup.alpha(0.4),
                        LabelSmoothing.of(0.1),
                        AccumulateGradients.over(4),
                        ClipGradients.norm(1),
                        AverageWeights.decay(0.999),
                        EarlyStopping.on("accuracy").patience(3),
                        SaveBest.to(Path.of("best.safetensors")).on("accuracy").loadAtEnd(),
                        CsvLogger.to(Path.of("history.csv")),
                        TensorBoard.to(Path.of("runs/pets")));
    }

    static void survives(DataBunch data, Module net) {
        try (var learn = Learner.of(data, net)
                .metrics(accuracy())
                .checkpoint(Checkpoint.in(Path.of("runs/pets"))
                        .every(Duration.ofMinutes(5))
                        .best("accuracy")
                        .resume())
                .build()) {
            learn.freeze();
            learn.fitOneCycle(2, 1e-2);
            learn.unfreeze();
            learn.fitOneCycle(10, Lr.slice(1e-5, 1e-3));
            learn.save(Path.of("pets.safetensors"));
        }
    }
}
