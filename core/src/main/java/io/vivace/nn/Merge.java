package io.vivace.nn;

import io.vivace.tensor.Tensor;
import java.util.List;

/**
 * Branches that all read the same input, and whose outputs are added up, or laid side by side along an axis.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>whatever the branches take</td></tr>
 * <tr><td>output of a sum</td><td>that of the branches, which are equal</td></tr>
 * <tr><td>output of a concatenation</td><td>that of the branches, their sizes along the axis added</td></tr>
 * </table>
 *
 * A residual block is {@code sum(identity(), block)} (He et al. 2015).
 *
 * <pre>{@code
 * sum(identity(), sequential(conv(64, 32, 1, 1), conv(32, 64, 3, 1)))
 * }</pre>
 */
public final class Merge extends Module {
    private final List<Module> branches;
    private final boolean adds;
    private final int axis;

    private Merge(List<Module> branches, boolean adds, int axis) {
        if (branches.isEmpty()) {
            throw new IllegalArgumentException("a merge needs at least one branch");
        }
        this.branches = branches;
        this.adds = adds;
        this.axis = axis;
        for (int i = 0; i < branches.size(); i++) {
            child(Integer.toString(i), branches.get(i));
        }
    }

    /**
     * {@return the sum of branches}
     *
     * @param branches whose outputs are added
     */
    public static Merge sum(List<? extends Module> branches) {
        return new Merge(List.copyOf(branches), true, 0);
    }

    /**
     * {@return the concatenation of branches}
     *
     * @param axis along which
     * @param branches whose outputs are laid side by side
     */
    public static Merge concat(int axis, List<? extends Module> branches) {
        return new Merge(List.copyOf(branches), false, axis);
    }

    @Override
    protected Tensor compute(Tensor x) {
        Inference use = Inference.current();
        if (use != null && adds && branches.size() == 2 && Pattern.endsInConvolution(branches.subList(1, 2))) {
            return sumInOnePass(use, x);
        }
        Tensor[] outs = new Tensor[branches.size()];
        for (int i = 0; i < outs.length; i++) {
            outs[i] = branches.get(i).forward(x);
        }
        if (outs.length == 1) {
            return outs[0];
        }
        Tensor merged = adds ? total(outs) : Tensor.cat(axis, outs);
        for (Tensor out : outs) {
            if (out != x && out != merged) {
                out.closeUnlessKept();
            }
        }
        return merged;
    }

    private Tensor sumInOnePass(Inference use, Tensor x) {
        Tensor first = branches.get(0).forward(x);
        Tensor sum = use.through(x, branches.subList(1, 2), first, null);
        if (!sum.shape().equals(first.shape())) {
            throw unequal(first, 1, sum);
        }
        if (first != x) {
            first.closeUnlessKept();
        }
        return sum;
    }

    private IllegalArgumentException unequal(Tensor first, int i, Tensor other) {
        return new IllegalArgumentException("the branches of a sum must have one shape, but branch 0 ("
                + branches.get(0).describe() + ") gives " + first.shape() + " and branch " + i + " ("
                + branches.get(i).describe() + ") gives " + other.shape());
    }

    private Tensor total(Tensor[] outs) {
        Tensor sum = outs[0];
        for (int i = 1; i < outs.length; i++) {
            if (!outs[i].shape().equals(sum.shape())) {
                throw unequal(sum, i, outs[i]);
            }
            Tensor next = sum.add(outs[i]);
            if (i > 1) {
                sum.closeUnlessKept();
            }
            sum = next;
        }
        return sum;
    }

    @Override
    public String describe() {
        return adds ? "sum" : "concat(axis " + axis + ")";
    }
}
