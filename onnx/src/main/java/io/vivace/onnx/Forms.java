package io.vivace.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The ONNX forms of all operations that have one, by name. */
final class Forms {
    private static final Map<String, Form> ALL = all();

    private Forms() {}

    private static Map<String, Form> all() {
        Map<String, Form> all = new HashMap<>();
        for (Map<String, Form> family : List.of(
                PointwiseForms.ALL,
                ArithmeticForms.ALL,
                ProductForms.ALL,
                PoolingForms.ALL,
                NormalizationForms.ALL,
                ReductionForms.ALL,
                ShapeForms.ALL,
                PartForms.ALL,
                ResizeForms.ALL,
                RecurrentForms.ALL)) {
            family.forEach((name, form) -> {
                if (all.put(name, form) != null) {
                    throw new IllegalStateException("two forms of '" + name + "'");
                }
            });
        }
        return all;
    }

    /**
     * Writes a program's operations into a graph.
     *
     * @throws IllegalArgumentException if some have no form: all of them are named
     */
    static void write(Program program, Graph graph) {
        var missing = new TreeSet<String>();
        for (Operation op : program.operations()) {
            Form form = ALL.get(op.name());
            if (form == null) {
                missing.add(op.where());
            } else if (missing.isEmpty()) {
                form.write(new Site(op, graph));
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("no ONNX form is known of " + String.join(", ", missing)
                    + "; compute the same with other operations, or take the layer out of the net that is exported");
        }
    }
}
