package io.vivace.metric;

import io.vivace.tensor.Tensor;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;

/** A number that a confusion matrix says. */
final class MatrixScore implements Metric {
    private final String name;
    private final BiFunction<Tensor, Tensor, ClassScores> read;
    private final ToDoubleFunction<ConfusionMatrix> score;
    private final ConfusionMatrix matrix = new ConfusionMatrix();

    private MatrixScore(
            String name, BiFunction<Tensor, Tensor, ClassScores> read, ToDoubleFunction<ConfusionMatrix> score) {
        this.name = name;
        this.read = read;
        this.score = score;
    }

    /** {@return a score of any number of classes} */
    static MatrixScore of(String name, ToDoubleFunction<ConfusionMatrix> score) {
        return new MatrixScore(name, ClassScores::of, score);
    }

    /** {@return a score of any number of classes, of some positions} */
    static MatrixScore of(
            String name, BiFunction<Tensor, Tensor, ClassScores> read, ToDoubleFunction<ConfusionMatrix> score) {
        return new MatrixScore(name, read, score);
    }

    /** {@return a score of one class of any number} */
    static MatrixScore ofClass(String name, int c, PerClass.Score score) {
        return new MatrixScore(name, (o, t) -> having(ClassScores.of(o, t), c), m -> PerClass.of(m, c, score));
    }

    private static ClassScores having(ClassScores s, int c) {
        if (c >= s.classes()) {
            throw new IllegalArgumentException("class " + c + " is looked for, the output has scores of " + s.classes()
                    + " classes, 0 to " + (s.classes() - 1));
        }
        return s;
    }

    /** {@return a score of class 1 of two} */
    static MatrixScore ofTwo(String name, String otherwise, PerClass.Score score) {
        return new MatrixScore(name, (o, t) -> ClassScores.ofTwo(o, t, otherwise), m -> PerClass.of(m, 1, score));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void reset() {
        matrix.reset();
    }

    @Override
    public void add(Tensor output, Tensor target) {
        Failures.named(name, () -> read.apply(output, target).tally(matrix));
    }

    @Override
    public double value() {
        return matrix.classes() == 0 || matrix.undecided() > 0 ? Double.NaN : score.applyAsDouble(matrix);
    }
}
