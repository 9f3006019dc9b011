package io.vivace.vision;

import io.vivace.schedule.Lr;
import io.vivace.schedule.Schedule;
import java.util.List;

/**
 * A stretch of training: which layer groups learn, how long, how fast and along what course.
 *
 * <pre>{@code
 * new Stage("last two groups", -2, 3, List.of(1e-5, 1e-4, 1e-3), (epochs, lr) -> Schedules.slantedTriangle(epochs, lr).cut(5))
 * }</pre>
 *
 * @param name for people
 * @param from the first layer group that learns; negative numbers count from the end, 0 is all. Where a net has fewer groups, as much
 *     as it has
 * @param epochs how long; parts are fine
 * @param rates the highest learning rates, from the first layer group to the last; a single one is for all. Where a net has another
 *     number of groups, they are spread evenly between the first and the last one, by factors
 * @param course makes a schedule of a length and the highest rates
 * @param normRests whether all batch norm {@linkplain VisionLearner#restNorm rests} meanwhile
 */
public record Stage(String name, int from, double epochs, List<Double> rates, Course course, boolean normRests) {
    /** How rates go over a stage. */
    @FunctionalInterface
    public interface Course {
        /**
         * {@return a schedule}
         *
         * @param epochs its length
         * @param peak its highest rates
         */
        Schedule of(double epochs, Lr peak);
    }

    /** Checks the numbers. */
    public Stage {
        rates = List.copyOf(rates);
        if (rates.isEmpty() || rates.stream().anyMatch(r -> !(r > 0 && Double.isFinite(r)))) {
            throw new IllegalArgumentException("stage \"" + name
                    + "\" needs learning rates above 0, from the first layer group to the last, got " + rates);
        }
        if (!(epochs >= 0 && Double.isFinite(epochs))) {
            throw new IllegalArgumentException("stage \"" + name + "\" lasts at least 0 epochs, got " + epochs);
        }
    }

    /**
     * Makes a stage in which batch norm learns as its layers do.
     *
     * @param name for people
     * @param from the first layer group that learns
     * @param epochs how long
     * @param rates the highest learning rates
     * @param course makes a schedule of a length and the highest rates
     */
    public Stage(String name, int from, double epochs, List<Double> rates, Course course) {
        this(name, from, epochs, rates, course, false);
    }

    /** {@return the same, where all batch norm {@linkplain VisionLearner#restNorm rests}} */
    public Stage restingNorm() {
        return new Stage(name, from, epochs, rates, course, true);
    }

    /**
     * {@return the highest rates of a net's layer groups}
     *
     * @param groups how many it has
     */
    public Lr peak(int groups) {
        double first = rates.get(0);
        double last = rates.get(rates.size() - 1);
        if (rates.size() == 1) {
            return Lr.of(first);
        }
        if (rates.size() != groups) {
            return groups == 1 ? Lr.of(last) : Lr.slice(first, last);
        }
        double[] more = rates.stream().skip(2).mapToDouble(r -> r).toArray();
        return Lr.of(first, rates.get(1), more);
    }

    /**
     * {@return the course of its rates}
     *
     * @param groups how many layer groups the net has
     */
    public Schedule schedule(int groups) {
        return course.of(epochs, peak(groups));
    }

    /**
     * {@return the same, longer or shorter}
     *
     * @param factor by which
     */
    public Stage times(double factor) {
        return new Stage(name, from, epochs * factor, rates, course, normRests);
    }
}
