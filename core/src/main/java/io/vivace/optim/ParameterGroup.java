package io.vivace.optim;

import io.vivace.nn.Parameter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Parameters that are trained with the same settings, and these settings: in a learner, one for each layer group. */
public final class ParameterGroup {
    private final Map<String, Parameter> parameters;
    private Settings settings;

    /**
     * Puts parameters together.
     *
     * @param parameters by name; the names must differ between the groups of an optimizer
     * @param settings what to start with
     */
    public ParameterGroup(Map<String, Parameter> parameters, Settings settings) {
        this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        this.settings = settings;
    }

    /** {@return the parameters by name} */
    public Map<String, Parameter> parameters() {
        return parameters;
    }

    /** {@return the settings of now} */
    public Settings settings() {
        return settings;
    }

    /**
     * Changes the settings, from the next step on.
     *
     * @param value the new ones
     */
    public void settings(Settings value) {
        settings = value;
    }
}
