package io.vivace.optim;

import io.vivace.nn.Parameter;
import java.util.List;
import java.util.Map;

/**
 * How a gradient moves a parameter: the formula of an optimizer with its constants, without any state. Make one with
 * {@link Sgd}, {@link Adam} and the others, or write one; it becomes an {@link Optimizer} over parameters.
 */
public interface UpdateRule {
    /** {@return the settings that hold where a schedule says nothing else} */
    Settings settings();

    /**
     * Moves one parameter in place. Runs without recording, inside a scope of its own; decoupled weight decay is already
     * done, unless this rule {@linkplain #takesDecay() takes it upon itself}.
     *
     * @param slot the parameter, its gradient and what is remembered about it
     * @param settings those of its group
     */
    void update(Slot slot, Settings settings);

    /** {@return whether {@link #update} multiplies the value by {@link Slot#shrink()} itself, in the pass it makes anyway} */
    default boolean takesDecay() {
        return false;
    }

    /** {@return the name shown in plots and messages} */
    default String name() {
        return getClass().getSimpleName();
    }

    /**
     * {@return an optimizer of all these parameters as one group}
     *
     * @param parameters by name, such as those of a net
     */
    default Optimizer over(Map<String, Parameter> parameters) {
        return new Optimizer(this, List.of(new ParameterGroup(parameters, settings())));
    }
}
