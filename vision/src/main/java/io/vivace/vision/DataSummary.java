package io.vivace.vision;

import io.vivace.data.Batch;
import io.vivace.data.Labels;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Framing;
import io.vivace.vision.transform.Transform;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Says in words what a data bunch is. The batch it describes comes from the very loader that training uses. */
final class DataSummary {
    private static final int CLASSES_SHOWN = 20;

    private DataSummary() {}

    static String of(ImageDataBunch data) {
        var s = new StringBuilder();
        var train = data.train();
        line(
                s,
                "training",
                train.items() + " items, " + train.batches() + " batches of "
                        + data.trainOptions().batchSize()
                        + (data.trainOptions().dropLast() ? ", an incomplete last one left out" : "")
                        + ", " + data.trainOptions().sampler().describe() + " by seed "
                        + data.trainOptions().seed());
        line(s, "validation", data.valid().items() + " items, " + data.valid().batches() + " batches");
        line(s, "target", target(data));
        line(s, "size", size(data.framing()));
        line(s, "changes", changes(data.pieces()));
        line(s, "normalised", data.stats().toString());
        long start = System.nanoTime();
        try (var epoch = train.epoch(0);
                Batch batch = epoch.next()) {
            line(s, "one batch", String.format(Locale.ROOT, "made in %.3f s", (System.nanoTime() - start) * 1e-9));
            line(s, "  inputs", text(batch.x()));
            batch.targets().forEach(t -> line(s, "  targets", text(t)));
            line(
                    s,
                    "  first",
                    data.trainItems().get(batch.items()[0]).origin()
                            + (batch.targets().isEmpty()
                                    ? ""
                                    : " is " + data.trainLabels().text(batch.items()[0])));
        }
        data.warnings().forEach(w -> line(s, "warning", w.toString()));
        data.skipped().forEach(w -> line(s, "left out", w.toString()));
        return s.toString();
    }

    private static String size(Framing framing) {
        Size size = framing.size();
        if (size == null) {
            return "that of each picture";
        }
        if (framing.shortSide() > 0) {
            return size + ", cut out of pictures whose shorter side is scaled to " + framing.shortSide();
        }
        return switch (framing.resize()) {
            case CROP -> size + ", by scaling and cropping";
            case PAD -> size + ", by scaling and padding";
            case SQUISH -> size + ", by squashing";
            case NONE -> size + ", without scaling";
        };
    }

    /** Records such as {@code RandomCrop[padding=4]} become "random crop (padding 4)". */
    private static String changes(List<Transform> pieces) {
        return pieces.isEmpty()
                ? "none"
                : pieces.stream()
                        .map(p -> p.toString()
                                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                                .toLowerCase(Locale.ROOT)
                                .replace("[", " (")
                                .replace("]", ")")
                                .replace("=", " ")
                                .replace(" ()", ""))
                        .collect(Collectors.joining(", "));
    }

    private static String target(ImageDataBunch data) {
        Labels labels = data.trainLabels();
        if (labels instanceof Labels.Numbers n) {
            return n.outputs() + " numbers: " + n.names();
        }
        if (labels instanceof Labels.Nothing) {
            return "nothing";
        }
        if (labels instanceof ImageLabels<?>) {
            String kind = data.target().getClass().getSimpleName();
            List<String> names = labels.classes();
            return names.isEmpty() ? kind : kind + ", " + names.size() + " classes: " + some(names);
        }
        String kind = labels instanceof Labels.Categories ? "one of " : "any of ";
        return kind + labels.outputs() + " classes: " + classes(labels)
                + (labels.outputs() > CLASSES_SHOWN ? " ..." : "");
    }

    private static String some(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(CLASSES_SHOWN, names.size())));
        return names.size() > CLASSES_SHOWN ? first + " ..." : first;
    }

    private static String classes(Labels labels) {
        int[] counts = new int[labels.outputs()];
        if (labels instanceof Labels.Categories c) {
            IntStream.of(c.index()).forEach(k -> counts[k]++);
        } else if (labels instanceof Labels.ManyCategories m) {
            m.index().forEach(some -> IntStream.of(some).forEach(k -> counts[k]++));
        }
        List<String> names = labels.classes();
        return IntStream.range(0, Math.min(CLASSES_SHOWN, counts.length))
                .mapToObj(k -> names.get(k) + " (" + counts[k] + ")")
                .collect(Collectors.joining(", "));
    }

    private static String text(Tensor t) {
        float[] v = t.toFloatArray();
        double sum = 0;
        float least = Float.POSITIVE_INFINITY;
        float greatest = Float.NEGATIVE_INFINITY;
        for (float f : v) {
            sum += f;
            least = Math.min(least, f);
            greatest = Math.max(greatest, f);
        }
        return String.format(
                Locale.ROOT, "%s %s, %.3f to %.3f, mean %.3f", t.dtype(), t.shape(), least, greatest, sum / v.length);
    }

    private static void line(StringBuilder s, String name, String value) {
        s.append(String.format(Locale.ROOT, "%-12s %s%n", name, value));
    }
}
