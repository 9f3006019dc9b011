package io.vivace.vision.detection;

import io.vivace.memory.Shape;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Body;

/**
 * What a body makes of a picture.
 *
 * @param channels numbers of a cell
 * @param grid rows and columns
 */
record Features(int channels, Size grid) {
    /** {@return what comes out for pictures of a size, found by showing the body a black one} */
    static Features of(Body body, Size shown) {
        Bounds.require(body, shown);
        Shape s = body.outputShape(body.channels(), shown.height(), shown.width());
        if (s.rank() != 4 || s.size(2) < 1 || s.size(3) < 1) {
            throw new IllegalArgumentException("the body makes " + s + " of a picture of " + shown
                    + ", expected features [N, channels, rows, columns]; is the picture too small?");
        }
        return new Features((int) s.size(1), Size.of((int) s.size(2), (int) s.size(3)));
    }
}
