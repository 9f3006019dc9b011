package io.vivace.vision.points;

import io.vivace.data.DataProblems;
import io.vivace.data.Item;
import io.vivace.data.Labelling;
import io.vivace.learn.LossFunction;
import io.vivace.metric.Metric;
import io.vivace.tensor.Tensor;
import io.vivace.vision.Canvas;
import io.vivace.vision.ImageSource;
import io.vivace.vision.Target;
import io.vivace.vision.TargetPlan;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Mapping;
import io.vivace.vision.transform.Sketch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Points as numbers between −1, the upper and left edge, and 1, the lower and right one, rows before columns (fastai 1).
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>of a net's output</td><td>[N, 2·points]: row, column, row, column ...</td></tr>
 * <tr><td>of a batch's targets</td><td>the numbers, f32 [N, 2·points], 0 where not known; 1 where known, 0 where not, f32
 * [N, 2·points]; half the height and half the width of each picture, f32 [N, 2]</td></tr>
 * </table>
 *
 * The loss is the mean squared difference over what is known; the usual metric is the distance in pixels.
 *
 * <pre>{@code
 * ImageList.fromFolder(faces).splitBy(...).label(new PointsTarget(1).by(item -> Points.of(row(item), column(item))))
 * ImageList.fromCsv(table, photos, "img").splitRandom(0.2, 42).label(new PointsTarget(2).columns("y1", "x1", "y2", "x2"))
 * VisionLearner.cnn(data, ResNet::resnet18).head(Head.standard().hidden(0.05, 100))
 * }</pre>
 *
 * @param count points of a picture
 * @param removeOut whether points that transforms move out of the picture are no longer known; else they are learnt where they are
 */
public record PointsTarget(int count, boolean removeOut) implements Target<Points> {
    private static final int MOST = 10_000;

    /** Checks the number. */
    public PointsTarget {
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException("pictures have 1 to " + MOST + " points to learn, got " + count);
        }
    }

    /**
     * Points that are forgotten when they leave the picture.
     *
     * @param count points of a picture
     */
    public PointsTarget(int count) {
        this(count, true);
    }

    @Override
    public int outputs() {
        return 2 * count;
    }

    // ---------------------------------------------------------------------------------------------- labelling

    /**
     * {@return a way to label items by the cells of the table that they are from} Empty cells are points that are not known.
     *
     * @param headings of the columns: row, column, row, column ...
     */
    public Labelling<ImageSource> columns(String... headings) {
        if (headings.length != outputs()) {
            throw new IllegalArgumentException(
                    count + " points are in " + outputs() + " columns, got " + headings.length);
        }
        return reading(item -> cells(item, headings));
    }

    private static Value<Points> cells(Item<ImageSource> item, String[] headings) {
        double[] v = new double[headings.length];
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < v.length; i++) {
            String cell = item.column(headings[i]);
            v[i] = Double.NaN;
            if (cell == null) {
                wrong.add("has no column \"" + headings[i] + "\"");
            } else if (!cell.isBlank()) {
                try {
                    v[i] = Double.parseDouble(cell.strip());
                } catch (NumberFormatException e) {
                    wrong.add("has \"" + cell + "\" in column \"" + headings[i] + "\", expected a number");
                }
            }
        }
        if (!wrong.isEmpty()) {
            return Value.missing(String.join("; it ", wrong));
        }
        Points known = Points.of(v);
        return () -> known;
    }

    /**
     * {@return a way to label items by a JSON file, {"a.jpg": [[row, column], ...], ...}} Pictures are found by their name, with the folders
     * before it or without; {@code null} in place of a pair is a point that is not known.
     *
     * @param file JSON
     * @throws DataProblems if it is something else
     */
    public Labelling<ImageSource> json(Path file) {
        Map<String, Points> all = PointsJson.read(file, count);
        return by(item -> {
            Points known = all.get(item.name());
            return known != null ? known : all.get(item.baseName());
        });
    }

    // ---------------------------------------------------------------------------------------------- learning

    @Override
    public Points transform(Points value, Sketch sketch) {
        if (value.points().size() != count) {
            throw new IllegalArgumentException(
                    "this picture has " + value.points().size() + " points, expected " + count + " as in all others");
        }
        if (value.picture() != null && !value.picture().equals(sketch.image())) {
            throw new IllegalArgumentException("the points are in a picture of " + value.picture()
                    + ", but the file's picture is " + sketch.image());
        }
        Mapping mapping = sketch.mapping();
        Size out = sketch.out();
        List<Point> moved = new ArrayList<>();
        for (Point p : value.points()) {
            double[] to = p.isKnown() ? mapping.toResult(p.row(), p.column()) : new double[] {Double.NaN, Double.NaN};
            boolean inside = to[0] >= 0 && to[1] >= 0 && to[0] <= out.height() && to[1] <= out.width();
            moved.add(inside || !removeOut ? new Point(to[0], to[1]) : new Point(Double.NaN, Double.NaN));
        }
        return new Points(out, moved);
    }

    @Override
    public List<Tensor> collate(List<Points> values) {
        float[] numbers = new float[values.size() * outputs()];
        float[] known = new float[numbers.length];
        float[] halves = new float[values.size() * 2];
        for (int n = 0; n < values.size(); n++) {
            Size size = size(values.get(n));
            halves[2 * n] = size.height() / 2f;
            halves[2 * n + 1] = size.width() / 2f;
            for (int i = 0; i < count; i++) {
                Point p = values.get(n).points().get(i);
                int at = n * outputs() + 2 * i;
                if (p.isKnown()) {
                    numbers[at] = (float) (p.row() / halves[2 * n] - 1);
                    numbers[at + 1] = (float) (p.column() / halves[2 * n + 1] - 1);
                    known[at] = 1;
                    known[at + 1] = 1;
                }
            }
        }
        return List.of(
                Tensor.of(numbers, values.size(), outputs()),
                Tensor.of(known, values.size(), outputs()),
                Tensor.of(halves, values.size(), 2));
    }

    private static Size size(Points p) {
        Size size = p.picture();
        if (size == null) {
            throw new IllegalArgumentException(
                    "points of a batch know the size of their picture; transform(...) says it");
        }
        return size;
    }

    @Override
    public LossFunction loss() {
        return new KnownPointsLoss();
    }

    @Override
    public List<Metric> metrics() {
        return List.of(new PixelError());
    }

    // ---------------------------------------------------------------------------------------------- saying

    @Override
    public Points decode(Tensor said, Size shown) {
        float[] v = said.toFloatArray();
        if (v.length != outputs()) {
            throw new IllegalArgumentException("the net gives " + v.length + " numbers, expected " + outputs()
                    + ": row and column of " + count + " points");
        }
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            points.add(new Point((v[2 * i] + 1) * shown.height() / 2, (v[2 * i + 1] + 1) * shown.width() / 2));
        }
        return new Points(shown, points);
    }

    @Override
    public Points placed(Points value, Sketch sketch) {
        Mapping mapping = sketch.mapping();
        return new Points(
                sketch.image(),
                value.points().stream()
                        .map(p -> mapping.toPicture(p.row(), p.column()))
                        .map(p -> new Point(p[0], p[1]))
                        .toList());
    }

    static final String KIND = "points";

    @Override
    public TargetPlan plan() {
        return TargetPlan.of(KIND, List.of()).with("count", count).with("removeOut", removeOut ? 1 : 0);
    }

    static PointsTarget of(TargetPlan plan) {
        return new PointsTarget((int) plan.number("count", 1), plan.number("removeOut", 1) == 1);
    }

    // ---------------------------------------------------------------------------------------------- for people

    @Override
    public String text(Points value) {
        return value.points().stream().map(PointsTarget::text).collect(Collectors.joining(" "));
    }

    private static String text(Point p) {
        return p.isKnown() ? String.format(Locale.ROOT, "(%.1f, %.1f)", p.row(), p.column()) : "(?)";
    }

    @Override
    public void draw(Canvas canvas, Points value) {
        for (int i = 0; i < value.points().size(); i++) {
            Point p = value.points().get(i);
            if (p.isKnown()) {
                canvas.point(p.row(), p.column(), Canvas.color(i));
            }
        }
    }
}
