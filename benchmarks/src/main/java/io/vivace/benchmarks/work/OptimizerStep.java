package io.vivace.benchmarks.work;

import io.vivace.memory.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A step of an optimizer over the parameters of a net with given gradients, which stay the same. The result is the first
 * element of the last parameter.
 *
 * @param id its name
 * @param rule which optimizer
 * @param net whose parameters
 * @param width as in {@link Net#build}
 */
public record OptimizerStep(String id, Rule rule, Net net, int width) implements Work {
    /** The formula, with the number of floats read and written for each parameter. */
    public enum Rule {
        /** Adam, learning rate 0.001, β 0.9 and 0.999, ε 1e-8: value and two averages both ways, gradient in. */
        ADAM(7),
        /** SGD with momentum 0.9, learning rate 0.01. */
        SGD(5),
        /** RMSprop, learning rate 5e-5, α 0.99, ε 1e-8. */
        RMSPROP(5);

        private final int floats;

        Rule(int floats) {
            this.floats = floats;
        }
    }

    /** {@return the shapes of the parameters by name, in order} */
    public Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        net.build(width, 1000).parameters().forEach((name, p) -> shapes.put(name, p.shape()));
        return shapes;
    }

    @Override
    public double flop() {
        return 0;
    }

    @Override
    public double bytes() {
        return 4.0 * rule.floats * net.build(width, 1000).parameterCount();
    }

    @Override
    public OptimizerStep small() {
        return new OptimizerStep(id + " small", rule, Net.DARKNET, 4);
    }
}
