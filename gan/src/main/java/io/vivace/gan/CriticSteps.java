package io.vivace.gan;

/** How often the critic is trained before each step of the generator. */
@FunctionalInterface
public interface CriticSteps {
    /**
     * {@return how many steps of the critic come before a step of the generator, at least 1}
     *
     * @param generatorStep the number of that step in this fit, from 0
     */
    int before(long generatorStep);

    /**
     * {@return the same number always}
     *
     * @param steps of the critic for one of the generator
     */
    static CriticSteps always(int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException(
                    "the critic needs at least 1 step for each of the generator, got " + steps);
        }
        return generatorStep -> steps;
    }

    /**
     * {@return 100 before each of the generator's first 25 steps and before every 500th, else 5} A critic near its best gives
     * gradients worth following (Arjovsky et al. 2017, and their code).
     */
    static CriticSteps thorough() {
        return generatorStep -> generatorStep < 25 || generatorStep % 500 == 0 ? 100 : 5;
    }

    /** {@return 100 before every 500th step of the generator from the first one on, else 5: for a critic that has learnt already} */
    static CriticSteps refreshing() {
        return generatorStep -> generatorStep % 500 == 0 ? 100 : 5;
    }
}
