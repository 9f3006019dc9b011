package io.vivace.nn;

import io.vivace.memory.Shape;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;

/** The table of a net's layers. */
final class Summary {
    private static final String[] TITLES = {"layer", "what", "output", "parameters", "trains"};

    private final Module net;
    private final IdentityHashMap<Module, Shape> outputs = new IdentityHashMap<>();

    private Summary(Module net) {
        this.net = net;
    }

    /** {@return the table; the input is closed} */
    static String of(Module net, Tensor input) {
        Summary summary = new Summary(net);
        String title = net.label() + ", input " + input.shape();
        summary.run(input);
        return title + "\n" + summary.table() + "\n" + summary.totals();
    }

    private void run(Tensor input) {
        List<Runnable> removals = new ArrayList<>();
        for (Module m : net.modules().values()) {
            removals.add(m.onForward((module, in, out) -> {
                outputs.put(module, out.shape());
                return null;
            }));
        }
        try (var scope = Scope.open();
                input) {
            net.evaluating(() -> net.forward(input));
        } finally {
            removals.forEach(Runnable::run);
        }
    }

    private String table() {
        List<String[]> rows = new ArrayList<>();
        rows.add(TITLES);
        net.modules().forEach((path, m) -> rows.add(row(path, m)));
        int[] widths = new int[TITLES.length];
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String pad = " ".repeat(widths[i] - row[i].length());
                line.append(i == 3 ? pad + row[i] : row[i] + pad).append("  ");
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private String[] row(String path, Module m) {
        Shape out = outputs.get(m);
        long count = 0;
        boolean any = false;
        boolean all = true;
        for (Parameter p : m.ownParameters().values()) {
            count += p.shape().elements();
            any |= p.isTrainable();
            all &= p.isTrainable();
        }
        boolean none = m.ownParameters().isEmpty();
        return new String[] {
            path.isEmpty() ? "(net)" : path,
            m.describe(),
            out == null ? "not run" : out.toString(),
            none ? "" : number(count),
            none ? "" : all ? "yes" : any ? "in part" : "no"
        };
    }

    private String totals() {
        long all = 0;
        long trained = 0;
        for (Parameter p : net.parameters().values()) {
            all += p.shape().elements();
            trained += p.isTrainable() ? p.shape().elements() : 0;
        }
        return "parameters " + number(all) + ": " + number(trained) + " trained, " + number(all - trained) + " frozen";
    }

    private static String number(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }
}
