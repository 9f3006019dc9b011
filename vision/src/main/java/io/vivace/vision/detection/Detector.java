package io.vivace.vision.detection;

import io.vivace.metric.Metric;
import io.vivace.tensor.Tensor;
import io.vivace.vision.Meaning;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.OnBody;
import java.util.List;

/**
 * A net that says for each of many anchors where a thing is and what: [N, channels, H, W] to [N, anchors, 4 + classes + 1], the box first,
 * background last. The order of the anchors is that of the net's outputs.
 */
public interface Detector extends OnBody, Meaning<Boxes> {
    /** {@return how many classes it knows, without background} */
    int classes();

    /**
     * {@return its anchors on pictures of a size}
     *
     * @param shown size of the pictures as the net sees them
     */
    Anchors anchors(Size shown);

    /** {@return the loss it is trained by; see there for the focal loss} */
    @Override
    default SsdLoss loss() {
        return SsdLoss.of(this::anchors, classes());
    }

    /** {@return Pascal VOC's mean average precision} */
    @Override
    default List<Metric> metrics() {
        return List.of(MeanPrecision.voc(decoder().least(0.01), classes()));
    }

    /** {@return what reads things off its output} */
    default SsdDecoder decoder() {
        return SsdDecoder.of(this::anchors, classes());
    }

    @Override
    default Boxes decode(Tensor said, Size shown) {
        return decoder().decode(said, shown);
    }
}
