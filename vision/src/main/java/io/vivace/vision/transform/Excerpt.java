package io.vivace.vision.transform;

import io.vivace.vision.image.Border;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;

/**
 * A picture to look pixels up in. OpenCV does so in pictures of up to 32,766 rows and columns: of longer ones the part that is needed,
 * made shorter if that is still too long.
 *
 * @param image the part
 * @param fromPicture takes places in the sketch's picture to places in the part
 */
record Excerpt(Image image, double[] fromPicture) {
    private static final int LONGEST = Short.MAX_VALUE - 1;

    /** Neighbours that are weighed in. */
    private static final int ROOM = 2;

    /** {@return what is needed of the sketch's picture, which may have been made smaller} */
    static Excerpt of(Image picture, Placement at) {
        double sx = (double) picture.width() / at.image().width();
        double sy = (double) picture.height() / at.image().height();
        if (Math.max(picture.width(), picture.height()) <= LONGEST) {
            return new Excerpt(picture, Matrix.scale(sx, sy));
        }
        double[] seen = new Mapping(at)
                .boxToPicture(new double[] {0, 0, at.out().height(), at.out().width()});
        int[] rows = range(seen[0] * sy, seen[2] * sy, picture.height());
        int[] columns = range(seen[1] * sx, seen[3] * sx, picture.width());
        Image part =
                picture.crop(rows[0], columns[0], Size.of(rows[1] - rows[0], columns[1] - columns[0]), Border.EDGE);
        Image fits = part.shrink(Size.of(Math.min(LONGEST, part.height()), Math.min(LONGEST, part.width())));
        return new Excerpt(
                fits,
                Matrix.product(
                        Matrix.scale((double) fits.width() / part.width(), (double) fits.height() / part.height()),
                        Matrix.move(-columns[0], -rows[0]),
                        Matrix.scale(sx, sy)));
    }

    /** What is seen from one place to another, with what is mirrored at the edges; all of it if that is unclear. */
    private static int[] range(double from, double to, int length) {
        double first = Math.min(from, to > length ? 2.0 * length - to : from) - ROOM;
        double last = Math.max(to, from < 0 ? -from : to) + ROOM;
        boolean clear = first < length - 1 && last > 1 && first > -length && last < 2.0 * length;
        return clear
                ? new int[] {(int) Math.max(0, Math.floor(first)), (int) Math.min(length, Math.ceil(last))}
                : new int[] {0, length};
    }
}
