package io.vivace.vision;

import static io.vivace.metric.ImageMetrics.psnr;

import io.vivace.data.Item;
import io.vivace.data.Labelling;
import io.vivace.learn.LossFunction;
import io.vivace.metric.Metric;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Border;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.ImageReader;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Mapping;
import io.vivace.vision.transform.Sketch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Another picture of the same size, for nets that make pictures: damaged ones whole, grey ones coloured. It moves as the net's input does,
 * by the mean of neighbours; changes of brightness and contrast, and black holes, are for the input alone.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>of a net's output and a batch's target</td><td>[N, channels, H, W]; 0 to 1, or normalised</td></tr>
 * </table>
 *
 * <pre>{@code
 * var whole = PictureTarget.of(Color.RGB).losing(LossFunction.l1());
 * ImageList.fromFolder(damaged).splitRandom(0.1, 42).label(whole.in(originals)).transform(Transforms.none().flip(), Size.square(128))
 * VisionLearner.of(data, DynamicUnet.on(ResNet.resnet34()).classes(3).blur().range(0, 1))
 * }</pre>
 *
 * @param color what is kept of a pixel
 * @param stats by what target and output are normalised; {@link Stats#NONE} for values between 0 and 1
 * @param loss what training makes small
 */
public record PictureTarget(Color color, Stats stats, LossFunction loss) implements Target<Image> {
    static final String KIND = "picture";

    /**
     * {@return a target of values between 0 and 1, learnt by the mean squared difference}
     *
     * @param color what is kept of a pixel
     */
    public static PictureTarget of(Color color) {
        return new PictureTarget(color, Stats.NONE, LossFunction.mse());
    }

    /**
     * {@return the same with another loss}
     *
     * @param function of output and target
     */
    public PictureTarget losing(LossFunction function) {
        return new PictureTarget(color, stats, function);
    }

    /**
     * {@return the same, normalised as inputs can be}
     *
     * @param by mean and standard deviation
     */
    public PictureTarget normalized(Stats by) {
        return new PictureTarget(color, by, loss);
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
        if (!value.size().equals(sketch.image())) {
            throw new IllegalArgumentException(
                    "the picture to be made is " + value.size() + ", that which it is made from " + sketch.image()
                            + "; bring both to one size first, such as by Image.resize");
        }
        return sketch.moved(value);
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
        return value.warp(matrix, sketch.image(), Border.REFLECT);
    }

    @Override
    public TargetPlan plan() {
        TargetPlan plan = TargetPlan.of(KIND, List.of()).with("channels", color.channels());
        for (int i = 0; i < stats.mean().length; i++) {
            plan = plan.with("mean" + i, stats.mean()[i]).with("std" + i, stats.std()[i]);
        }
        return plan;
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
        return of(color).normalized(Stats.of(mean, std));
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
