package io.vivace.learn;

import io.vivace.data.DataBunch;
import io.vivace.optim.Settings;
import io.vivace.optim.UpdateRule;
import io.vivace.optim.WeightDecay;
import io.vivace.schedule.HyperParameter;
import io.vivace.schedule.Plan;
import io.vivace.schedule.Ramp;
import io.vivace.schedule.Setting;
import io.vivace.schedule.TrainPhase;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** A plan in words: two programs that train by the same plan write the same. */
final class PlanText {
    private PlanText() {}

    /**
     * {@return the plan}
     *
     * @param data of phases that have none of their own
     * @param rule of phases that have none of their own
     */
    static String of(DataBunch data, UpdateRule rule, Plan plan, int groups) {
        return items(data) + ", " + optimizer(rule) + ", " + plan.batches() + " batches: "
                + plan.phases().stream().map(p -> phase(p, groups)).collect(Collectors.joining("; "));
    }

    private static String items(DataBunch data) {
        return data.train().items() + " items";
    }

    private static String optimizer(UpdateRule rule) {
        Settings s = rule.settings();
        WeightDecay d = s.decay();
        return rule.name() + " (" + s.lr() + ", " + s.momentum() + ", " + s.beta2() + ", decay " + d.amount()
                + (d.decoupled() ? " decoupled" : "") + (d.normsAndBiases() ? "" : " of weights alone") + ")";
    }

    private static String phase(TrainPhase p, int groups) {
        String length = p.length()
                + (p.inBatches() ? " batches" : " epochs")
                + (p.cut() < p.length() ? " cut at " + p.cut() : "");
        String data = p.data() == null ? "" : " on " + items(p.data());
        String optimizer = p.optimizer() == null ? "" : " by " + optimizer(p.optimizer());
        String numbers = p.ramps().entrySet().stream()
                .map(e -> " " + name(e.getKey()) + " " + ramp(e, groups))
                .collect(Collectors.joining());
        return length + data + optimizer + numbers;
    }

    private static String name(HyperParameter h) {
        return h instanceof Setting s ? s.name() : "another number";
    }

    /** Functions of a user have no name, but their values. */
    private static String ramp(Map.Entry<HyperParameter, Ramp> e, int groups) {
        Ramp r = e.getValue();
        return r.isConstant()
                ? Arrays.toString(r.at(0, groups))
                : Arrays.toString(r.at(0, groups)) + " to " + Arrays.toString(r.at(0.5, groups)) + " to "
                        + Arrays.toString(r.at(0.9, groups));
    }
}
