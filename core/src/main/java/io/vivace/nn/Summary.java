package io.vivace.nn;

import io.vivace.memory.Shape;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The table of a net's layers: what each gave when the net ran last, its parameters, and whether they train.
 *
 * <pre>{@code
 * try (Summary seen = Summary.watch(net)) {
 *     net.forward(x);
 *     System.out.println(seen);
 * }
 * }</pre>
 *
 * {@link Module#summary} runs the net by itself.
 */
public final class Summary implements AutoCloseable {
    private static final String[] TITLES = {"layer", "what", "output", "parameters", "trains"};

    private final Module net;
    private final IdentityHashMap<Module, Shape> outputs = new IdentityHashMap<>();
    private final List<Runnable> removals = new ArrayList<>();
    private @Nullable Shape input;

    private Summary(Module net) {
        this.net = net;
        for (Module m : net.modules().values()) {
            removals.add(m.onForward((module, in, out) -> {
                outputs.put(module, out.shape());
                if (module == net) {
                    input = in.shape();
                }
                return null;
            }));
        }
    }

    /**
     * {@return a table that notes what layers give from now on, until it is closed}
     *
     * @param net the net
     */
    public static Summary watch(Module net) {
        return new Summary(net);
    }

    /** {@return the table; the input is closed} */
    static String of(Module net, Tensor input) {
        try (var scope = Scope.open();
                input;
                Summary summary = watch(net)) {
            net.evaluating(() -> net.forward(input));
            return summary.toString();
        }
    }

    /** Stops watching; the table stays. */
    @Override
    public void close() {
        removals.forEach(Runnable::run);
        removals.clear();
    }

    /** {@return the table, one layer to a line, and totals} */
    @Override
    public String toString() {
        String title = net.label() + (input == null ? ", not run" : ", input " + input);
        return title + "\n" + table() + "\n" + totals();
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
