package io.vivace.vision.detection;

import io.vivace.nn.Module;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.models.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How the nets of detection are made again from files of models. */
public final class DetectionNets implements Architecture.Kinds {
    static final String BOX = "box_net";
    static final String SSD = "ssd";
    static final String PYRAMID = "pyramid_ssd";

    /** Architectures have whole numbers in lists: zooms and ratios are counted in thousandths. */
    private static final double UNIT = 1000;

    private static final int MOST_THOUSANDTHS = 100_000;

    /** For {@link java.util.ServiceLoader}. */
    public DetectionNets() {}

    @Override
    public Map<String, Function<? super Architecture, ? extends Module>> makers() {
        return Map.of(BOX, DetectionNets::boxes, SSD, DetectionNets::ssd, PYRAMID, DetectionNets::pyramid);
    }

    private static Module boxes(Architecture a) {
        int classes = a.truth("classified", false) ? classes(a, 4) : 0;
        return classes == 0 ? BoxHead.box(body(a), shown(a)) : BoxHead.boxAndClass(body(a), classes, shown(a));
    }

    private static Module ssd(Architecture a) {
        return Ssd.of(
                body(a),
                new Ssd.Plan(
                        classes(a, 5),
                        share(a, "first_dropout", 0.4),
                        share(a, "dropout", 0.4),
                        a.number("bias", -4),
                        a.whole("finest", 4, Bounds.MOST_CELLS),
                        a.truth("down_to_one", true),
                        shapes(a)),
                shown(a));
    }

    private static Module pyramid(Architecture a) {
        return PyramidSsd.of(
                body(a),
                shown(a),
                new PyramidSsd.Plan(
                        classes(a, 5),
                        a.whole("finest", 16, Bounds.MOST_CELLS),
                        a.whole("width", 128, Bounds.MOST_WIDTH),
                        share(a, "dropout", 0.1),
                        a.number("bias", -4),
                        a.truth("shared", false),
                        shapes(a)));
    }

    private static Body body(Architecture a) {
        return Body.named(a.text("body", "resnet34"), a.whole("channels", 3, Bounds.MOST_CHANNELS));
    }

    private static Size shown(Architecture a) {
        return Size.of(a.whole("rows", 224, Bounds.LONGEST_SIDE), a.whole("columns", 224, Bounds.LONGEST_SIDE));
    }

    /** Outputs are 4 numbers of a box, a score for each class and, with anchors, one for background. */
    private static int classes(Architecture a, int others) {
        int outputs = a.whole("classes", 20 + others, Bounds.MOST_OUTPUTS);
        if (outputs <= others) {
            throw new IllegalArgumentException(a.name() + " needs more than " + others + " outputs, got " + outputs);
        }
        return outputs - others;
    }

    private static double share(Architecture a, String argument, double usual) {
        double v = a.number(argument, usual);
        if (!(v >= 0 && v < 1)) {
            throw new IllegalArgumentException(
                    a.name() + ": \"" + argument + "\" is a probability from 0 to below 1, got " + v);
        }
        return v;
    }

    private static Anchors shapes(Architecture a) {
        List<Integer> zooms = a.wholes("zooms", List.of(700, 1000, 1300));
        List<Integer> ratios = a.wholes("ratios", List.of(1000, 1000, 1000, 500, 500, 1000));
        if (ratios.size() % 2 != 0 || zooms.size() * ratios.size() / 2 > Bounds.MOST_SHAPES) {
            throw new IllegalArgumentException(a.name() + " takes pairs of ratios and at most " + Bounds.MOST_SHAPES
                    + " shapes in all, got zooms " + zooms + " and ratios " + ratios);
        }
        double[][] pairs = new double[ratios.size() / 2][];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = new double[] {ratios.get(2 * i) / UNIT, ratios.get(2 * i + 1) / UNIT};
        }
        return Anchors.grids(1)
                .zooms(zooms.stream().mapToDouble(z -> z / UNIT).toArray())
                .ratios(pairs);
    }

    // ---------------------------------------------------------------------------------------------- the other way

    /** {@return what all these nets have in common; null if a name does not tell how the body is made again} */
    static @Nullable Architecture of(String name, Body body, Size shown, int outputs) {
        String known = body.name();
        return known == null
                ? null
                : Architecture.of(name)
                        .with("body", known)
                        .with("channels", body.channels())
                        .with("classes", outputs)
                        .with("rows", shown.height())
                        .with("columns", shown.width());
    }

    /** {@return what all nets with anchors have in common; null if a file cannot tell how body or anchors are made again} */
    static @Nullable Architecture of(String name, Body body, Size shown, int classes, Anchors shapes) {
        Architecture a = of(name, body, shown, 4 + classes + 1);
        List<Integer> zooms = thousandths(shapes.zooms());
        List<Integer> ratios = new ArrayList<>();
        for (double[] pair : shapes.ratios()) {
            List<Integer> both = thousandths(pair);
            if (both == null) {
                return null;
            }
            ratios.addAll(both);
        }
        return a == null || zooms == null ? null : a.with("zooms", zooms).with("ratios", ratios);
    }

    private static @Nullable List<Integer> thousandths(double[] values) {
        List<Integer> all = new ArrayList<>();
        for (double v : values) {
            long n = Math.round(v * UNIT);
            if (n < 1 || n > MOST_THOUSANDTHS || Math.abs(n / UNIT - v) > 1e-9) {
                return null;
            }
            all.add((int) n);
        }
        return all;
    }
}
