package io.vivace.vision;

import io.vivace.schedule.Schedules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Stages of training one after the other. The ones here are those of fast.ai's lessons of 2018 on Pascal VOC: the new head learns
 * first, then the last two layer groups, then all, early groups more slowly.
 *
 * <pre>{@code
 * try (var learn = VisionLearner.cnn(data, ResNet::resnet34).weights(file).frozenNorm(FrozenNorm.RESTS).build()) {
 *     Stages.gradual(2e-2).train(learn);
 * }
 * }</pre>
 *
 * @param stages in order
 */
public record Stages(List<Stage> stages) {
    private static final Stage.Course COSINE =
            (epochs, lr) -> Schedules.cosineRestarts(1, lr).length(epochs).warmUp();

    /** Two descents, the second twice as long as the first. */
    private static final Stage.Course TWO_COSINES = (epochs, lr) ->
            Schedules.cosineRestarts(2, lr).length(epochs / 3).factor(2).warmUp();

    /** Checks that there are some. */
    public Stages {
        stages = List.copyOf(stages);
        if (stages.isEmpty()) {
            throw new IllegalArgumentException("training needs at least one stage");
        }
    }

    /**
     * {@return the given stages}
     *
     * @param stages in order
     */
    public static Stages of(Stage... stages) {
        return new Stages(Arrays.asList(stages));
    }

    // ---------------------------------------------------------------------------------------------- the lessons'

    /**
     * {@return gradual unfreezing with discriminative rates: 1 epoch of the head, 1 of the last two layer groups, 2 of all; the
     * latter at a fifth, and at a thousandth, a hundredth and the whole of that} (the lesson's classifier of the largest object)
     *
     * @param lr of the head, 2e-2 in the lesson
     */
    public static Stages gradual(double lr) {
        List<Double> fifth = List.of(lr / 5000, lr / 500, lr / 5);
        return of(
                new Stage("head", -1, 1, List.of(lr), COSINE),
                new Stage("last two groups", -2, 1, fifth, COSINE),
                new Stage("all", 0, 2, fifth, COSINE));
    }

    /**
     * {@return 3 epochs of the head, 3 of the last two layer groups, 2 of all; the latter at a hundredth, a tenth and the whole of the
     * rate} (the lesson's regression of a box)
     *
     * @param lr of the head, 2e-3 in the lesson
     */
    public static Stages box(double lr) {
        List<Double> rates = List.of(lr / 100, lr / 10, lr);
        return of(
                new Stage("head", -1, 3, List.of(lr), TWO_COSINES),
                new Stage("last two groups", -2, 3, rates, TWO_COSINES),
                new Stage("all", 0, 2, rates, COSINE));
    }

    /**
     * {@return 3 epochs of the head, 5 of the last two layer groups at a fifth, 10 of all at a tenth of the rate, along triangles} (the
     * lesson's box and class together)
     *
     * @param lr of the head, 1e-2 in the lesson
     */
    public static Stages boxAndClass(double lr) {
        return of(
                new Stage("head", -1, 3, List.of(lr), triangle(32, 5)),
                new Stage("last two groups", -2, 5, hundredths(lr / 5), triangle(32, 10)),
                new Stage("all", 0, 10, hundredths(lr / 10), triangle(32, 10)));
    }

    /**
     * {@return 3 epochs of the head, 5 of the last two layer groups at a tenth of the rate, along triangles} (the lesson's several
     * labels)
     *
     * @param lr of the head, 2e-2 in the lesson
     */
    public static Stages manyLabels(double lr) {
        return of(
                new Stage("head", -1, 3, List.of(lr), triangle(32, 5)),
                new Stage("last two groups", -2, 5, hundredths(lr / 10), triangle(32, 5)));
    }

    /**
     * {@return 5 epochs of the head along a triangle} (the lesson's detector with a grid of 4×4)
     *
     * @param lr of the head, 3e-3 in the lesson
     */
    public static Stages grid(double lr) {
        return of(new Stage("head", -1, 5, List.of(lr), triangle(20, 10)));
    }

    /**
     * {@return 10 epochs of the head, 10 of the last two layer groups at a quarter of the rate, along triangles} (the lesson's detector
     * with several scales and focal loss)
     *
     * @param lr of the head, 1e-2 in the lesson
     */
    public static Stages scales(double lr) {
        return of(
                new Stage("head", -1, 10, hundredths(lr), triangle(20, 10)),
                new Stage("last two groups", -2, 10, hundredths(lr / 4), triangle(20, 10)));
    }

    /**
     * {@return 8 epochs of all but the first layer group, 20 of all at a four hundredth, a fortieth and a quarter of the rate, along
     * triangles; in these batch norm rests} (the lesson's U-Net on pictures of cars)
     *
     * @param lr of all but the first group, 4e-2 in the lesson
     */
    public static Stages pixels(double lr) {
        return of(
                new Stage("all but the first group", 1, 8, List.of(lr), triangle(5, 8)),
                new Stage("all", 0, 20, hundredths(lr / 4), triangle(20, 10)).restingNorm());
    }

    /**
     * {@return 5 epochs of the head along one cycle, 10 of all at a two thousandth, a two hundredth and a twentieth of the rate} (fastai 1's
     * head poses, and then everything)
     *
     * @param lr of the head, 2e-2 in the lesson
     */
    public static Stages points(double lr) {
        return of(
                new Stage("head", -1, 5, List.of(lr), Schedules::cosineOneCycle),
                new Stage("all", 0, 10, hundredths(lr / 20), Schedules::cosineOneCycle));
    }

    /**
     * {@return 8 epochs of everything along one cycle, for a net without trained weights}
     *
     * @param lr the highest rate
     */
    public static Stages fromScratch(double lr) {
        return of(new Stage("all", 0, 8, List.of(lr), Schedules::cosineOneCycle));
    }

    private static List<Double> hundredths(double lr) {
        return List.of(lr / 100, lr / 10, lr);
    }

    private static Stage.Course triangle(double div, int cut) {
        return (epochs, lr) -> Schedules.slantedTriangle(epochs, lr).div(div).cut(cut);
    }

    // ---------------------------------------------------------------------------------------------- use

    /** {@return how long they last together} */
    public double epochs() {
        return stages.stream().mapToDouble(Stage::epochs).sum();
    }

    /**
     * {@return the same stages, lasting so long together}
     *
     * @param epochs shared as they are now
     */
    public Stages lasting(double epochs) {
        double factor = epochs / epochs();
        return new Stages(stages.stream().map(s -> s.times(factor)).toList());
    }

    /**
     * {@return these stages and then others}
     *
     * @param others what follows
     */
    public Stages then(Stages others) {
        return new Stages(Stream.concat(stages.stream(), others.stages.stream()).toList());
    }

    /** {@return the stages in which layers before the last group learn, too: what is left to do once the head has learnt} */
    public List<Stage> afterHead() {
        var rest = new ArrayList<>(stages);
        rest.removeIf(s -> s.from() == -1);
        return List.copyOf(rest);
    }

    /**
     * Trains stage by stage.
     *
     * @param learn whose layer groups are frozen as each stage says; they stay as the last one says
     */
    public void train(VisionLearner learn) {
        train(learn, stage -> {});
    }

    /**
     * Trains stage by stage.
     *
     * @param learn whose layer groups are frozen as each stage says; they stay as the last one says. Where batch norm rests already, it
     *     rests in all stages
     * @param before is told of each stage at its begin
     */
    public void train(VisionLearner learn, Consumer<Stage> before) {
        int groups = learn.learner().groups().size();
        boolean rests = learn.learner().normRests();
        try {
            for (Stage s : stages) {
                before.accept(s);
                learn.freezeTo(Math.max(-groups, Math.min(s.from(), groups - 1)));
                learn.restNorm(rests || s.normRests());
                learn.fit(s.schedule(groups));
            }
        } finally {
            learn.restNorm(rests);
        }
    }
}
