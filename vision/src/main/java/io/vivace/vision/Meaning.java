package io.vivace.vision;

import io.vivace.learn.LossFunction;
import io.vivace.metric.Metric;
import java.util.List;

/**
 * What the numbers of a net mean, and so how they are trained and judged. It is the target's, unless the net has one of its own, as a
 * detector has that knows its anchors.
 *
 * @param <V> what they say about one picture
 */
public interface Meaning<V> extends Decoder<V> {
    /** {@return what training makes small, unless the learner is told otherwise} */
    LossFunction loss();

    /** {@return what a learner measures beside the loss, unless it is told otherwise; new objects each time} */
    default List<Metric> metrics() {
        return List.of();
    }
}
