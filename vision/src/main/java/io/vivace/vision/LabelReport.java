package io.vivace.vision;

import io.vivace.io.AtomicFile;
import io.vivace.learn.Predictions;
import io.vivace.metric.Metrics;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How well each label is found where pictures can have several.
 *
 * @param threshold labels whose probability is above are said
 * @param rows one for each label
 */
public record LabelReport(double threshold, List<Row> rows) {
    private static final double F2 = 4;

    /**
     * One label.
     *
     * @param label its name
     * @param is pictures that have it
     * @param said pictures that are said to have it
     * @param right pictures that are rightly said to have it
     * @param averagePrecision the area under precision over recall: how well its pictures are ranked, at any threshold; NaN if no
     *     picture has it
     */
    public record Row(String label, int is, int said, int right, double averagePrecision) {
        /** {@return of the pictures said to have it the part that has; 0 if there are none} */
        public double precision() {
            return said == 0 ? 0 : (double) right / said;
        }

        /** {@return of the pictures that have it the part found; 0 if there are none} */
        public double recall() {
            return is == 0 ? 0 : (double) right / is;
        }

        /** {@return F2: (1 + 4)·precision·recall / (4·precision + recall)} */
        public double f2() {
            return is + said == 0 ? 0 : (1 + F2) * right / (said + F2 * is);
        }
    }

    /** Copies the rows. */
    public LabelReport {
        rows = List.copyOf(rows);
    }

    /**
     * {@return the report}
     *
     * @param said probabilities [N, labels] with targets of ones and zeros
     * @param labels their names
     * @param threshold labels whose probability is above are said
     * @throws IllegalArgumentException if the targets are not known, or not one for each label
     */
    public static LabelReport of(Predictions said, List<String> labels, double threshold) {
        Tensor targets = said.targets();
        if (targets == null || !targets.shape().equals(said.outputs().shape())) {
            throw new IllegalArgumentException(
                    "labels are judged where each picture has a 1 or a 0 for each of them: the outputs are "
                            + said.outputs().shape() + ", the targets "
                            + (targets == null ? "unknown" : targets.shape()));
        }
        List<Row> rows = new ArrayList<>();
        for (int k = 0; k < labels.size(); k++) {
            try (var scope = Scope.open()) {
                rows.add(row(labels.get(k), said.outputs().select(1, k), targets.select(1, k), threshold));
            }
        }
        return new LabelReport(threshold, rows);
    }

    private static Row row(String label, Tensor probability, Tensor target, double threshold) {
        float[] p = probability.toFloatArray();
        float[] y = target.toFloatArray();
        int is = 0;
        int said = 0;
        int right = 0;
        for (int i = 0; i < p.length; i++) {
            boolean has = y[i] > 0.5f;
            boolean found = p[i] > threshold;
            is += has ? 1 : 0;
            said += found ? 1 : 0;
            right += has && found ? 1 : 0;
        }
        var ranked = Metrics.averagePrecision();
        ranked.add(probability.contiguous(), target.contiguous());
        return new Row(label, is, said, right, is == 0 ? Double.NaN : ranked.value());
    }

    /** {@return the table for people} */
    @Override
    public String toString() {
        int width =
                Math.max(5, rows.stream().mapToInt(r -> r.label.length()).max().orElse(0));
        var s = new StringBuilder(String.format(
                Locale.ROOT,
                "%-" + width + "s %6s %6s %6s %9s %6s %6s %6s%n",
                "label",
                "is",
                "said",
                "right",
                "precision",
                "recall",
                "F2",
                "AP"));
        for (Row r : rows) {
            s.append(String.format(
                    Locale.ROOT,
                    "%-" + width + "s %6d %6d %6d %9.3f %6.3f %6.3f %6.3f%n",
                    r.label,
                    r.is,
                    r.said,
                    r.right,
                    r.precision(),
                    r.recall(),
                    r.f2(),
                    r.averagePrecision));
        }
        return s.toString();
    }

    /**
     * Writes the table.
     *
     * @param file where to
     * @throws io.vivace.io.FileException if it cannot be written
     */
    public void writeCsv(Path file) {
        var s = new StringBuilder("label,is,said,right,precision,recall,f2,average_precision\n");
        for (Row r : rows) {
            s.append('"')
                    .append(r.label.replace("\"", "\"\""))
                    .append('"')
                    .append(String.format(
                            Locale.ROOT,
                            ",%d,%d,%d,%.6f,%.6f,%.6f,%.6f%n",
                            r.is,
                            r.said,
                            r.right,
                            r.precision(),
                            r.recall(),
                            r.f2(),
                            r.averagePrecision));
        }
        AtomicFile.writeText(file, s.toString());
    }
}
