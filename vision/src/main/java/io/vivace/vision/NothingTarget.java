package io.vivace.vision;

import io.vivace.learn.LossFunction;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Size;
import java.util.List;

/** Nothing is known about pictures: nets learn from them alone, by a loss of their outputs. A value is an empty text. */
record NothingTarget() implements Target<String> {
    @Override
    public int outputs() {
        return 0;
    }

    @Override
    public List<Tensor> collate(List<String> values) {
        return List.of();
    }

    @Override
    public String decode(Tensor output, Size shown) {
        throw new IllegalStateException(
                "these pictures have no labels, so it is not known what outputs mean; label them, or read outputs yourself"
                        + " (learner().predict)");
    }

    @Override
    public LossFunction loss() {
        throw new IllegalStateException(
                "these pictures have no labels, so only a loss of your own can tell how good an output is: give the learner"
                        + " one, .loss(...)");
    }
}
