package io.vivace.vision.transform;

import io.vivace.vision.image.Border;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which pixel of the picture a pixel of the result is taken from when nothing is mixed: the one that holds its middle. */
final class Nearest {
    private final Placement at;
    private final List<Bend> steps;
    private final double[] toFrame;
    private final double[] p = new double[2];
    private final @Nullable Border outside;

    /** Without a border, places outside have no pixel. Not for several threads. */
    Nearest(Placement at, List<Bend> steps, @Nullable Border outside) {
        this.at = at;
        this.steps = steps;
        this.outside = outside;
        toFrame = at.toFrame();
    }

    /** {@return row · width + column in the picture, or −1} */
    int source(int row, int column) {
        return at.bent() ? looked(row, column) : scaled(row, column);
    }

    private int looked(int row, int column) {
        p[0] = column + 0.5;
        p[1] = row + 0.5;
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).apply(p);
        }
        int y = index((int) Math.floor(p[1]), at.image().height());
        int x = index((int) Math.floor(p[0]), at.image().width());
        return y < 0 || x < 0 ? -1 : y * at.image().width() + x;
    }

    /** What stands outside is outside of the frame here, since scaling comes first. */
    private int scaled(int row, int column) {
        double fx = toFrame[0] * (column + 0.5) + toFrame[1] * (row + 0.5) + toFrame[2];
        double fy = toFrame[3] * (column + 0.5) + toFrame[4] * (row + 0.5) + toFrame[5];
        int y = index((int) Math.floor(fy), at.frame().height());
        int x = index((int) Math.floor(fx), at.frame().width());
        if (y < 0 || x < 0) {
            return -1;
        }
        int r = at.windowTop()
                + (int) ((y + 0.5) * at.window().height() / at.frame().height());
        int c = at.windowLeft()
                + (int) ((x + 0.5) * at.window().width() / at.frame().width());
        return r * at.image().width() + c;
    }

    private int index(int place, int length) {
        if (place >= 0 && place < length) {
            return place;
        }
        return outside == null ? -1 : outside.index(place, length);
    }

    byte[] of(byte[] labels, byte constant) {
        int h = at.out().height();
        int w = at.out().width();
        byte[] out = new byte[h * w];
        Arrays.fill(out, constant);
        for (int i = 0, r = 0; r < h; r++) {
            for (int c = 0; c < w; c++, i++) {
                int from = source(r, c);
                if (from >= 0) {
                    out[i] = labels[from];
                }
            }
        }
        return out;
    }
}
