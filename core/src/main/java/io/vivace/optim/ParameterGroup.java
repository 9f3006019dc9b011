package io.vivace.optim;

import io.vivace.nn.Parameter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Parameters that are trained with the same settings, and these settings: in a learner, one for each layer group. */
public final class ParameterGroup {
    private final Map<String, Parameter> parameters;
    private final Set<String> normsAndBiases;
    private Settings settings;

    /**
     * Puts parameters together.
     *
     * @param parameters by name; the names must differ between the groups of an optimizer
     * @param normsAndBiases the names of those that belong to a normalisation layer or are biases
     * @param settings what to start with
     */
    public ParameterGroup(Map<String, Parameter> parameters, Set<String> normsAndBiases, Settings settings) {
        this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        this.normsAndBiases = Set.copyOf(normsAndBiases);
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

    /**
     * {@return whether weight decay passes a parameter by}
     *
     * @param name which
     */
    public boolean isExempt(String name) {
        return !settings.decay().normsAndBiases() && normsAndBiases.contains(name);
    }
}
