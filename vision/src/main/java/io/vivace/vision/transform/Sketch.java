package io.vivace.vision.transform;

import io.vivace.vision.image.Border;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What is to be done to one picture: a window of it is scaled to a frame, the frame is moved and bent, a part of the frame
 * is cut out, turned, and its values are changed. Transforms write into it; nothing is computed before all have.
 */
public final class Sketch {
    /** A rectangle with other values, in one channel or, if that is negative, all. */
    record Patch(int top, int left, int bottom, int right, int channel, Filling filling) {}

    private final Size image;
    private final Border border;
    private int windowTop;
    private int windowLeft;
    private Size window;
    private Size frame;
    private Size out;
    private int padding;
    private double rowFraction = 0.5;
    private double columnFraction = 0.5;
    private boolean lastPlace = true;
    private final List<Bend> bends = new ArrayList<>();
    private double zoom = 1;
    private int turn;
    private final List<Tone> tones = new ArrayList<>();
    private final List<Patch> patches = new ArrayList<>();
    private final List<UnaryOperator<Image>> pixels = new ArrayList<>();

    /**
     * Starts with the middle of the picture.
     *
     * @param image size of the picture
     * @param frame what the whole picture is scaled to
     * @param out what is cut out of that
     * @param border what stands outside the picture
     */
    public Sketch(Size image, Size frame, Size out, Border border) {
        this.image = image;
        this.frame = frame;
        this.out = out;
        this.border = border;
        window = image;
    }

    // ---------------------------------------------------------------------------------------------- looking

    /** {@return size of the picture} */
    public Size image() {
        return image;
    }

    /** {@return what the window is scaled to} */
    public Size frame() {
        return frame;
    }

    /** {@return size of the result} */
    public Size out() {
        return out;
    }

    // ---------------------------------------------------------------------------------------------- noting

    /**
     * Scales the whole picture to something else.
     *
     * @param newFrame the size
     */
    public void frame(Size newFrame) {
        frame = newFrame;
    }

    /**
     * Takes a part of the picture as all there is, scaled to the size of the result.
     *
     * @param top its first row
     * @param left its first column
     * @param part rows and columns, inside the picture
     */
    public void window(int top, int left, Size part) {
        windowTop = top;
        windowLeft = left;
        window = part;
        frame = out;
    }

    /** Takes the largest part in the middle of the picture that has the shape of the result. */
    public void windowInMiddle() {
        double f = Math.min((double) image.height() / out.height(), (double) image.width() / out.width());
        int rows = (int) Math.max(1, Math.min(image.height(), Math.round(f * out.height())));
        int columns = (int) Math.max(1, Math.min(image.width(), Math.round(f * out.width())));
        window((image.height() - rows) / 2, (image.width() - columns) / 2, Size.of(rows, columns));
    }

    /**
     * Says where the result is cut out of the frame.
     *
     * @param row 0 at the top to 1 at the bottom
     * @param column 0 at the left to 1 at the right
     */
    public void cropAt(double row, double column) {
        rowFraction = row;
        columnFraction = column;
    }

    /**
     * Puts border around the frame before the result is cut out.
     *
     * @param border in pixels, on all four sides
     * @param last whether the last place counts: with a border of 4 and a result of the frame's size, there are 9 rows and 9 columns
     *     to begin at, without it 8
     * @param row 0 at the top to 1 at the bottom
     * @param column 0 at the left to 1 at the right
     */
    public void cropAt(int border, boolean last, double row, double column) {
        padding = border;
        lastPlace = last;
        cropAt(row, column);
    }

    /**
     * Bends what was noted so far once more.
     *
     * @param m takes a point of the frame, in pixels from its middle, to the point it shows
     */
    public void bend(double[] m) {
        bends.add(new Homography(m));
    }

    /**
     * Moves what was noted so far by other amounts at every place.
     *
     * @param grid rows and columns of cells that cover the frame; amounts hold at the middles of cells, and the nearest four
     *     are weighed in between
     * @param rows how many pixels of the frame further down to look, [height, width] of the grid
     * @param columns how many further to the right, likewise
     */
    public void displace(Size grid, float[] rows, float[] columns) {
        bends.add(new Field(frame, grid, rows.clone(), columns.clone()));
    }

    /**
     * Enlarges.
     *
     * @param factor above 1 to see less, larger
     * @param row where to look, 0 at the top to 1 at the bottom
     * @param column where to look, 0 at the left to 1 at the right
     */
    public void zoom(double factor, double row, double column) {
        double away = 1 - 1 / factor;
        double dx = away * (2 * column - 1) * frame.width() / 2;
        double dy = away * (2 * row - 1) * frame.height() / 2;
        bend(Matrix.product(Matrix.move(dx, dy), Matrix.scale(1 / factor, 1 / factor)));
        zoom *= factor;
    }

    /** Exchanges left and right. */
    public void flipHorizontally() {
        turn ^= 1;
    }

    /** Exchanges top and bottom. */
    public void flipVertically() {
        turn ^= 2;
    }

    /**
     * Exchanges rows and columns, before any exchange of left and right or top and bottom.
     *
     * @throws IllegalStateException if the result is not square
     */
    public void transpose() {
        if (out.height() != out.width()) {
            throw new IllegalStateException("only a square result can be transposed, this is " + out);
        }
        turn ^= 4;
    }

    /**
     * Changes values, after those noted before.
     *
     * @param tone what becomes of a value
     */
    public void tone(Tone tone) {
        tones.add(tone);
    }

    /**
     * Blackens a rectangle of the result; what stands out of it does not matter.
     *
     * @param top first row
     * @param left first column
     * @param bottom row after the last
     * @param right column after the last
     */
    public void hole(int top, int left, int bottom, int right) {
        fill(top, left, bottom, right, Filling.BLACK);
    }

    /**
     * Puts other values into a rectangle of the result, after all else; what stands out of it does not matter.
     *
     * @param top first row
     * @param left first column
     * @param bottom row after the last
     * @param right column after the last
     * @param filling the values
     */
    public void fill(int top, int left, int bottom, int right, Filling filling) {
        patches.add(new Patch(
                Math.max(0, top),
                Math.max(0, left),
                Math.min(out.height(), bottom),
                Math.min(out.width(), right),
                -1,
                filling));
    }

    /**
     * Puts other values into a channel of the result, after all else.
     *
     * @param channel from 0; pictures without it stay as they are
     * @param filling the values
     */
    public void fillChannel(int channel, Filling filling) {
        patches.add(new Patch(0, 0, out.height(), out.width(), channel, filling));
    }

    /**
     * Has a function of your own change the pixels, after all geometry and before values are changed. What it moves moves without
     * points, boxes and masks.
     *
     * @param f gives a picture of the same size
     */
    public void pixels(UnaryOperator<Image> f) {
        pixels.add(f);
    }

    // ---------------------------------------------------------------------------------------------- doing

    /**
     * {@return the picture with everything done that was noted}
     *
     * @param picture of the size the sketch was made for
     */
    public Rendered render(Image picture) {
        return Rendered.of(moved(picture), tones, patches);
    }

    /**
     * {@return the picture at its new place and size, its values unchanged} For pictures that are targets.
     *
     * @param picture of the size the sketch was made for
     */
    public Image moved(Image picture) {
        return moved(picture, 1);
    }

    /**
     * {@return the picture at its new place, in a result that is larger than the sketch's, its values unchanged} For pictures that are
     * to be made of smaller ones.
     *
     * @param picture of the size the sketch was made for, or of a whole multiple of it
     * @param factor how many times larger the result is
     * @throws IllegalArgumentException if the picture has another size
     */
    public Image moved(Image picture, int factor) {
        if (!picture.size().isMultipleOf(image)) {
            throw new IllegalArgumentException(
                    "the picture is " + picture.size() + ", expected " + image + " or a whole multiple of it");
        }
        Image shown = new Resampling(placement().enlarged(picture.size(), factor)).of(picture);
        for (UnaryOperator<Image> f : pixels) {
            shown = f.apply(shown);
        }
        return shown;
    }

    /** {@return where places of the picture are in the result, as all is noted now} */
    public Mapping mapping() {
        return new Mapping(placement());
    }

    private Placement placement() {
        return new Placement(
                image,
                border,
                windowTop,
                windowLeft,
                window,
                frame,
                out,
                top(),
                left(),
                List.copyOf(bends),
                turn,
                zoom);
    }

    private int top() {
        return place(frame.height(), out.height(), rowFraction);
    }

    private int left() {
        return place(frame.width(), out.width(), columnFraction);
    }

    private int place(int have, int want, double fraction) {
        int spare = have - want + 2 * padding;
        if (spare < 0) {
            return -((1 - spare) / 2) - padding;
        }
        int places = lastPlace ? spare + 1 : spare;
        return (int) (places * Math.min(fraction, 1 - 1e-7)) - padding;
    }

    @Override
    public String toString() {
        return placement() + ", " + tones.size() + " tones, " + pixels.size() + " own functions, patches " + patches;
    }
}
