package io.vivace.vision;

import static io.vivace.metric.ImageMetrics.psnr;

import io.vivace.data.Item;
import io.vivace.data.Labelling;
import io.vivace.learn.LossFunction;
import io.vivace.metric.Metric;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Border;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.ImageReader;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Mapping;
import io.vivace.vision.transform.Matrix;
import io.vivace.vision.transform.Sketch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Another picture, for nets that make pictures: damaged ones whole, grey ones coloured, small ones large. It moves as the net's input
 * does, by the mean of neighbours; changes of brightness and contrast, and black holes, are for the input alone. It has the size of the
 * net's input, or is {@link #larger} or {@link #smaller} by a whole factor; its file may be of the same size as that of the input, or
 * larger or smaller by any whole factor.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>of a net's output and a batch's target</td><td>[N, channels, H, W], or larger or smaller by the factor; 0 to 1, or
 *     normalised</td></tr>
 * </table>
 *
 * <pre>{@code
 * var whole = PictureTarget.of(Color.RGB).losing(LossFunction.l1());
 * ImageList.fromFolder(damaged).splitRandom(0.1, 42).label(whole.in(originals)).transform(Transforms.none().flip(), Size.square(128))
 * VisionLearner.of(data, DynamicUnet.on(ResNet.resnet34()).classes(3).blur().range(0, 1))
 * PictureTarget.of(Color.RGB).larger(4).in(originals)          // super-resolution: four times the rows and columns of the input
 * }</pre>
 *
 * @param color what is kept of a pixel
 * @param stats by what target and output are normalised; {@link Stats#NONE} for values between 0 and 1
 * @param loss what training makes small
 * @param larger how many times as many rows and columns as the input it has, 1 to 16
 * @param smaller how many times fewer, 1 to 16; at least one of the two is 1
 */
public record PictureTarget(Color color, Stats stats, LossFunction loss, int larger, int smaller)
        implements Target<Image> {
    static final String KIND = "picture";
    private static final int MOST = 16;

    /** Checks the factors. */
    public PictureTarget {
        if (Math.min(larger, smaller) != 1 || Math.max(larger, smaller) > MOST) {
            throw new IllegalArgumentException("a picture to be made is larger or smaller by a factor from 1 to " + MOST
                    + ", got " + larger + " times larger and " + smaller + " times smaller");
        }
    }

    /**
     * {@return a target of values between 0 and 1, learnt by the mean squared difference}
     *
     * @param color what is kept of a pixel
     */
    public static PictureTarget of(Color color) {
        return new PictureTarget(color, Stats.NONE, LossFunction.mse(), 1, 1);
    }

    /**
     * {@return the same with another loss}
     *
     * @param function of output and target
     */
    public PictureTarget losing(LossFunction function) {
        return new PictureTarget(color, stats, function, larger, smaller);
    }

    /**
     * {@return the same, normalised as inputs can be}
     *
     * @param by mean and standard deviation
     */
    public PictureTarget normalized(Stats by) {
        return new PictureTarget(color, by, loss, larger, smaller);
    }

    /**
     * {@return the same with more rows and columns than the net's input has: super-resolution}
     *
     * @param factor how many times, 1 to 16
     */
    public PictureTarget larger(int factor) {
        return new PictureTarget(color, stats, loss, factor, 1);
    }

    /**
     * {@return the same with fewer rows and columns than the net's input has, each pixel the mean of those it stands for}
     *
     * @param factor how many times, 1 to 16; the input's sides must be multiples of it
     */
    public PictureTarget smaller(int factor) {
        return new PictureTarget(color, stats, loss, 1, factor);
    }

    // ---------------------------------------------------------------------------------------------- labelling

    /**
     * {@return a way to label items: by the pictures of a folder with the same names, with the folders before them}
     *
     * @param folder of the pictures to be made
     */
    public Labelling<ImageSource> in(Path folder) {
        return files(item -> folder.resolve(item.name()));
    }

    /**
     * {@return a way to label items: by the pictures in files that a function names}
     *
     * @param file of the picture to be made
     */
    public Labelling<ImageSource> files(Function<? super Item<ImageSource>, Path> file) {
        return reading(item -> {
            Path f = file.apply(item);
            return Files.isRegularFile(f)
                    ? () -> ImageReader.of(color).read(f)
                    : Value.missing("has no picture to be made: there is no file " + f);
        });
    }

    // ---------------------------------------------------------------------------------------------- learning

    @Override
    public int outputs() {
        return color.channels();
    }

    @Override
    public Image transform(Image value, Sketch sketch) {
        Size from = sketch.image();
        boolean isLarge = value.size().isMultipleOf(from);
        if (!isLarge && !from.isMultipleOf(value.size())) {
            throw new IllegalArgumentException("the picture to be made is " + value.size()
                    + ", that which it is made from " + from
                    + "; it must be as large, or larger or smaller by a whole factor: bring both to such sizes first, as by"
                    + " Image.resize");
        }
        Image moved = sketch.moved(isLarge ? value : value.resize(from), larger);
        return smaller == 1 ? moved : moved.shrink(part(sketch.out()));
    }

    private Size part(Size shown) {
        if (shown.height() % smaller != 0 || shown.width() % smaller != 0) {
            throw new IllegalArgumentException("pictures that are " + smaller
                    + " times smaller need an input whose sides are multiples of it, got " + shown + "; give "
                    + shown.roundedTo(smaller));
        }
        return Size.of(shown.height() / smaller, shown.width() / smaller);
    }

    @Override
    public List<Tensor> collate(List<Image> values) {
        Size size = values.get(0).size();
        int channels = color.channels();
        int length = size.height() * size.width() * channels;
        float[] all = new float[values.size() * length];
        for (int i = 0; i < all.length; i++) {
            float value = (values.get(i / length).pixels()[i % length] & 0xff) / 255f;
            int c = i % channels;
            all[i] = (value - stats.mean()[c % stats.mean().length]) / stats.std()[c % stats.std().length];
        }
        return List.of(Tensor.of(all, values.size(), size.height(), size.width(), color.channels())
                .permute(0, 3, 1, 2));
    }

    /** {@return the peak signal-to-noise ratio, where values lie between 0 and 1} */
    @Override
    public List<Metric> metrics() {
        return stats.equals(Stats.NONE) ? List.of(psnr()) : List.of();
    }

    // ---------------------------------------------------------------------------------------------- saying

    @Override
    public Image decode(Tensor said, Size shown) {
        if (said.rank() != 3 || said.size(0) != color.channels()) {
            throw new IllegalArgumentException("the net gives " + said.shape() + ", expected [" + color.channels()
                    + ", height, width] for a picture");
        }
        return stats.picture(said.reshape(1, said.size(0), said.size(1), said.size(2)), 0);
    }

    /** Framing without random changes scales and moves, so three places tell all. */
    @Override
    public Image placed(Image value, Sketch sketch) {
        Mapping m = sketch.mapping();
        double[] o = m.toResult(0, 0);
        double[] down = m.toResult(1, 0);
        double[] right = m.toResult(0, 1);
        double[] matrix = {right[1] - o[1], down[1] - o[1], o[1], right[0] - o[0], down[0] - o[0], o[0], 0, 0, 1};
        double sx = (double) value.width() / sketch.out().width();
        double sy = (double) value.height() / sketch.out().height();
        double f = (double) smaller / larger;
        return value.warp(
                Matrix.product(Matrix.scale(sx, sy), matrix, Matrix.scale(f, f)),
                wanted(sketch.image()),
                Border.REFLECT);
    }

    /** {@return the size of what is made from a picture} */
    private Size wanted(Size picture) {
        return Size.of(
                Math.max(1, Math.multiplyExact(picture.height(), larger) / smaller),
                Math.max(1, Math.multiplyExact(picture.width(), larger) / smaller));
    }

    /**
     * {@inheritDoc}
     *
     * @throws UnsupportedOperationException if predictions become something by the loss that files cannot tell: they stay as they are, or
     *     become probabilities by the logistic function
     */
    @Override
    public TargetPlan plan() {
        TargetPlan plan = TargetPlan.of(KIND, List.of())
                .with("channels", color.channels())
                .with("logistic", isLogistic() ? 1 : 0)
                .with("larger", larger)
                .with("smaller", smaller);
        for (int i = 0; i < stats.mean().length; i++) {
            plan = plan.with("mean" + i, stats.mean()[i]).with("std" + i, stats.std()[i]);
        }
        return plan;
    }

    /** What a loss makes of outputs is a function; a few numbers tell which. */
    private boolean isLogistic() {
        try (var scope = Scope.open()) {
            float[] numbers = new float[2 * color.channels()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = 1.5f * i - 2;
            }
            Tensor probe = Tensor.of(numbers, 1, color.channels(), 1, 2);
            float[] made = loss.activate(probe).toFloatArray();
            if (Arrays.equals(made, numbers)) {
                return false;
            }
            if (Arrays.equals(made, probe.sigmoid().toFloatArray())) {
                return true;
            }
        }
        throw new UnsupportedOperationException("files of models cannot tell what the loss " + loss.name()
                + " makes of outputs: they stay as they are, or become probabilities by the logistic function. Let the net"
                + " do it, or export with another loss of the target");
    }

    static PictureTarget of(TargetPlan plan) {
        int n = plan.numbers().containsKey("mean1") ? 3 : 1;
        double[] mean = new double[n];
        double[] std = new double[n];
        for (int i = 0; i < n; i++) {
            mean[i] = plan.number("mean" + i, 0);
            std[i] = plan.number("std" + i, 1);
        }
        Color color = plan.number("channels", 3) == 1 ? Color.GREY : Color.RGB;
        LossFunction loss = plan.number("logistic", 0) == 1 ? LossFunction.bceWithLogits() : LossFunction.mse();
        return new PictureTarget(
                color, Stats.of(mean, std), loss, (int) plan.number("larger", 1), (int) plan.number("smaller", 1));
    }

    // ---------------------------------------------------------------------------------------------- for people

    @Override
    public String text(Image value) {
        return value.toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public void draw(Canvas canvas, Image value) {
        canvas.picture(value);
    }
}
