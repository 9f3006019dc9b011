package io.vivace.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vivace.loss.CrossEntropyOptions;
import io.vivace.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Losses of classes where some positions do not count. */
class ClassLossTest {
    private static final double RIGHT = Math.log(1 + Math.exp(-2));
    private static final double WRONG = Math.log(1 + Math.exp(2));

    /** Two pictures of one row and four pixels, all of which the net takes for class 0. */
    private final Tensor output =
            Tensor.of(new float[] {2, 2, 2, 2, 0, 0, 0, 0, /**/ 2, 2, 2, 2, 0, 0, 0, 0}, 2, 2, 1, 4);

    private final LossFunction loss =
            LossFunction.crossEntropy(CrossEntropyOptions.defaults().ignoring(9));

    private float[] ofItems(LossFunction by, Tensor said, long... classes) {
        return by.ofItems(said, List.of(Tensor.of(classes, 2, 1, 4))).toFloatArray();
    }

    @Test
    void whatDoesNotCountDoesNotMakeLossesOfItemsSmaller() {
        float[] each = ofItems(loss, output, 9, 9, 9, 1, /**/ 0, 1, 9, 9);
        assertThat(each[0]).isCloseTo((float) WRONG, within(1e-6f));
        assertThat(each[1]).isCloseTo((float) ((RIGHT + WRONG) / 2), within(1e-6f));
        float[] logs = ofItems(LossFunction.nll(), output.logSoftmax(1), -100, -100, -100, 1, /**/ 0, 1, 0, 1);
        assertThat(logs[0]).isCloseTo((float) WRONG, within(1e-6f));
        assertThat(logs[1]).isCloseTo((float) ((RIGHT + WRONG) / 2), within(1e-6f));
    }

    @Test
    void anItemOfWhichNothingCountsLosesNothing() {
        assertThat(ofItems(loss, output, 9, 9, 9, 9, /**/ 0, 0, 0, 0)[0]).isZero();
    }

    @Test
    void aBatchOfWhichNothingCountsTeachesNothing() {
        Tensor x = output.detach().requiresGrad();
        Tensor none = loss.of(x, List.of(Tensor.of(new long[] {9, 9, 9, 9, 9, 9, 9, 9}, 2, 1, 4)));
        assertThat(none.item()).isZero();
        none.backward();
        assertThat(x.grad().abs().max().item()).isZero();
    }
}
