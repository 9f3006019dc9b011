package io.vivace.learn;

import io.vivace.optim.ParameterGroup;
import io.vivace.optim.Settings;
import io.vivace.optim.UpdateRule;
import io.vivace.plot.LineChart;
import io.vivace.schedule.Plan;
import io.vivace.schedule.Ramp;
import io.vivace.schedule.TrainPhase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings optimizer, rates and momentum to what a plan says for each batch. */
final class PhaseSettings {
    private final Learner learner;
    private final Plan plan;
    private UpdateRule rule;
    private int phase = -1;

    PhaseSettings(Learner learner, Plan plan) {
        this.learner = learner;
        this.plan = plan;
        rule = learner.rule();
    }

    /** Sets everything for a batch; batches come in order. */
    void to(long batch) {
        int now = plan.phase(batch);
        boolean begins = now != phase;
        while (phase < now) {
            UpdateRule own = plan.phases().get(++phase).optimizer();
            rule = own == null ? rule : own;
        }
        TrainPhase p = plan.phases().get(now);
        if (begins) {
            begin(p);
        }
        set(p, plan.passed(batch), begins);
    }

    /** What a phase does not say starts from the optimizer's own settings again. */
    private void begin(TrainPhase p) {
        Settings start = rule.settings();
        start = p.beta2() == null ? start : start.beta2(p.beta2());
        start = p.weightDecay() == null ? start : start.decay(p.weightDecay());
        for (ParameterGroup g : learner.optimizer(rule).groups()) {
            g.settings(start);
        }
        learner.recorder().phase(describe(p, start));
    }

    private void set(TrainPhase p, double passed, boolean begins) {
        List<ParameterGroup> groups = learner.optimizer().groups();
        double[] lr = values(p.lr(), passed, begins, groups.size());
        double[] momentum = values(p.momentum(), passed, begins, groups.size());
        for (int i = 0; i < groups.size(); i++) {
            ParameterGroup g = groups.get(i);
            Settings s = g.settings();
            s = lr == null ? s : s.lr(lr[i]);
            g.settings(momentum == null ? s : s.momentum(momentum[i]));
        }
    }

    /** A constant is set once, so that a callback can change it for the rest of the phase. */
    private static double @Nullable [] values(@Nullable Ramp ramp, double passed, boolean begins, int groups) {
        return ramp == null || (ramp.isConstant() && !begins) ? null : ramp.at(passed, groups);
    }

    private String describe(TrainPhase p, Settings s) {
        StringBuilder text = new StringBuilder(rule.name());
        if (s.decay().amount() > 0) {
            text.append(", wd " + LineChart.label(s.decay().amount()));
        }
        if (p.beta2() != null) {
            text.append(", β₂ " + LineChart.label(p.beta2()));
        }
        return text.toString();
    }
}
