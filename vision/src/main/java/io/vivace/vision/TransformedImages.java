package io.vivace.vision;

import io.vivace.data.LabelledItems;
import io.vivace.vision.image.Color;
import io.vivace.vision.transform.Framing;
import io.vivace.vision.transform.Transform;
import java.util.List;

/**
 * The fourth stage of the data block: pictures that know how they come to size and change.
 *
 * @param items what there is, with labels
 * @param color what is kept of a pixel
 * @param framing how pictures come to size
 * @param pieces what is changed at random in training
 */
public record TransformedImages(
        LabelledItems<ImageSource> items, Color color, Framing framing, List<Transform> pieces) {
    /**
     * {@return the next stage} This is where everything found wrong so far is reported, together with files that are not
     * there, are empty or may not be read.
     *
     * @param size items in a batch
     * @throws io.vivace.data.DataProblems if there is anything wrong; its message lists files and rows
     */
    public ImageBatches batch(int size) {
        return ImageBatches.of(this, size);
    }
}
