package io.vivace.learn;

import io.vivace.loss.CrossEntropyOptions;
import io.vivace.loss.Loss;
import io.vivace.tensor.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;

/** What training makes small, and what belongs to it: the losses of single items, and the activation that predictions get. */
public interface LossFunction {
    /** {@return the name shown in messages} */
    String name();

    /**
     * {@return the loss of a batch, a single element}
     *
     * @param output what the model said, the items along the first axis
     * @param targets what it should have said
     */
    Tensor of(Tensor output, List<Tensor> targets);

    /**
     * {@return the loss of each item, [N]}
     *
     * @param output what the model said, the items along the first axis
     * @param targets what it should have said
     * @throws UnsupportedOperationException if this loss is of whole batches only
     */
    default Tensor ofItems(Tensor output, List<Tensor> targets) {
        throw new UnsupportedOperationException(
                "the loss " + name() + " is not known for single items;" + " write LossFunction.ofItems to rank them");
    }

    /**
     * {@return the output as people read it, such as probabilities}
     *
     * @param output what the model said
     */
    default Tensor activate(Tensor output) {
        return output;
    }

    /**
     * {@return this loss with smoothed targets (Szegedy et al. 2016): the right class counts 1 − ε + ε/C, the others ε/C}
     *
     * @param epsilon ε, how much of the target is spread over all C classes, 0 to 1
     * @throws UnsupportedOperationException if this is no loss of classes
     */
    default LossFunction smoothed(double epsilon) {
        throw new UnsupportedOperationException("the targets of " + name()
                + " cannot be smoothed; cross-entropy and negative log likelihood of classes know how, and"
                + " a loss of your own does when it writes LossFunction.smoothed");
    }

    /** {@return cross-entropy of scores [N, C, ...] and class numbers [N, ...]; predictions become probabilities} */
    static LossFunction crossEntropy() {
        return crossEntropy(CrossEntropyOptions.defaults());
    }

    /**
     * {@return cross-entropy of scores [N, C, ...] and class numbers [N, ...]; predictions become probabilities}
     *
     * @param options weights, smoothing, a class to ignore
     */
    static LossFunction crossEntropy(CrossEntropyOptions options) {
        return new ClassLoss("cross-entropy", Loss::crossEntropy, options, o -> o.softmax(1));
    }

    /** {@return negative log likelihood of log probabilities [N, C]; predictions become probabilities} */
    static LossFunction nll() {
        return new ClassLoss("negative log likelihood", Loss::nll, CrossEntropyOptions.defaults(), Tensor::exp);
    }

    /** {@return binary cross-entropy of scores and marks of one shape; predictions become probabilities} */
    static LossFunction bceWithLogits() {
        return new KnownLoss(
                "binary cross-entropy with logits",
                (o, t, r) -> Loss.bceWithLogits(o, t, null, null, r),
                Tensor::sigmoid);
    }

    /** {@return binary cross-entropy of probabilities and marks of one shape} */
    static LossFunction bce() {
        return new KnownLoss("binary cross-entropy", (o, t, r) -> Loss.bce(o, t, null, r), o -> o);
    }

    /** {@return mean squared difference} */
    static LossFunction mse() {
        return new KnownLoss("mean squared error", Loss::mse, o -> o);
    }

    /** {@return mean absolute difference} */
    static LossFunction l1() {
        return new KnownLoss("mean absolute error", Loss::l1, o -> o);
    }

    /**
     * {@return a loss of one's own, of output and first target}
     *
     * @param loss gives a single element
     */
    static LossFunction of(BinaryOperator<Tensor> loss) {
        return new LossFunction() {
            @Override
            public String name() {
                return "user's loss";
            }

            @Override
            public Tensor of(Tensor output, List<Tensor> targets) {
                return loss.apply(output, KnownLoss.target(name(), targets));
            }
        };
    }
}
