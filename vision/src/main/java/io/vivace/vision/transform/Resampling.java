package io.vivace.vision.transform;

import io.vivace.vision.image.Border;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import java.util.List;

/** Makes the result's pixels from those of the picture, in one resampling. */
final class Resampling {
    /** Pixels of a frame that is not made as a whole. */
    private static final long LARGE = 1 << 24;

    private final Placement at;

    Resampling(Placement at) {
        this.at = at;
    }

    Image of(Image picture) {
        if (at.bent()) {
            return looked(picture, at.border());
        }
        return isLarge() ? looked(picture, isInside() ? Border.EDGE : at.border()) : turned(cropped(picture));
    }

    /** Such a frame would take much memory, and little of it is shown: long pictures whose shorter side is enlarged have one. */
    private boolean isLarge() {
        return (long) at.frame().height() * at.frame().width() > LARGE
                && !at.window().equals(at.frame());
    }

    private boolean isInside() {
        int bottom = at.top() + at.out().height();
        int right = at.left() + at.out().width();
        return at.top() >= 0
                && at.left() >= 0
                && bottom <= at.frame().height()
                && right <= at.frame().width();
    }

    /** Without bending, pixels are copied, or scaled and then copied. */
    private Image cropped(Image picture) {
        if (at.window().equals(at.frame())) {
            return picture.crop(at.windowTop() + at.top(), at.windowLeft() + at.left(), at.out(), at.border());
        }
        Image seen = picture.crop(at.windowTop(), at.windowLeft(), at.window(), at.border());
        double d = shrink();
        Image small = d > 1 ? seen.shrink(divided(at.window(), d)) : seen;
        return small.resize(at.frame()).crop(at.top(), at.left(), at.out(), at.border());
    }

    private Image turned(Image i) {
        Image t = (at.turn() & 4) == 0 ? i : i.transpose();
        t = (at.turn() & 1) == 0 ? t : t.flipHorizontally();
        return (at.turn() & 2) == 0 ? t : t.flipVertically();
    }

    private Image looked(Image picture, Border border) {
        double d = shrink();
        Image small = d > 1 ? picture.shrink(divided(at.image(), d)) : picture;
        Excerpt e = Excerpt.of(small, at);
        List<Bend> steps = at.steps();
        if (steps.size() == 1 && steps.get(0) instanceof Homography h) {
            return e.image().warp(Matrix.product(e.fromPicture(), h.matrix()), at.out(), border);
        }
        steps.add(new Homography(e.fromPicture()));
        return remapped(e.image(), steps, border);
    }

    private Image remapped(Image small, List<Bend> steps, Border border) {
        Size out = at.out();
        float[] rows = new float[out.height() * out.width()];
        float[] columns = new float[rows.length];
        double[] p = new double[2];
        for (int i = 0, r = 0; r < out.height(); r++) {
            for (int c = 0; c < out.width(); c++, i++) {
                p[0] = c + 0.5;
                p[1] = r + 0.5;
                steps.forEach(s -> s.apply(p));
                columns[i] = (float) p[0];
                rows[i] = (float) p[1];
            }
        }
        return small.look(rows, columns, out, border);
    }

    /**
     * Four neighbours are too few where many pixels become one: pictures that lose more than half of their sides are first
     * made smaller by area, to twice the wanted size, unless they are enlarged again.
     */
    private double shrink() {
        double rows = (double) at.window().height() / at.frame().height();
        double columns = (double) at.window().width() / at.frame().width();
        double d = Math.min(rows, columns) / 2;
        return d > at.zoom() ? d : 1;
    }

    private static Size divided(Size s, double d) {
        return Size.of((int) Math.max(1, Math.round(s.height() / d)), (int) Math.max(1, Math.round(s.width() / d)));
    }
}
