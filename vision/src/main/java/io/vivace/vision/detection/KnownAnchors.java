package io.vivace.vision.detection;

import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Size;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A net's anchors on pictures of the sizes that it has met: the same shapes on other grids. Threads may share it. */
final class KnownAnchors {
    private final Anchors shapes;
    private final Map<Size, Anchors> bySize = new ConcurrentHashMap<>();

    /**
     * None so far.
     *
     * @param shapes on each cell
     */
    KnownAnchors(Anchors shapes) {
        this.shapes = shapes;
    }

    /**
     * {@return the anchors on pictures of a size}
     *
     * @param shown size of the pictures
     * @param grids of the net for them; asked once
     */
    Anchors on(Size shown, Supplier<List<Size>> grids) {
        return bySize.computeIfAbsent(shown, s -> shapes.on(grids.get()));
    }

    /** {@return rows and columns of [N, channels, rows, columns]} */
    static Size sizeOf(Tensor pictures) {
        return Size.of((int) pictures.size(2), (int) pictures.size(3));
    }
}
