package io.vivace.learn;

import io.vivace.optim.Optimizer;
import io.vivace.optim.ParameterGroup;
import io.vivace.optim.Settings;
import io.vivace.optim.UpdateRule;
import io.vivace.plot.LineChart;
import io.vivace.schedule.Plan;
import io.vivace.schedule.Setting;
import io.vivace.schedule.TrainPhase;
import java.util.List;

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
        passTo(now);
        TrainPhase p = plan.phases().get(now);
        if (begins) {
            begin(p);
        }
        set(p, plan.passed(batch), begins);
    }

    private void passTo(int now) {
        while (phase < now) {
            UpdateRule own = plan.phases().get(++phase).optimizer();
            rule = own == null ? rule : own;
        }
    }

    /** {@return the phase that began last, -1 before the first} */
    int phase() {
        return phase;
    }

    /**
     * {@return the optimizer as it was in a phase, without beginning that again}
     *
     * @param begun the phase that began last
     * @param batch the last one that was trained
     */
    Optimizer resumeAt(int begun, long batch) {
        passTo(begun);
        Optimizer optimizer = learner.optimizer(rule);
        for (int p = 0; p <= begun; p++) {
            if (plan.start(p) < plan.start(p + 1)) { // a phase without batches never began
                setForeign(plan.phases().get(p), Math.min(batch, plan.start(p + 1) - 1), optimizer.groups());
            }
        }
        return optimizer;
    }

    /** Numbers that are not the optimizer's are in no file. */
    private void setForeign(TrainPhase p, long batch, List<ParameterGroup> groups) {
        p.ramps().forEach((which, ramp) -> {
            if (!(which instanceof Setting)) {
                which.set(groups, ramp.at(plan.passed(batch), groups.size()));
            }
        });
    }

    /** What a phase does not say starts from the optimizer's own settings again. */
    private void begin(TrainPhase p) {
        Settings start = rule.settings();
        start = p.weightDecay() == null ? start : start.decay(p.weightDecay());
        for (ParameterGroup g : learner.optimizer(rule).groups()) {
            g.settings(start);
        }
    }

    /** A constant is set once, so that a callback can change it for the rest of the phase. */
    private void set(TrainPhase p, double passed, boolean begins) {
        List<ParameterGroup> groups = learner.optimizer().groups();
        p.ramps().forEach((which, ramp) -> {
            if (begins || !ramp.isConstant()) {
                which.set(groups, ramp.at(passed, groups.size()));
            }
        });
        if (begins) {
            learner.recorder().phase(describe(p, groups.get(groups.size() - 1).settings()));
        }
    }

    private String describe(TrainPhase p, Settings s) {
        StringBuilder text = new StringBuilder(rule.name());
        if (s.decay().amount() > 0) {
            text.append(", wd " + LineChart.label(s.decay().amount()));
        }
        if (p.ramps().containsKey(Setting.BETA2)) {
            text.append(", β₂ " + LineChart.label(s.beta2()));
        }
        return text.toString();
    }
}
