package io.vivace.callbacks;

import io.vivace.learn.LossFunction;
import io.vivace.learn.Step;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Predictions of items as lines of CSV, collected batch by batch and put into the order of the items. */
final class PredictionTable {
    private static final double MARKED = 0.5;

    private final List<String> classes;
    private final List<String> names;
    private final Map<Integer, List<String>> rows = new TreeMap<>();
    private int outputs = -1;
    private boolean losses = true;

    PredictionTable(List<String> classes, List<String> names) {
        this.classes = classes;
        this.names = names;
    }

    /** Notes the items of a validation batch. */
    void add(Step step) {
        Autograd.noGrad(() -> {
            try (var scope = Scope.open()) {
                LossFunction loss = step.lossFunction();
                Tensor out = loss.activate(step.output());
                int n = step.batch().size();
                if (out.rank() > 2 || out.rank() < 1 || out.size(0) != n) {
                    throw new IllegalArgumentException("PredictionWriter writes one line of numbers for each item, but"
                            + " the outputs are " + out.shape() + " for " + n + " items");
                }
                outputs = (int) (out.elements() / n);
                Tensor target =
                        step.batch().targets().isEmpty() ? null : step.batch().y();
                boolean oneClass = !classes.isEmpty() && (target == null || isClassNumber(target));
                float[] said = out.toFloatArray();
                float[] wanted = target == null ? null : target.toFloatArray();
                float[] each = target == null ? null : ofItems(loss, step);
                for (int i = 0; i < n; i++) {
                    float[] own = part(said, i, n);
                    List<String> cells = begin(step.batch().items()[i]);
                    cells.add(wanted == null ? "" : text(part(wanted, i, n), oneClass));
                    cells.add(oneClass ? name(argmax(own)) : text(own, false));
                    cells.add(each == null ? "" : Float.toString(each[i]));
                    for (float v : own) {
                        cells.add(Float.toString(v));
                    }
                }
            }
        });
    }

    private static boolean isClassNumber(Tensor target) {
        return target.rank() == 1 && !target.dtype().isFloating();
    }

    private static float[] part(float[] all, int i, int n) {
        int width = all.length / n;
        return Arrays.copyOfRange(all, i * width, (i + 1) * width);
    }

    private List<String> begin(int item) {
        List<String> cells = new ArrayList<>(List.of(Integer.toString(item)));
        if (!names.isEmpty()) {
            cells.add(names.get(item));
        }
        rows.put(item, cells);
        return cells;
    }

    /** Not every loss is known for single items. */
    private float @Nullable [] ofItems(LossFunction loss, Step step) {
        try {
            return losses ? loss.ofItems(step.output(), step.batch().targets()).toFloatArray() : null;
        } catch (UnsupportedOperationException e) {
            losses = false;
            return null;
        }
    }

    /** {@return the name of a class, the names of marked classes, or plain numbers} */
    private String text(float[] values, boolean classNumber) {
        if (classNumber) {
            return name((int) values[0]);
        }
        boolean marks = !classes.isEmpty() && values.length == classes.size();
        return IntStream.range(0, values.length)
                .filter(c -> !marks || values[c] >= MARKED)
                .mapToObj(c -> marks ? name(c) : Float.toString(values[c]))
                .collect(Collectors.joining(";"));
    }

    private String name(int c) {
        return c >= 0 && c < classes.size() ? classes.get(c) : Integer.toString(c);
    }

    private static int argmax(float[] v) {
        return IntStream.range(0, v.length).reduce(0, (a, b) -> v[b] > v[a] ? b : a);
    }

    String csv() {
        List<String> header = new ArrayList<>(List.of("item"));
        if (!names.isEmpty()) {
            header.add("name");
        }
        header.addAll(List.of("actual", "predicted", "loss"));
        for (int c = 0; c < outputs; c++) {
            header.add(classes.size() == outputs ? classes.get(c) : "output_" + c);
        }
        StringBuilder text = new StringBuilder(CsvLogger.line(header)).append('\n');
        rows.values().forEach(r -> text.append(CsvLogger.line(r)).append('\n'));
        return text.toString();
    }
}
