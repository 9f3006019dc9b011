package io.vivace.callbacks;

import io.vivace.data.DataBunch;
import io.vivace.learn.Fit;
import io.vivace.learn.Learner;
import io.vivace.nn.Module;
import io.vivace.nn.Parameter;
import io.vivace.optim.UpdateRule;
import io.vivace.optim.WeightDecay;
import io.vivace.schedule.Ramp;
import io.vivace.schedule.Setting;
import io.vivace.schedule.TrainPhase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** What is chosen rather than learnt, as loggers and trackers write it down. */
public final class HyperParameters {
    private HyperParameters() {}

    /**
     * {@return the choices of a fit by name, as numbers and texts: net, loss, optimizer, the highest learning rate of the last layer
     * group with momentum and weight decay of the first phase, sizes of the data, epochs}
     *
     * <pre>{@code
     * HyperParameters.of(fit) // {net=Linear(3, 2), parameters=8, ..., optimizer=SGD, lr=0.5, ..., epochs=3}
     * }</pre>
     *
     * @param fit a fit that trains
     */
    public static Map<String, Object> of(Fit fit) {
        Learner learner = fit.learner();
        Map<String, Object> all = new LinkedHashMap<>();
        net(all, learner.model());
        all.put("layer_groups", learner.groups().size());
        all.put("loss", learner.loss().name());
        all.put("precision", learner.precision().toString());
        optimization(all, fit);
        DataBunch data = Objects.requireNonNullElse(fit.phase().data(), learner.data());
        all.put("train_items", data.train().items());
        all.put("valid_items", data.valid().items());
        all.put("batches_per_epoch", data.train().batches());
        all.put("epochs", fit.epochs());
        all.put("batches", fit.plan().batches());
        return all;
    }

    private static void net(Map<String, Object> all, Module net) {
        all.put("net", net.describe());
        all.put("parameters", net.parameterCount());
        all.put(
                "parameters_trained",
                net.parameters().values().stream()
                        .filter(Parameter::isTrainable)
                        .mapToLong(p -> p.shape().elements())
                        .sum());
    }

    private static void optimization(Map<String, Object> all, Fit fit) {
        List<TrainPhase> phases = fit.plan().phases();
        TrainPhase first = phases.get(0);
        UpdateRule rule =
                Objects.requireNonNullElse(first.optimizer(), fit.learner().rule());
        all.put("optimizer", rule.name());
        all.put("lr", highest(phases, TrainPhase::lr, fit, rule.settings().lr()));
        all.put(
                "momentum",
                highest(
                        List.of(first),
                        TrainPhase::momentum,
                        fit,
                        rule.settings().momentum()));
        WeightDecay decay =
                Objects.requireNonNullElse(first.weightDecay(), rule.settings().decay());
        all.put("weight_decay", highest(List.of(first), p -> p.ramps().get(Setting.WEIGHT_DECAY), fit, decay.amount()));
        all.put("phases", phases.size());
    }

    private static double highest(
            List<TrainPhase> phases, Function<TrainPhase, @Nullable Ramp> ramp, Fit fit, double otherwise) {
        int groups = fit.learner().groups().size();
        return phases.stream()
                .map(ramp)
                .flatMapToDouble(r -> r == null
                        ? DoubleStream.empty()
                        : DoubleStream.of(r.at(0, groups)[groups - 1], r.at(1, groups)[groups - 1]))
                .max()
                .orElse(otherwise);
    }
}
