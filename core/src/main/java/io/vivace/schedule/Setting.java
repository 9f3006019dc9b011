package io.vivace.schedule;

import io.vivace.optim.ParameterGroup;
import io.vivace.optim.Settings;
import io.vivace.optim.WeightDecay;
import java.util.List;

/** The numbers of an optimizer. */
public enum Setting implements HyperParameter {
    /** The learning rate. */
    LR {
        @Override
        Settings with(Settings s, double value) {
            return s.lr(value);
        }
    },
    /** Momentum, or β₁ of optimizers that average gradients. */
    MOMENTUM {
        @Override
        Settings with(Settings s, double value) {
            return s.momentum(value);
        }
    },
    /** β₂ of Adam, α of RMSprop. */
    BETA2 {
        @Override
        Settings with(Settings s, double value) {
            return s.beta2(value);
        }
    },
    /** The amount λ of weight decay; of which kind it is stays as it was. */
    WEIGHT_DECAY {
        @Override
        Settings with(Settings s, double value) {
            WeightDecay d = s.decay();
            return s.decay(new WeightDecay(value, d.decoupled(), d.normsAndBiases()));
        }
    };

    abstract Settings with(Settings s, double value);

    @Override
    public void set(List<ParameterGroup> groups, double[] values) {
        for (int i = 0; i < values.length; i++) {
            ParameterGroup g = groups.get(i);
            g.settings(with(g.settings(), values[i]));
        }
    }
}
